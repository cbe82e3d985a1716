"""One series' alert and one closed bucket, or a stretch of silent ones."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from workers.alert import lifecycle
from workers.alert.counting import CALM_S, CountRules, threshold_of
from workers.alert.lifecycle import Around, Lived
from workers.alert.series import WHOLE, facts_within
from workers.alert.state import Measure, SeriesState
from workers.alert.tally import SeriesTally
from workers.detect.judge import is_spike
from workers.detect.origins import Kept
from workers.model.count import UnknownRange


class Closing(Struct, frozen=True, kw_only=True):
    """A busy bucket at its close."""

    start_s: int
    measure: Measure
    blind: bool
    """Whether nobody knows the bucket's true count."""
    hushed: bool
    """Whether the series is a part and the whole has a confirmed alert: then the part opens none of its own."""
    own: tuple[Kept, ...]
    """The series' mentions in it."""
    later: tuple[Kept, ...]
    """The series' mentions in buckets that are still open."""


def judge_bucket(around: Around, series: SeriesState, closing: Closing) -> Lived:
    """Move the alert on by one closed bucket."""
    rules, episode, start_s = around.rules, series.episode, closing.start_s
    if episode is not None and episode.confirmed:
        return _go_on(around, series, closing)
    if crosses(around, series.recent, (), closing.measure) and not closing.hushed:
        if episode is not None:
            return lifecycle.confirm(rules, series, closing.measure, closing.own), ()
        return lifecycle.open_episode(around, series, closing.measure, closing.later, closing.own)
    if episode is not None and episode.upto_s <= start_s:
        return lifecycle.resolve(around, series, "not_confirmed", start_s)
    return series, ()


def crosses(around: Around, recent: SeriesTally, open_: tuple[Kept, ...], measure: Measure) -> bool:
    """Whether a score crosses the line on enough evidence within the window that decided.

    Args:
        around: The rules and the key of the series.
        recent: Its closed buckets.
        open_: Its mentions in open buckets up to and with the one that is scored.
        measure: Early or final.
    """
    deciding = measure.score.deciding
    if deciding is None:
        return False
    facts = facts_within(recent, open_, measure.bucket_s + around.rules.width_s - deciding.window_s)
    threshold = threshold_of(around.rules, whole=around.key == WHOLE)
    return is_spike(measure.score, facts, threshold=threshold, minimum=around.rules.minimum)


def _go_on(around: Around, series: SeriesState, closing: Closing) -> Lived:
    rules, score = around.rules, closing.measure.score
    series = lifecycle.heed(series, closing.measure)
    episode = series.episode
    assert episode is not None
    calm = episode.calm
    if not closing.blind:
        calm = calm + 1 if score.value < threshold_of(rules, whole=around.key == WHOLE) / 2 else 0
    series = replace(series, episode=replace(episode, calm=calm, peak=max(episode.peak, score.value)))
    if calm >= _calm_buckets(rules):
        return lifecycle.resolve(around, series, "calm", closing.start_s)
    now = around.at_close(closing.start_s)
    if not lifecycle.may_update(series, now):
        return series, ()
    return lifecycle.grow(around, series, closing.later, closing.measure if score.windows else None, now)


def _calm_buckets(rules: CountRules) -> int:
    return CALM_S // rules.width_s


def pass_silence(
    around: Around, series: SeriesState, first_s: int, end_s: int, unknown: tuple[UnknownRange, ...]
) -> Lived:
    """Move the alert on through buckets without a mention: ``first_s`` up to but without ``end_s`` (Unix seconds)."""
    episode, width_s = series.episode, around.rules.width_s
    if episode is None:
        return series, ()
    if not episode.confirmed:
        if episode.upto_s >= end_s:
            return series, ()
        return lifecycle.resolve(around, series, "not_confirmed", max(episode.upto_s, first_s))
    calm = episode.calm
    for bucket in _known(first_s // width_s, end_s // width_s, unknown):
        calm += 1
        if calm >= _calm_buckets(around.rules):
            series = replace(series, episode=replace(episode, calm=calm))
            return lifecycle.resolve(around, series, "calm", bucket * width_s)
    return replace(series, episode=replace(episode, calm=calm)), ()


def _known(first: int, end: int, unknown: tuple[UnknownRange, ...]) -> Iterator[int]:
    for span in unknown:
        yield from range(first, min(span.first, end))
        first = max(first, span.end)
    yield from range(first, end)
