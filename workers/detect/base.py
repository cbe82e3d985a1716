"""What every detector is, and the order of buckets they all rely on."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol, TypeVar

from workers.model.count import Score, UnknownRange

WIDTHS_S = (60, 300, 900, 1_800, 3_600)
"""Widths a bucket may have, in seconds: those that divide an hour and are worth having."""

Memory = TypeVar("Memory")


class Detector(Protocol[Memory]):
    """Says how surprising a count is, given what it has learnt.

    A detector is a frozen value: its fields are its settings. It reads no
    clock and keeps nothing: memory comes in and goes out, so the same
    counts always give the same scores, live or replayed.
    """

    @property
    def threshold(self) -> float:
        """The score from which an alert is worth it where nothing else is said."""
        ...

    def start(self) -> Memory:
        """What it knows of a series it has seen nothing of."""
        ...

    def advance(
        self,
        memory: Memory,
        bucket: int,
        count: int | None,
        *,
        width_s: int,
        unknown: tuple[UnknownRange, ...] = (),
    ) -> tuple[Memory, Score]:
        """Score one bucket and learn it.

        More mentions in the bucket never score lower.

        Args:
            memory: What `advance` returned for an earlier bucket of the same width, or `start`.
            bucket: Unix time // ``width_s``, UTC. Buckets left out since the
                memory's last one were silent, except those that ``unknown`` names.
            count: Mentions in it; None when ingest was broken and nobody knows.
            width_s: Seconds a bucket lasts, one of `WIDTHS_S`.
            unknown: Sorted and disjoint; may say more than is asked.

        Raises:
            ValueError: the bucket is not after the memory's last one, or the width is not one of `WIDTHS_S`.
        """
        ...


def check_turn(last: int, bucket: int, width_s: int) -> None:
    """Refuse a bucket that was learnt before, and a width no detector knows.

    Args:
        last: The last bucket learnt; -1 before the first.
        bucket: The one to come.
        width_s: Seconds.

    Raises:
        ValueError: see above.
    """
    if width_s not in WIDTHS_S:
        raise ValueError(f"buckets of {width_s} s; expected one of {', '.join(map(str, WIDTHS_S))}")
    if bucket <= last:
        raise ValueError(f"bucket {bucket} after bucket {last}; expected a later one")


def runs(first: int, end: int, unknown: tuple[UnknownRange, ...]) -> Iterator[tuple[int, bool]]:
    """Cut the buckets ``first`` up to but without ``end`` into runs, in order: (end of the run, was it known)."""
    for gap in unknown[bisect_right(unknown, first, key=_end) :]:
        if gap.first >= end:
            break
        if gap.first > first:
            yield gap.first, True
        first = min(gap.end, end)
        yield first, False
    if first < end:
        yield end, True


def _end(gap: UnknownRange) -> int:
    return gap.end
