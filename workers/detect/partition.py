"""What one partition of counters has heard of the clock: how far all is read, and what nobody knows."""

from msgspec import Struct
from msgspec.structs import replace

from workers.model.count import UnknownRange
from workers.model.signal import SlotRange, Tick

SLOT_S = 300
KEPT_SLOTS = 28 * 86_400 // SLOT_S
"""What ended more than four weeks ago is forgotten, and taken as silence.
A gap that ended later is known from its start."""


class PartitionClock(Struct, frozen=True, kw_only=True):
    """The watermark and the verdicts a counter judges by."""

    watermark_s: int | None = None
    """Unix seconds; None before the first tick."""
    unknown: tuple[SlotRange, ...] = ()
    """Sorted, disjoint."""
    intake: float = 1.0

    @property
    def last_slot_known(self) -> bool:
        """Whether ingest was sound in the slot decided last. True before any verdict."""
        if self.watermark_s is None or not self.unknown:
            return True
        last = self.watermark_s // SLOT_S - 1
        return not any(span.first <= last < span.end for span in self.unknown[-2:])


def hear_tick(partition: PartitionClock, tick: Tick) -> PartitionClock:
    """Move the partition's clock on. A tick heard again, or an older one, changes nothing."""
    watermark_s = int(tick.watermark.timestamp())
    before = partition.watermark_s
    if before is not None and watermark_s <= before:
        return partition
    # Open buckets begin no earlier than the watermark before, so they still find their four weeks.
    oldest = (watermark_s if before is None else before) // SLOT_S - KEPT_SLOTS
    known = before // SLOT_S if before is not None else None
    fresh = tuple(span for span in tick.unknown if known is None or span.end > known)
    kept = _joined(tuple(span for span in partition.unknown if span.end > oldest) + fresh)
    return replace(partition, watermark_s=watermark_s, unknown=kept, intake=tick.intake)


def _joined(spans: tuple[SlotRange, ...]) -> tuple[SlotRange, ...]:
    """Ranges that touch become one, so that ticks of any size leave the same state."""
    joined: list[SlotRange] = []
    for span in spans:
        if joined and span.first <= joined[-1].end:
            joined[-1] = SlotRange(first=joined[-1].first, end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def unknown_buckets(partition: PartitionClock, width_s: int, end_s: int) -> tuple[UnknownRange, ...]:
    """The unknown buckets before ``end_s``, as ranges of bucket numbers: all that ended in its last four weeks.

    A bucket wider than a slot is unknown when at least half of its slots are; a narrower one shares its slot's fate.

    Args:
        partition: What was heard.
        width_s: Width of a bucket in seconds.
        end_s: Unix seconds, a whole number of buckets; buckets from there on are left out.
    """
    last = end_s // width_s
    oldest = last - KEPT_SLOTS * SLOT_S // width_s
    spans = _narrow(partition.unknown, width_s) if width_s <= SLOT_S else _wide(partition.unknown, width_s // SLOT_S)
    cut = ((first, min(end, last)) for first, end in spans if end > oldest)
    return tuple(UnknownRange(first=first, end=end) for first, end in cut if first < end)


def _narrow(spans: tuple[SlotRange, ...], width_s: int) -> list[tuple[int, int]]:
    each = SLOT_S // width_s
    return [(span.first * each, span.end * each) for span in spans]


def _wide(spans: tuple[SlotRange, ...], slots: int) -> list[tuple[int, int]]:
    """Buckets of several slots: whole ones in the middle of a span, and edges that gather half from any spans."""
    edges: dict[int, int] = {}
    whole: list[tuple[int, int]] = []
    for span in spans:
        first, end = -(-span.first // slots), span.end // slots
        if first < end:
            whole.append((first, end))
        for bucket in {span.first // slots, (span.end - 1) // slots}:
            inside = min(span.end, (bucket + 1) * slots) - max(span.first, bucket * slots)
            if inside < slots:
                edges[bucket] = edges.get(bucket, 0) + inside
    return sorted(whole + [(bucket, bucket + 1) for bucket, inside in edges.items() if 2 * inside >= slots])


def is_unknown(ranges: tuple[UnknownRange, ...], bucket: int) -> bool:
    """Whether a bucket number lies in one of the ranges."""
    return any(span.first <= bucket < span.end for span in ranges)
