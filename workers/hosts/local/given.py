"""Pages in the order in which they were given: for a person who holds what went in against what came out."""

from collections.abc import Iterator, Sequence

from workers.hosts.bell import wait_for_any
from workers.hosts.local.files import (
    BROKEN,
    STANDARD_INPUT,
    InputFile,
    changed_at,
    chunks_of,
    find_files,
    open_plain,
    unreadable,
)
from workers.hosts.local.lane import Arrival, arrival_of, read_single
from workers.hosts.local.lines import Line, LineCutter
from workers.hosts.local.live import StandardInput
from workers.hosts.local.peek import Asked, payload_of, peek

_LOOK_S = 0.2


class GivenPages:
    """Every page of the inputs, one input after the other, each from its first line to its last."""

    def __init__(self, names: Sequence[str], asked: Asked) -> None:
        """Find the files.

        Raises:
            InputError: there is no such file or folder, or it is named twice.
        """
        self._names, self._asked = names, asked
        self.broken: list[str] = list(unreadable(names))
        """Files that could not be read to their ends, and why."""
        find_files([name for name in names if name != STANDARD_INPUT])

    def __iter__(self) -> Iterator[Arrival]:
        """Yield them.

        Raises:
            InputError: a file cannot be read.
        """
        for name in self._names:
            if name == STANDARD_INPUT:
                yield from self._written()
                continue
            for file in find_files([name]):
                yield from self._lines(file) if file.many else [arrival_of(read_single(file, self._asked), file.key)]

    def _written(self) -> Iterator[Arrival]:
        source = StandardInput(self._asked)
        while (arrival := source.head()) is not None or not source.ended:
            if arrival is None:
                wait_for_any(source.descriptors, _LOOK_S)
                continue
            source.done()
            yield arrival

    def _lines(self, file: InputFile) -> Iterator[Arrival]:
        recorded_at, key, number = changed_at(file.path), file.key, 0
        try:
            for number, line in enumerate(self._cut(file), start=1):
                if line.value.strip():
                    payload = payload_of(file, number, line.value, line.size, recorded_at)
                    yield arrival_of(peek(payload, self._asked), key)
        except BROKEN as error:
            self.broken.append(f"{file.name}: ends in the middle after line {number}: {error}")

    def _cut(self, file: InputFile) -> Iterator[Line]:
        cutter = LineCutter(self._asked.rules.max_bytes)
        with open_plain(file) as stream:
            for chunk in chunks_of(stream):
                yield from cutter.feed(chunk)
        last = cutter.finish()
        if last is not None:
            yield last
