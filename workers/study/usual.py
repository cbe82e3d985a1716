"""What a detector takes for usual in each hour of a day, by what it knows as the day begins."""

from workers.alert.counting import CountRules
from workers.detect import AnyMemory, advance
from workers.detect.pace import HOURS, SurpriseMemory
from workers.detect.surprise import Surprise, pace_of
from workers.model.count import UnknownRange

HOUR_S = 3_600
DAY_S = HOURS * HOUR_S
Profile = tuple[float, ...]
"""Expected in each of the 24 hours of a day (UTC)."""


def profile_of(rules: CountRules, memory: AnyMemory, day: int, unknown: tuple[UnknownRange, ...]) -> Profile:
    """What is usual in the hours of a day, were all buckets since the memory's last one silent.

    Args:
        rules: The watch.
        memory: What its detector has learnt before the day, of the watch as a whole.
        day: Unix time // 86,400.
        unknown: Buckets before the day that nobody knows the count of.
    """
    before = day * DAY_S // rules.width_s - 1
    usual = 0.0
    if memory.bucket < before:
        blind = any(one.first <= before < one.end for one in unknown)
        count = None if blind else 0
        memory, score = advance(rules.detector, memory, before, count, width_s=rules.width_s, unknown=unknown)
        usual = score.usual
    if isinstance(rules.detector, Surprise) and isinstance(memory, SurpriseMemory):
        return tuple(pace_of(rules.detector, rules.width_s).hourly(memory, range(HOURS)))
    return (usual * HOUR_S / rules.width_s,) * HOURS
