"""Mentions under a hash that this counter does not know yet: readers have a newer config, which may come here, too.

They wait as rows of the partition, so that neither a crash nor a rebalance loses them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from workers.errors import StateError
from workers.hosts.kafka import codecs
from workers.model.signal import Mention

PREFIX = b"\x00waits "
"""Of the rows' keys: no watch's id begins so."""
WAIT = timedelta(minutes=5)
"""Of event time: how long a mention waits for the counter's reload."""
MOST = 5_000
"""Mentions of one partition that wait; of more, the oldest are dropped before their time."""
_SAID = "\x00"


class Released(Struct, frozen=True, kw_only=True):
    """Mentions that wait no longer."""

    known: tuple[Mention, ...]
    """To be counted now, the oldest first."""
    dropped: tuple[Mention, ...]
    """Of no config that came in time."""


NOTHING = Released(known=(), dropped=())


class Waiting:
    """What waits in one partition."""

    def __init__(self, rows: Mapping[bytes, bytes]) -> None:
        """Take up the rows of a partition; those of other kinds are left out.

        Raises:
            StateError: one cannot be read.
        """
        self._mentions = {key: _read(key, row) for key, row in rows.items() if key.startswith(PREFIX)}
        self._since = {key: one.at for key, one in self._mentions.items()}
        """The event time from which each has waited (UTC)."""
        self._at: datetime | None = None
        """The partition's event time: the greatest that was heard of (UTC); None before the first."""
        self._asked = False
        self._changed: dict[bytes, bytes | None] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._mentions)

    def add(self, mention: Mention) -> None:
        """Let a mention wait; one that waits already is not another."""
        key = row_key(mention)
        if key not in self._mentions:
            self._mentions[key] = mention
            self._since[key] = mention.at if self._at is None else max(mention.at, self._at)
            self._asked = False
            self._changed[key] = codecs.signals.encode(mention)

    def hear(self, at: datetime) -> None:
        """Hear of an event time (UTC)."""
        if self._at is None:  # they may have been taken up long after they came: their time begins anew
            self._since = {key: max(since, at) for key, since in self._since.items()}
        self._at = at if self._at is None else max(self._at, at)

    def reload(self) -> None:
        """Hear that the config is another one: what waits is asked about anew."""
        self._asked = False

    def release(self, knows: Callable[[Mention], bool]) -> Released:
        """Let go of what is known by now, and of what has waited too long.

        Args:
            knows: Whether a mention is of a watch of the config in force, found by the same terms.
        """
        if not self._mentions:
            return NOTHING
        known = [] if self._asked else [key for key, one in self._mentions.items() if knows(one)]
        self._asked = True
        counted = self._taken(known)
        return Released(known=tuple(counted), dropped=tuple(self._taken(self._overdue())))

    def rows(self) -> Iterator[tuple[bytes, bytes | None]]:
        """What changed since this was last asked: keys, and what is to stand there; None: nothing."""
        changed, self._changed = self._changed, {}
        yield from sorted(changed.items())

    def _overdue(self) -> list[bytes]:
        at = self._at
        late = [] if at is None else [key for key, since in self._since.items() if at - since > WAIT]
        over = len(self._mentions) - len(late) - MOST
        if over <= 0:
            return late
        rest = sorted(self._since.keys() - set(late), key=lambda key: (self._since[key], key))
        return late + rest[:over]

    def _taken(self, keys: list[bytes]) -> list[Mention]:
        for key in keys:
            self._changed[key] = None
            del self._since[key]
        taken = [self._mentions.pop(key) for key in keys]
        return sorted(taken, key=lambda one: (one.at, one.article_id))


def row_key(mention: Mention) -> bytes:
    """The row of a mention that waits: the same however often it comes."""
    return PREFIX + _SAID.join((mention.watch_id, mention.counted, mention.article_id)).encode()


def _read(key: bytes, row: bytes) -> Mention:
    """Read a row.

    Raises:
        StateError: it was written by a newer version, or is nothing of ours.
    """
    signal = codecs.signals.decode(row)
    if not isinstance(signal, Mention):
        raise StateError(f"key {key!r}: a tick; expected a mention")
    return signal
