"""All we remember of one watch between two signals. Times are Unix seconds unless a datetime says otherwise."""

from datetime import datetime

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.tally import Gathering, SeriesTally
from workers.detect import AnyMemory
from workers.detect.origins import Kept, Seen
from workers.model.alert import Severity
from workers.model.count import Score


class Told(Struct, frozen=True, kw_only=True):
    """What the last change of an alert said."""

    sequence: int
    at: datetime
    origins: int
    articles: int
    severity: Severity


class Measure(Struct, frozen=True, kw_only=True):
    """A score and what it is of."""

    score: Score
    bucket_s: int
    """Start of the bucket."""
    at: datetime
    """Up to when it counts (UTC): the watch's event time for an open bucket, else the bucket's end."""
    early: bool
    """Whether the bucket is still open."""


class Episode(Struct, frozen=True, kw_only=True):
    """An alert that is open."""

    confirmed: bool
    """Whether a closed bucket has crossed the line; an early alert waits for that."""
    bucket_s: int
    """Start of the bucket it opened at; final once confirmed."""
    upto_s: int
    """Start of the last open bucket that looked loud enough while unconfirmed."""
    from_s: int
    """Where its evidence begins."""
    opened_at: datetime
    loudest: Measure
    """Of the highest score so far, early or final: it sets the severity, which never falls."""
    peak: float = 0.0
    """Highest final score."""
    calm: int = 0
    """Known buckets in a row below half the threshold."""
    told: Told

    @property
    def gathering(self) -> Gathering:
        """How it gathers its evidence."""
        return Gathering(from_s=self.from_s, confirmed=self.confirmed)


class SeriesState(Struct, frozen=True, kw_only=True):
    """One series: what its detector learnt, what lately happened, and its open alert."""

    memory: AnyMemory
    since_s: int
    """Start of the bucket at which the last confirmed episode ended, else of the first closed one."""
    sequence: int = 0
    """Of the next change; goes on within an alert id."""
    recent: SeriesTally = SeriesTally()
    episode: Episode | None = None


class WatchState(Struct, frozen=True, kw_only=True):
    """One watch."""

    version: int = 1
    counted_hash: str
    closed_s: int | None = None
    """End of the last closed bucket; None before the first."""
    greatest_at: datetime | None = None
    """The greatest time counted: the watch's own event time."""
    kept: tuple[Kept, ...] = ()
    """Mentions in open buckets, by (time, article id)."""
    seen: Seen = Seen()
    series: dict[str, SeriesState] = {}
    late: int = 0
    """Mentions that came after their bucket was closed."""
    anew_s: int | None = None
    """When it last began to learn anew, for something else was counted from then on; None: never."""


def new_state(rules: CountRules) -> WatchState:
    """A watch nobody has mentioned yet."""
    return WatchState(counted_hash=rules.counted_hash)


def due_s(state: WatchState, rules: CountRules) -> int | None:
    """The watermark (Unix seconds) from which the watch has something to close; None when nothing waits."""
    ends = []
    if state.kept:
        start = int(state.kept[0].mention.at.timestamp() // rules.width_s) * rules.width_s
        ends.append(start + rules.width_s)
    if state.closed_s is not None and any(series.episode for series in state.series.values()):
        ends.append(state.closed_s + rules.width_s)
    return min(ends, default=None)
