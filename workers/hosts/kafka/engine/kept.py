"""The rows of a table by partition. Faust's own table is one dictionary for all partitions a worker has."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from workers.hosts.kafka.engine.steady import AckTable, SteadyApp


class Row(Struct, frozen=True, kw_only=True):
    """One row to be written."""

    partition: int
    key: bytes
    value: bytes | None
    """None: the row goes."""


class Kept:
    """A table whose rows are known by partition, whoever wrote them.

    Rows come from the changelog when a partition is recovered, and from our
    own writes. What belongs to a partition that went away is dropped when the
    next assignment is known, so that nothing of it is taken for new when it
    comes back: by then others may have written.
    """

    def __init__(self, app: SteadyApp, name: str, partitions: int) -> None:
        self._rows: defaultdict[int, dict[bytes, bytes]] = defaultdict(dict)
        self._size = 0
        table = app.Table(
            name,
            partitions=partitions,
            key_type=bytes,
            value_type=bytes,
            default=None,
            on_changelog_event=self._recovered,
        )
        assert isinstance(table, AckTable)
        self.table = table

    def rows(self, partition: int) -> Mapping[bytes, bytes]:
        """All rows of a partition, as last written."""
        return self._rows[partition]

    @property
    def held(self) -> int:
        """How many rows there are in all partitions of ours."""
        return sum(map(len, self._rows.values()))

    @property
    def size(self) -> int:
        """Bytes of their keys and values."""
        return self._size

    async def write(self, rows: Iterable[Row]) -> None:
        """Write rows, at most one of each key, and wait until the broker has them all.

        Must be called while an event of the table's flow is worked on.
        """
        waiting = [self._put(row) for row in rows]
        await asyncio.gather(*waiting)

    def keep_only(self, partitions: Iterable[int]) -> None:
        """Hear which partitions are ours now; what belongs to others is dropped."""
        ours = set(partitions)
        for gone in [partition for partition in self._rows if partition not in ours]:
            for key, value in self._rows.pop(gone).items():
                self._size -= len(key) + len(value)
                self.table.data.pop(key, None)

    def _put(self, row: Row) -> Any:
        self._note(row.partition, row.key, row.value)
        return self.table.put(row.key, row.value, row.partition)

    async def _recovered(self, event: Any) -> None:
        message = event.message
        self._note(message.partition, message.key, message.value)

    def _note(self, partition: int, key: bytes, value: bytes | None) -> None:
        rows = self._rows[partition]
        before = rows.get(key)
        self._size -= 0 if before is None else len(key) + len(before)
        self._size += 0 if value is None else len(key) + len(value)
        if value is None:
            rows.pop(key, None)
        else:
            rows[key] = value
