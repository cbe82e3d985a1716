"""The last counts of a series, kept exactly and short: a row of whole numbers in which silence is one number."""

import numpy as np
from numpy.typing import NDArray


def append(recent: tuple[int, ...], held: int, silent: int, count: int, longest: int) -> tuple[int, ...]:
    """Add silent buckets and then one count; keep the last ``longest`` buckets.

    Args:
        recent: A number from 0 up is a bucket's count; a negative one so many silent buckets.
        held: Buckets counted before, ``recent`` holds at most ``longest`` of them.
        silent: Buckets without a mention, after those.
        count: The bucket after them.
        longest: In buckets.
    """
    longer = [*recent, *((-silent,) if silent else ()), count]
    over = min(held, longest) + silent + 1 - longest
    cut = 0
    while over > 0:
        buckets = max(1, -longer[cut])
        if buckets > over:
            longer[cut], over = over - buckets, 0
        else:
            cut, over = cut + 1, over - buckets
    return tuple(longer[cut:])


def dense(recent: tuple[int, ...]) -> NDArray[np.int64]:
    """One number a bucket, oldest first."""
    row = np.array(recent, np.int64)
    return np.repeat(np.maximum(row, 0), np.maximum(-row, 1))
