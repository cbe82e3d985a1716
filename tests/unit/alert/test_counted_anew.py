"""A watch that is counted by other rules than before: it learns anew, and nobody is alarmed by the change itself."""

from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, burst
from workers.model.alert import AlertState, ChangeType

DAY10 = 240.0


def test_what_is_counted_anew_is_learnt_anew_and_an_open_alert_stays_until_calm() -> None:
    feed = Feed().background()
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 0.5)

    feed.rules = replace(RULES, counted_hash="c2", width_s=900)
    feed.mention(*burst(DAY10 + 0.6, 5, first=100, counted="c2"))
    feed.tick(DAY10 + 12)

    assert [change.state for change in feed.told if change.type is not ChangeType.UPDATED] == [
        AlertState.OPEN,
        AlertState.RESOLVED,
    ]
    assert len({change.alert_id for change in feed.told}) == 1


def test_mentions_counted_by_other_rules_are_left_out() -> None:
    feed = Feed().background()

    feed.mention(*burst(DAY10, 12, counted="before the reload"))

    assert feed.told == []
