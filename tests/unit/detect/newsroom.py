"""Made-up sources by the slot: when they write, and when they are lost."""

from collections.abc import Mapping

DAY = 288
MONDAY = 4 * DAY
"""The first Monday of 1970."""

Tallies = dict[int, dict[str, int]]


def newsroom(first: int, days: int, rates: Mapping[str, int], *, weekend: bool = True) -> Tallies:
    """Sources that write so many articles a slot by day, a third of that at night, and rest at weekends (or not)."""
    told: Tallies = {}
    for slot in range(first, first + days * DAY):
        awake, working = slot // 12 % 24 in range(6, 22), (slot // DAY + 3) % 7 < 5
        if working or weekend:
            some = {name: rate + slot % 3 if awake else (rate + slot % 3) // 3 for name, rate in rates.items()}
            told[slot] = {name: count for name, count in some.items() if count}
    return told


def without(told: Tallies, lost: range, *names: str) -> Tallies:
    """An outage of these sources, or of all."""
    kept = {slot: {name: n for name, n in one.items() if names and name not in names} for slot, one in told.items()}
    return {slot: kept[slot] if slot in lost else one for slot, one in told.items()}
