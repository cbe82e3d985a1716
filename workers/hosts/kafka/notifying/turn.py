"""From when on attempts may be begun in a partition that moved: not before all was heard that others said of it."""

from uuid import uuid4

from workers.hosts.kafka.codecs import HostTick


class Turn:
    """Names us, and the time since partitions last moved.

    Our own ticks carry the name. One that comes back was sent after the partition was ours, so whatever the owner
    before us said of its attempts stands before it, and is heard.
    """

    def __init__(self) -> None:
        self.name = uuid4().hex
        self._settled: set[int] = set()

    def renew(self) -> None:
        """Hear that partitions move: none is settled until a tick of the new name comes back."""
        self.name = uuid4().hex
        self._settled.clear()

    def hear(self, partition: int, tick: HostTick) -> None:
        """Hear a tick in a partition, ours or another's."""
        if tick.turn == self.name:
            self._settled.add(partition)

    def settled(self) -> frozenset[int]:
        """Those in which attempts may be begun."""
        return frozenset(self._settled)
