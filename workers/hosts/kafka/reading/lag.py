"""How far a reader is behind in the inputs it has."""

from collections.abc import Iterable

from msgspec import Struct

from workers.hosts.kafka.reading.inlets import Inlet


class Lag(Struct, frozen=True, kw_only=True):
    """What is written and not committed."""

    records: int = 0
    seconds: float = 0.0
    """Age of the oldest of them that was fetched, by its own time; of what was taken since, the next one's."""


def lag_of(inlets: Iterable[tuple[Inlet, int | None]], now_s: float) -> Lag:
    """Put together how far all inputs are behind.

    Args:
        inlets: Each with the offset at which its flow ends, where that is known.
        now_s: Unix seconds.
    """
    records, oldest_s = 0, now_s
    for inlet, end in inlets:
        if end is None or end <= inlet.committed:
            continue
        records += end - inlet.committed
        if inlet.oldest_ms is not None:
            oldest_s = min(oldest_s, inlet.oldest_ms / 1000)
    return Lag(records=records, seconds=now_s - oldest_s)
