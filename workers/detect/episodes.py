"""A series of counts from its first bucket to its last: scores, and the episodes they make.

The product proper opens alerts early and asks for evidence (`alert`); this is the plain reading of the
scores alone, for `detect` and for measuring detectors.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from workers.detect import AnyDetector, AnyMemory, advance
from workers.model.count import Score
from workers.model.watch import SeverityLine

CALM_S = 3 * 3_600
"""An episode is over after so much known time below half the threshold."""


_LINES = SeverityLine()


class Event(StrEnum):
    """What a bucket does to the episode."""

    OPEN = "open"
    UPDATE = "update"
    """The score has reached the next severity."""
    RESOLVE = "resolve"


class Course(Struct, frozen=True, kw_only=True):
    """Where in an episode a series is."""

    peak: float | None = None
    """Highest score so far; None when no episode is open."""
    calm: int = 0
    """Known buckets in a row below half the threshold."""


class Told(Struct, frozen=True, kw_only=True):
    """One bucket of a series."""

    bucket: int
    """Unix time // width, UTC."""
    count: int | None
    """None when it is unknown."""
    score: Score
    event: Event | None


def follow(
    course: Course, score: float, *, threshold: float, width_s: int, lines: SeverityLine = _LINES
) -> tuple[Course, Event | None]:
    """Go one known bucket further: an episode opens at the threshold, and ends after calm. Unknown ones are left out.

    Args:
        course: As of the known bucket before.
        score: Of this bucket.
        threshold: Above 0.
        width_s: Seconds a bucket lasts.
        lines: Scores at which an episode has something new to say.
    """
    if course.peak is None:
        return (Course(peak=score), Event.OPEN) if score >= threshold else (course, None)
    calm = course.calm + 1 if score < threshold / 2 else 0
    if calm * width_s >= CALM_S:
        return Course(), Event.RESOLVE
    risen = any(course.peak < line <= score for line in (lines.warning, lines.critical))
    return Course(peak=max(course.peak, score), calm=calm), Event.UPDATE if risen else None


def follow_counts(
    detector: AnyDetector, first: int, counts: Iterable[int | None], *, threshold: float, width_s: int
) -> Iterator[Told]:
    """Score one bucket after the other and tell what happens.

    Args:
        detector: Its settings.
        first: The bucket of the first count (Unix time // width, UTC).
        counts: One a bucket, without holes; None where nobody knows.
        threshold: Score from which an episode opens.
        width_s: Seconds a bucket lasts.
    """
    memory: AnyMemory = detector.start()
    course = Course()
    for bucket, count in enumerate(counts, first):
        memory, score = advance(detector, memory, bucket, count, width_s=width_s)
        event = None
        if count is not None:
            course, event = follow(course, score.value, threshold=threshold, width_s=width_s)
        yield Told(bucket=bucket, count=count, score=score, event=event)
