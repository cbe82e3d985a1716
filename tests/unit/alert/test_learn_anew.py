"""A watch that counts something else from now on, or is split in another way."""

from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, burst, mention
from workers.model.alert import ChangeType

DAY10 = 240.0


def test_who_learns_anew_says_so_for_two_weeks() -> None:
    feed = Feed().background()
    feed.rules = replace(RULES, counted_hash="c2")
    for number in range(20 * 24):
        feed.mention(mention(number, DAY10 + number, counted="c2"))
        feed.tick(DAY10 + number + 0.5)
        if number in (9 * 24, 19 * 24):
            feed.mention(*burst(DAY10 + number + 0.55, 20, first=number * 1_000, counted="c2"))

    opened = [change for change in feed.told if change.type is ChangeType.OPENED]
    said = [[one.text for one in change.cautions if one.code == "learns_anew"] for change in opened]
    words = "Learns anew since 13 June 00:00 UTC, when the config began to count something else for this watch."
    assert said == [[words], []]


def test_an_alias_that_doubles_the_count_raises_no_alert() -> None:
    feed = Feed()
    for number in range(4 * 24 * 10):
        feed.mention(mention(number, number / 4))
        feed.tick(number / 4)
    assert feed.told == []
    feed.rules = replace(RULES, counted_hash="c2")
    for number in range(4 * 24 * 10):
        some = (mention(50_000 + 2 * number + one, DAY10 + number / 4, counted="c2") for one in (0, 1))
        feed.mention(*some)
        feed.tick(DAY10 + number / 4)

    assert feed.told == []


def test_parts_by_which_a_watch_is_split_no_longer_are_forgotten() -> None:
    """They would take the room of those by which it is."""
    feed = Feed(replace(RULES, split_by="region")).background(regions=("KR", "JP"))
    before = set(feed.state.series) if feed.state else set()
    feed.rules = replace(RULES, split_by="language")
    feed.mention(mention(1, DAY10 + 0.1, regions=("KR",)))
    feed.tick(DAY10 + 1)

    assert before == {"", "region=KR", "region=JP"}
    assert feed.state is not None
    assert set(feed.state.series) == {"", "language=en"}


def test_a_signal_that_changes_nothing_leaves_the_very_state() -> None:
    """Hosts write what is not the same, and a tick comes to every watch that is split."""
    feed = Feed(replace(RULES, split_by="region")).background(regions=("KR", "JP"))
    before = feed.state
    feed.tick(DAY10)

    assert feed.state is before
