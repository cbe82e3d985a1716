"""Identities: short, stable hashes of what makes a thing itself."""

from functools import lru_cache
from hashlib import blake2b

HASHES = 16_384
"""Hashes remembered: sources and articles of open buckets are asked for again at every mention."""


@lru_cache(HASHES)
def short_hash(*parts: str) -> str:
    """Twelve hexadecimal digits (48 bits) that stand for these parts, in this order."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def alert_id(watch_id: str, series: str, since: int) -> str:
    """Name an episode before it opens.

    Args:
        watch_id: The watch.
        series: ``""`` for the whole, else as ``region=KR``.
        since: Unix time (seconds) of the start of the bucket at which the last
            confirmed episode of the series ended, else of its first closed bucket.
    """
    return short_hash("alert", watch_id, series, str(since))


def notice_id(alert: str, sequence: int, subscription_id: str, repeat: int = 0) -> str:
    """The id a receiver tells one notice from another by: readable, and the same for every attempt.

    What is told again on purpose is another notice: ``7f3c9e21d04b.2r1.desk`` is the first repeat, of change 2. The
    number stands before the subscription's id, which may itself end in anything.
    """
    return f"{alert}.{sequence}{f'r{repeat}' if repeat else ''}.{subscription_id}"


def parts_of_notice(name: str) -> tuple[str, str]:
    """Return (alert id, subscription id) of a notice's id."""
    alert, _, subscription = name.split(".", 2)
    return alert, subscription
