"""The course of each watch in a replay: what was counted hour by hour, and what was usual."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.alert.series import count_of
from workers.detect import AnyMemory, advance
from workers.detect.origins import Seen, fold_all, remember
from workers.detect.partition import PartitionClock, is_unknown, unknown_buckets
from workers.detect.timeline import bucket_start
from workers.model.count import UnknownRange
from workers.model.signal import Mention, SlotRange
from workers.study.backtest import Span
from workers.study.replayed import Step
from workers.study.usual import DAY_S, HOUR_S, Profile, profile_of

_KEPT = 64
"""Unknown spans that a detector is still told of: it hears of each when it next counts."""


class Course(Struct, frozen=True, kw_only=True):
    """One watch over a span of time. The counts are those of its closed buckets."""

    watch: str
    from_s: int
    """Unix seconds, a whole hour."""
    observed: tuple[int, ...]
    """What the watch counts, in each hour from there on; 0 also where nobody knows."""
    expected: tuple[float, ...]
    """What was usual in each of these hours, by what was known as its day (UTC) began; 0 before anything was."""


class Courses:
    """Looks on at a replay, and counts once more as the counters do. Nothing of the replay changes by it."""

    def __init__(self, watches: Mapping[str, CountRules], lateness_s: int = 0) -> None:
        """Begin.

        Args:
            watches: The rules, by watch id.
            lateness_s: How much later than a page a page before it may come.
        """
        self._lines = {watch: _Line(rules) for watch, rules in watches.items()}
        self._lateness_s = lateness_s
        self._unknown: list[SlotRange] = []

    def follow(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Yield the same steps."""
        for step in steps:
            self._unknown += step.unknown
            for heard in step.heard:
                if not heard.late:
                    self._hear(heard.mention)
            yield step

    def _hear(self, mention: Mention) -> None:
        line = self._lines.get(mention.watch_id)
        if line is not None:
            line.close(int(mention.at.timestamp()) - self._lateness_s, self._unknown)
            line.add(mention)

    @property
    def unknown(self) -> tuple[tuple[int, int], ...]:
        """Spans nobody knows the counts of: (first, end) in Unix seconds."""
        return tuple((one.first * 300, one.end * 300) for one in joined(self._unknown))

    def within(self, span: Span) -> tuple[Course, ...]:
        """End, and return every watch's course over the hours of a span, in the order of the watches."""
        first = int(span.from_.timestamp()) // HOUR_S
        end = int(span.to.timestamp()) // HOUR_S + 1
        for line in self._lines.values():
            line.close(None, self._unknown)
            line.pass_days((end - 1) * HOUR_S // DAY_S, self._unknown)
        return tuple(line.course(watch, first, end) for watch, line in self._lines.items())


def joined(spans: Iterable[SlotRange]) -> list[SlotRange]:
    """Ranges in their order; those that touch are one."""
    made: list[SlotRange] = []
    for span in spans:
        if made and span.first <= made[-1].end:
            made[-1] = SlotRange(first=made[-1].first, end=max(made[-1].end, span.end))
        else:
            made.append(span)
    return made


class _Line:
    """One watch's counts so far."""

    def __init__(self, rules: CountRules) -> None:
        self._rules = rules
        self._open: dict[int, list[Mention]] = {}
        self._seen = Seen()
        self._memory: AnyMemory = rules.detector.start()
        self._hours: dict[int, int] = {}
        self._days: dict[int, Profile] = {}

    def add(self, mention: Mention) -> None:
        """Put a mention into its bucket."""
        self._open.setdefault(bucket_start(mention, self._rules.width_s), []).append(mention)

    def close(self, before_s: int | None, unknown: list[SlotRange]) -> None:
        """Close the buckets that end by then, oldest first; all of them where no time is given."""
        width_s = self._rules.width_s
        for start_s in sorted(self._open):
            if before_s is not None and start_s + width_s > before_s:
                return
            self._close_bucket(start_s, self._open.pop(start_s), unknown)

    def _close_bucket(self, start_s: int, mentions: list[Mention], unknown: list[SlotRange]) -> None:
        rules, bucket = self._rules, start_s // self._rules.width_s
        self.pass_days(start_s // DAY_S, unknown)
        kept = fold_all(self._seen, sorted(mentions, key=lambda one: (one.at, one.article_id)), rules.fold_s)
        self._seen = remember(self._seen, kept, rules.fold_s)
        count, blind = count_of(rules, kept), self._blind(unknown, start_s + rules.width_s)
        self._hours[start_s // HOUR_S] = self._hours.get(start_s // HOUR_S, 0) + count
        if count and bucket > self._memory.bucket and not is_unknown(blind, bucket):
            detector, width_s = rules.detector, rules.width_s
            self._memory, _ = advance(detector, self._memory, bucket, count, width_s=width_s, unknown=blind)

    def pass_days(self, last: int, unknown: list[SlotRange]) -> None:
        """Note what is usual on each day up to and with this one, before anything of it is learnt."""
        if self._memory.bucket < 0:
            return
        known = max(self._days, default=self._memory.bucket * self._rules.width_s // DAY_S)
        for day in range(known + 1, last + 1):
            self._days[day] = profile_of(self._rules, self._memory, day, self._blind(unknown, day * DAY_S))

    def _blind(self, unknown: list[SlotRange], end_s: int) -> tuple[UnknownRange, ...]:
        partition = PartitionClock(unknown=tuple(joined(unknown[-_KEPT:])))
        return unknown_buckets(partition, self._rules.width_s, end_s)

    def course(self, watch: str, first: int, end: int) -> Course:
        """The hours from ``first`` up to but without ``end`` (Unix time // 3,600)."""
        none = (0.0,) * 24
        return Course(
            watch=watch,
            from_s=first * HOUR_S,
            observed=tuple([self._hours.get(hour, 0) for hour in range(first, end)]),
            expected=tuple([self._days.get(hour // 24, none)[hour % 24] for hour in range(first, end)]),
        )
