"""From what score on a watch is worth telling: its own words for it, and the budgets it shares with others."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.subscription import wants_watch
from workers.config.node import Entries
from workers.detect import AnyDetector
from workers.detect.budget import LEAST_PER_WEEK, SENSITIVITIES, threshold_for
from workers.detect.surprise import Surprise
from workers.documents.overlay import has_line
from workers.documents.placed import Placed
from workers.documents.watches import BudgetItem, WatchItem
from workers.model.mistake import Mistake


class Line(Struct, frozen=True, kw_only=True):
    """How a watch is scored, and from what score on it is told."""

    detector: AnyDetector
    threshold: float


def own_line(watch: WatchItem) -> Line:
    """The line a watch draws itself, its budget before its sensitivity before its detector's threshold."""
    detector = watch.detector or Surprise()
    if watch.alerts_per_week is not None:
        return Line(detector=detector, threshold=threshold_for(watch.alerts_per_week))
    if watch.sensitivity is not None:
        return Line(detector=detector, threshold=SENSITIVITIES[watch.sensitivity])
    return Line(detector=detector, threshold=detector.threshold)


def strictest(placed: Placed[WatchItem], shared: float | None) -> Line:
    """The line of a watch that may share a budget: the stricter of its own and the shared one.

    The default line is nobody's own words, so it gives way to a budget.
    """
    own = own_line(placed.value)
    if shared is None:
        return own
    spoken = isinstance(placed.place.node, Entries) and has_line(placed.place.node)
    return replace(own, threshold=max(own.threshold, shared) if spoken else shared)


def shared_lines(
    budgets: Iterable[Placed[BudgetItem]], watches: Sequence[Placed[WatchItem]]
) -> tuple[Mapping[str, float], tuple[Mistake, ...]]:
    """Divide each budget evenly over the watches it names; of several lines a watch has the strictest.

    Returns:
        Thresholds by the id of the watch, and the budgets that are too small for so many.
    """
    lines: dict[str, float] = {}
    mistakes = []
    for budget in budgets:
        chosen = [one.value for one in watches if _names(budget.value, one.value)]
        if not chosen:
            continue
        share = budget.value.alerts_per_week / len(chosen)
        if share < LEAST_PER_WEEK:
            found = f"{budget.value.alerts_per_week:g} for {len(chosen)} watches"
            expected = f"at least {LEAST_PER_WEEK * len(chosen):g} ({LEAST_PER_WEEK} for each)"
            mistakes.append(budget.place.within("alerts_per_week").mistake(found, expected))
            continue
        threshold = threshold_for(share)
        for watch in chosen:
            lines[watch.id] = max(threshold, lines.get(watch.id, threshold))
    return lines, tuple(mistakes)


def _names(budget: BudgetItem, watch: WatchItem) -> bool:
    """Whether a watch has a part of a budget: only the default detector's scores can be told in alerts a week."""
    scaled = watch.detector is None or isinstance(watch.detector, Surprise)
    return scaled and wants_watch(budget.watches, watch.id, watch.tags, watch.owner)


def check_line(placed: Placed[WatchItem]) -> Iterable[Mistake]:
    """Find a line drawn twice, out of reach, or in words that the detector does not know."""
    watch, place = placed.value, placed.place
    detector = place.node.get("detector") if isinstance(place.node, Entries) else None
    threshold = detector.get("threshold") if isinstance(detector, Entries) else None
    spoken = [key for key in ("alerts_per_week", "sensitivity") if getattr(watch, key) is not None]
    given = spoken + (["detector.threshold"] if threshold is not None else [])
    if len(given) > 1:
        yield place.find(given[1]).mistake(f"{given[1]} beside {given[0]}", "one of the two")
    if spoken and not isinstance(watch.detector, Surprise | None):
        yield place.find(spoken[0]).mistake(
            f"{spoken[0]} for another detector than surprise", "the detector's own threshold instead"
        )
    if isinstance(watch.detector, Surprise) and watch.detector.threshold >= watch.detector.window_cap:
        found, expected = f"{watch.detector.threshold:g}", f"less than {watch.detector.window_cap:g}, where scores end"
        yield place.find("detector.threshold").mistake(found, expected)
    if watch.fold.seconds < watch.bucket.seconds:
        yield place.within("fold").mistake(str(watch.fold), f"at least the bucket's width, {watch.bucket}")
