"""One growing file, read in the order its lines come."""

import io
import os
from collections import deque
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from workers.hosts.local.files import (
    BROKEN,
    CHUNK,
    InputFile,
    changed_at,
    identify,
    identify_open,
    open_plain,
    read_some,
    skip_to,
)
from workers.hosts.local.lane import Arrival, arrival_of
from workers.hosts.local.lines import Line, LineCutter
from workers.hosts.local.peek import Asked, payload_of, peek
from workers.hosts.local.place import Identity, Place


class _Look(Struct, frozen=True, kw_only=True):
    """What shows that a file has changed."""

    inode: int
    size: int
    changed_ns: int


def _look_at(file: Path | int) -> _Look:
    status = os.stat(file)
    return _Look(inode=status.st_ino, size=status.st_size, changed_ns=status.st_mtime_ns)


class Tail:
    """One growing file of a page a line, from a place on. Notices when it is cut short or replaced.

    What is asked of the file is asked of the open one: meanwhile another may stand under its name, or none. One that is
    `brief` is open only while it is read, so that thousands can be followed; what is written to it after we last looked
    and before another takes its name is then not heard.
    """

    def __init__(self, file: InputFile, place: Place, asked: Asked) -> None:
        """Open it.

        Raises:
            FileNotFoundError: it is not there any more.
            InputError: it cannot be opened.
        """
        self.brief = False
        self.name = file.name
        self.key = file.key
        self._file, self._asked = file, asked
        known = place.identity is not None and identify(file.path, place.identity.head_size) == place.identity
        self._stream: io.BufferedIOBase = io.BytesIO()
        self._begin(place if known else Place())
        self.broken: str | None = None

    def _begin(self, place: Place) -> None:
        packed = identify(self._file.path) if self._file.packed else None
        self._packed = packed
        self._open_at(place.offset)
        self._cutter = LineCutter(self._asked.rules.max_bytes)
        self._read = self._offset = place.offset
        self._line = place.line
        self._ready: deque[tuple[int, int, Arrival]] = deque()
        self._done = place
        self._has_moved = False

    def _open_at(self, offset: int) -> None:
        stream = open_plain(self._file)
        self._stream.close()
        self._stream = stream
        self._read_at: _Look | None = None
        skip_to(self._stream, offset, self._file.packed)

    @property
    def is_open(self) -> bool:
        """Whether it holds its file open."""
        return not self._stream.closed

    def changed_ns(self) -> int:
        """When the file under its name was last written (Unix nanoseconds); 0 where there is none now."""
        try:
            return self._file.path.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def rest(self) -> None:
        """Close the file until there is more to read in it."""
        if self.is_open:
            self._rested, self._dated = self._identity(), self._recorded_at()
            self._stream.close()

    def head(self) -> Arrival | None:
        """Return the next page without moving on; None when there is none now."""
        if not self._ready:
            self._fill()
        return self._ready[0][2] if self._ready else None

    def done(self) -> None:
        """Move on behind the head: it needs not come again."""
        line, offset, _ = self._ready.popleft()
        self._done = Place(offset=offset, line=line + 1, ahead=line + 1)
        self._has_moved = True

    def moved(self) -> Place | None:
        """Where to go on after all that is done; None when nothing was done since this was last asked.

        The file's beginning is looked at anew each time: it may have been short.
        """
        if not self._has_moved:
            return None
        self._has_moved = False
        done = self._done
        return Place(offset=done.offset, line=done.line, ahead=done.ahead, identity=self._identity())

    def _identity(self) -> Identity:
        return self._packed or (identify_open(self._stream.fileno()) if self.is_open else self._rested)

    def _fill(self) -> None:
        if not self.is_open and not self._wake():
            return
        found = self._take()
        # The order counts: what was written before the file was replaced is there once it is known to be.
        if not found and self._is_replaced() and not self._take():
            self._begin_anew()
        # A packed one would have to be unpacked anew up to here.
        if self.brief and not (found and self._file.packed):
            self.rest()

    def _wake(self) -> bool:
        """Open a file that rests, where it has changed; False where there is nothing to read in it."""
        try:
            now = _look_at(self._file.path)
            if now == self._read_at:
                return False
            grown = self._file.packed or now.size >= self._read
            if grown and identify(self._file.path, self._rested.head_size) == self._rested:
                self._open_at(self._read)
                return True
            last = self._cutter.finish()
            if last is not None:
                self._hear(last, self._dated)
            if not self._ready:
                self._begin(Place())
        except FileNotFoundError:
            return False
        return not self._ready

    def _take(self) -> bool:
        """Read on; False at the end."""
        if self.brief:
            # Before reading: what is written meanwhile is a change.
            self._read_at = _look_at(self._file.path if self._file.packed else self._stream.fileno())
        try:
            chunk = read_some(self._stream, CHUNK, packed=self._file.packed)
        except BROKEN as error:
            self.broken, chunk = str(error), b""
        if chunk:
            self._read_at = None
            self._read += len(chunk)
            recorded_at = self._recorded_at()
            for line in self._cutter.feed(chunk):
                self._hear(line, recorded_at)
        return bool(chunk)

    def _recorded_at(self) -> datetime:
        return changed_at(self._file.path if self._file.packed else self._stream.fileno())

    def _hear(self, line: Line, recorded_at: datetime) -> None:
        number, self._offset = self._line, self._offset + line.taken
        self._line += 1
        if not line.value.strip():
            return
        peeked = peek(payload_of(self._file, number, line.value, line.size, recorded_at), self._asked)
        self._ready.append((number, self._offset, arrival_of(peeked, self._file.key)))

    def _is_replaced(self) -> bool:
        """Whether the file was cut short, or another stands under its name."""
        if self._file.packed:
            return False
        try:
            now = self._file.path.stat()
        except FileNotFoundError:
            return False
        return now.st_size < self._read or now.st_ino != os.fstat(self._stream.fileno()).st_ino

    def _begin_anew(self) -> None:
        """Hear the old file's last line, which nobody will end any more; after it, begin with the new one."""
        last = self._cutter.finish()
        if last is not None and os.fstat(self._stream.fileno()).st_size >= self._read:
            self._hear(last, self._recorded_at())
        if not self._ready:
            self._begin(Place())
