"""Steps of an alert's life that a whole story seldom shows."""

from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at, burst
from workers.alert.lifecycle import Around, grow
from workers.model.alert import Severity

DAY10 = 240.0


def test_what_was_called_critical_stays_critical_where_its_evidence_shrinks() -> None:
    """Confirming an early alert reckons its evidence anew, and may leave fewer than ten origins."""
    feed = Feed().background()
    feed.mention(*burst(DAY10, 8))
    assert feed.state is not None
    series = feed.state.series[""]
    episode = series.episode
    assert episode is not None
    told = replace(episode.told, severity=Severity.CRITICAL, origins=2)
    recent = replace(series.recent, episode=replace(series.recent.episode, origins=5, articles=5))
    series = replace(series, episode=replace(episode, told=told), recent=recent)
    around = Around(rules=RULES, key="", parts={}, intake=1.0, greatest_at=at(DAY10 + 1))

    _, changes = grow(around, series, (), None, at(DAY10 + 1))

    assert [change.severity for change in changes] == [Severity.CRITICAL]
