"""One growing file, read in the order its lines come."""

import os
from collections import deque
from datetime import datetime
from typing import BinaryIO

from workers.hosts.local.files import BROKEN, CHUNK, InputFile, changed_at, identify, open_plain, skip_to
from workers.hosts.local.lane import Arrival, arrival_of
from workers.hosts.local.lines import Line, LineCutter
from workers.hosts.local.peek import Asked, payload_of, peek
from workers.hosts.local.place import Place


class Tail:
    """One growing file of a page a line, from a place on. Notices when it is cut short or replaced."""

    def __init__(self, file: InputFile, place: Place, asked: Asked) -> None:
        self.name = file.name
        self.key = file.key
        self._file, self._asked = file, asked
        known = place.identity is not None and identify(file.path, place.identity.head_size) == place.identity
        self._begin(place if known else Place())
        self.broken: str | None = None

    def _begin(self, place: Place) -> None:
        self._stream: BinaryIO = open_plain(self._file)
        self._inode = os.fstat(self._stream.fileno()).st_ino if not self._file.packed else 0
        skip_to(self._stream, place.offset, self._file.packed)
        self._cutter = LineCutter(self._asked.rules.max_bytes)
        self._read = self._offset = place.offset
        self._line = place.line
        self._ready: deque[tuple[int, int, Arrival]] = deque()
        self._done = place
        self._has_moved = False

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
        return Place(offset=done.offset, line=done.line, ahead=done.ahead, identity=identify(self._file.path))

    def _fill(self) -> None:
        try:
            chunk = self._stream.read(CHUNK)
        except BROKEN as error:
            self.broken, chunk = str(error), b""
        if not chunk:
            self._look_for_another()
            return
        self._read += len(chunk)
        recorded_at = changed_at(self._file.path)
        for line in self._cutter.feed(chunk):
            self._hear(line, recorded_at)

    def _hear(self, line: Line, recorded_at: datetime) -> None:
        number, self._offset = self._line, self._offset + line.taken
        self._line += 1
        if not line.value.strip():
            return
        peeked = peek(payload_of(self._file, number, line.value, line.size, recorded_at), self._asked)
        self._ready.append((number, self._offset, arrival_of(peeked, self._file.key)))

    def _look_for_another(self) -> None:
        """At the end: begin anew where the file was cut short, or another stands under its name."""
        try:
            now = self._file.path.stat()
        except FileNotFoundError:
            return
        if not self._file.packed and (now.st_size < self._read or now.st_ino != self._inode):
            self._stream.close()
            self._begin(Place())
