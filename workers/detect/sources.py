"""What each source of articles usually gives, and whether it is silent or catching up: one row a source.

Expected articles in a slot = the source's own level x hour of the day x day of the week (UTC). The day
is there because newsrooms rest: without it a wire that writes next to nothing on Sundays is taken for
broken each Sunday.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from workers.detect.tail import surprise

DAY = 288
"""Slots of five minutes."""
FINE, SILENT, CATCHING_UP = 0, 1, 2
"""Verdicts, as a row holds them."""

Rows = NDArray[np.void]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ROW = np.dtype(
    [
        ("total", "<f8"),  # decayed articles, clipped, with the patterns of day and week taken out
        ("hours", "<f8"),  # decayed
        ("by_hour", "<f8", 24),  # decayed articles of each hour of the day, and what they would be were all alike
        ("usual_by_hour", "<f8", 24),
        ("by_day", "<f8", 7),  # the same for the days of the week, Monday first
        ("usual_by_day", "<f8", 7),
        ("excess", "<f8"),  # decayed sum of squared error - mean, and of mean squared
        ("square", "<f8"),
        ("missing", "<f8"),  # articles expected since the last one came, until silence was noticed
        ("hush", "<f8"),  # about -ln of the chance of such a silence
        ("owed", "<f8"),  # articles missed in the last silence that have not come yet
        ("back_at", "<i8"),  # slot at which the source spoke again
        ("silent_at", "<i8"),  # slot at which silence was noticed; -1 while it speaks
        ("seen", "<i8"),  # slots learnt
        ("verdict", "<i8"),
        ("heard_at", "<i8"),  # last slot with an article; -1 where that is not known
        ("most", "<f8"),  # articles in its busiest slot so far, slowly forgotten
        ("loud", "<i8"),  # slots in a row with far more than ever
    ]
)
_EARLIER = np.dtype(ROW.descr[:-3])
"""A row as it was before it knew the last three fields."""

_TRUST = 20.0
"""Articles at which the pattern of an hour, or of a day of the week, is believed by half."""
_LEAST_FACTOR = 0.03
_LEAST_BOTH = 0.01
_LEAST_MEAN = 1e-6
_CERTAIN = 14.0
"""A silence of which chance makes one in e to this is no chance."""
_LOUD = 2.0
"""Surprise of a slot in which a source catches up."""
OPEN_AFTER = 3
"""Slots in a row with far more than ever, after which it is no chance."""
WEEK = 7 * DAY
"""Slots for which a source must be known before anything counts as more than ever."""
_FLOOD = 3.0
"""Times its busiest slot."""
_LEAST_FLOOD = 20
"""Articles in a slot that are worth being called a flood."""
_RISE = 1.01
"""A flood that lasts becomes the usual, within the day."""
_KEEP_MOST = 0.5 ** (1 / (28 * DAY))
_PATIENCE = 36
"""Slots after a silence in which what is owed may come in."""
_CLIP = 4.0
"""Standard deviations that one slot may teach."""
_KEEP = 0.5 ** (1 / (7 * DAY))
_KEEP_HOUR = 0.5 ** (24 / (28 * DAY))
"""An hour is met once in 24 slots, a day once in 7."""
_KEEP_DAY = 0.5 ** (7 / (28 * DAY))


class Expected(Struct, frozen=True, kw_only=True):
    """What each source should give in one slot; one number a row."""

    mean: Floats
    spread: Floats
    by_hour: Floats
    """Factor of the hour of the day."""
    by_day: Floats
    """Factor of the day of the week."""
    both: Floats


def new_row() -> Rows:
    """One source nothing is known of."""
    row = np.zeros(1, ROW)
    row["total"] = row["hours"] = 1.0
    row["back_at"] = -_PATIENCE
    row["silent_at"] = row["heard_at"] = -1
    return row


def open_rows(data: bytes, rows: int) -> Rows:
    """Read so many rows, as this version wrote them or an earlier one. They cannot be written to."""
    if len(data) == rows * ROW.itemsize:
        return np.frombuffer(data, ROW)
    earlier = np.frombuffer(data, _EARLIER)
    read = np.concatenate([new_row() for _ in range(rows)])
    for name, *_ in _EARLIER.descr:
        read[name] = earlier[name]
    return read


def expect(rows: Rows, slot: int) -> Expected:
    """Say what each source should give in this slot (Unix time // 300)."""
    hour, day = slot // 12 % 24, (slot // DAY + 3) % 7
    by_hour = _factor(rows["by_hour"][:, hour], rows["usual_by_hour"][:, hour])
    by_day = _factor(rows["by_day"][:, day], rows["usual_by_day"][:, day])
    both = np.maximum(by_hour * by_day, _LEAST_BOTH)
    return Expected(
        mean=np.maximum(rows["total"] / rows["hours"] / 12 * both, _LEAST_MEAN),
        spread=np.maximum((rows["excess"] + 5) / (rows["square"] + 10), 0.02),
        by_hour=by_hour,
        by_day=by_day,
        both=both,
    )


def listen(rows: Rows, counts: Floats, slot: int, usual: Expected) -> Rows:
    """Judge each source by what it gave in this slot; nothing is learnt yet.

    A silence that was noticed is not added to slot by slot: what it comes to is
    worked out when it ends, so that passing over it is free.
    """
    rows = rows.copy()
    heard, silent = counts > 0, rows["silent_at"] >= 0
    for back in np.flatnonzero(heard & silent):
        rows["owed"][back] = rows["missing"][back] + _expected_between(rows[back : back + 1], slot)
        rows["back_at"][back] = slot
    quiet = ~heard & ~silent
    hush = np.log1p(usual.spread * usual.mean) / usual.spread / 2  # halved: slots are not independent
    rows["missing"] = np.where(heard, 0.0, rows["missing"] + np.where(quiet, usual.mean, 0.0))
    rows["hush"] = np.where(heard, 0.0, rows["hush"] + np.where(quiet, hush, 0.0))
    noticed = quiet & (rows["seen"] >= DAY) & (rows["hush"] >= _CERTAIN)
    rows["silent_at"] = np.where(heard, -1, np.where(noticed, slot, rows["silent_at"]))
    rows["heard_at"] = np.where(heard, slot, rows["heard_at"])
    rows["verdict"] = np.where(rows["silent_at"] >= 0, SILENT, FINE)
    owing = heard & (rows["owed"] > 0) & (slot - rows["back_at"] < _PATIENCE) & (counts > usual.mean)
    for late in np.flatnonzero(owing):
        count, mean = float(counts[late]), float(usual.mean[late])
        if surprise(count, mean, float(usual.spread[late])) >= _LOUD:
            rows["verdict"][late] = CATCHING_UP
            rows["owed"][late] -= count - mean
    rows["loud"] = _hear_loud(rows, counts)
    return rows


def _hear_loud(rows: Rows, counts: Floats) -> NDArray[np.int64]:
    """For how many slots in a row each source gave far more than ever, this one included.

    What catches up counts too, and where it is more than ever besides it is beyond doubt at once.
    """
    flood = (counts >= _LEAST_FLOOD) & (counts >= _FLOOD * rows["most"])
    late = rows["verdict"] == CATCHING_UP
    loud = late | (flood & (rows["seen"] >= WEEK))
    return np.where(flood & late, np.maximum(rows["loud"] + 1, OPEN_AFTER), np.where(loud, rows["loud"] + 1, 0))


def missed(row: Rows, slot: int) -> float:
    """Articles that one silent source was expected to give since its last one, up to and with this slot."""
    return float(row["missing"][0]) + _expected_between(row, slot + 1)


def learn(rows: Rows, counts: Floats, slot: int, usual: Expected, taught: Mask) -> Rows:
    """Let this slot teach the sources that ``taught`` names."""
    rows = rows.copy()
    hour, day = slot // 12 % 24, (slot // DAY + 3) % 7
    mean = usual.mean
    variance = mean + usual.spread * mean * mean
    learnt = np.minimum(counts, mean + _CLIP * np.sqrt(variance) + 1)
    error = np.minimum((counts - mean) ** 2, _CLIP**2 * variance)
    _fade(rows["total"], _KEEP, learnt / usual.both, taught)
    _fade(rows["hours"], _KEEP, np.full(len(rows), 1 / 12), taught)
    # On its first day a level is still found, and every hour would look busier than the one before.
    grown = taught & (rows["seen"] >= DAY)
    _fade(rows["by_hour"][:, hour], _KEEP_HOUR, learnt, grown)
    _fade(rows["usual_by_hour"][:, hour], _KEEP_HOUR, mean / usual.by_hour, grown)
    _fade(rows["by_day"][:, day], _KEEP_DAY, learnt, grown)
    _fade(rows["usual_by_day"][:, day], _KEEP_DAY, mean / usual.by_day, grown)
    _fade(rows["excess"], _KEEP, error - mean, taught)
    _fade(rows["square"], _KEEP, mean * mean, taught)
    busiest = np.where(rows["loud"] > 0, np.minimum(counts, rows["most"] * _RISE), counts)
    np.copyto(rows["most"], np.maximum(rows["most"] * _KEEP_MOST, busiest), where=taught)
    rows["seen"] += taught
    return rows


def _fade(sums: Floats, keep: float, more: Floats, taught: Mask) -> None:
    """Let sums decay and add to them, in place, where they are taught."""
    np.copyto(sums, sums * keep + more, where=taught)


def _factor(count: Floats, usual: Floats) -> Floats:
    return np.maximum((count + _TRUST) / (usual + _TRUST), _LEAST_FACTOR)


def _expected_between(row: Rows, slot: int) -> float:
    """Articles expected of one source after its silence was noticed and before this slot."""
    by_hour = _factor(row["by_hour"][0], row["usual_by_hour"][0])
    by_day = _factor(row["by_day"][0], row["usual_by_day"][0])
    both = np.maximum(np.outer(by_day, by_hour).ravel(), _LEAST_BOTH)
    mean = np.maximum(row["total"][0] / row["hours"][0] / 12 * both, _LEAST_MEAN)
    slots = np.arange(int(row["silent_at"][0]) + 1, slot)
    met = np.bincount((slots // 12 + 3 * 24) % (7 * 24), minlength=7 * 24)
    return float(np.dot(met, mean))
