"""Which files an operator named, and how their bytes are read."""

import errno
import gzip
import io
import os
import resource
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import zstandard
from msgspec import Struct

from workers.errors import InputError
from workers.hosts.local.place import Identity
from workers.hosts.local.unpack import ZstdFile

CHUNK = 256 * 1024
STANDARD_INPUT = "-"
_LINES = (".jsonl", ".ndjson")
_PACKED = (".gz", ".zst")
_HEAD = 4096
_OTHERS = 100
"""Open files beside the inputs: the state, sockets, libraries."""
_KINDS = {".txt": "text", ".html": "html", ".htm": "html"}

BROKEN = (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile)
"""What a compressed file raises that is cut short or is none."""


_CUT_SHORT = (
    "the compressed file is cut short, and what came before was read; "
    "bring the whole one under this name and run again, no page counts twice"
)


class InputFile(Struct, frozen=True, kw_only=True):
    """One file to be read."""

    path: Path
    name: str
    """As the operator wrote it, or the folder as written and the path in it."""
    called: str
    """What its pages are called: its own name, or the path in the folder the operator named."""
    many: bool
    """Whether it holds a page a line; else it is one page."""
    kind: str = "auto"
    """What its name says of the page in it; see `Payload.kind`."""

    @property
    def key(self) -> str:
        """The name its place is kept under: the same from wherever the command is called."""
        return legible(str(self.path.resolve()))

    @property
    def packed(self) -> bool:
        """Whether it is compressed."""
        return self.path.suffix.lower() in _PACKED


def find_files(names: Sequence[str], *, later: bool = False) -> tuple[InputFile, ...]:
    """Say which files the inputs mean: themselves, or all files in a folder and its subfolders, hidden ones left out.

    Of a folder's files, those that we may not read are left out too; see `unreadable`.

    Args:
        names: The inputs.
        later: Pass over what is not there: that which is followed comes and goes.

    Raises:
        InputError: there is no such file or folder, it is a pipe, it may not be read, or it is named twice.
    """
    found: list[InputFile] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            found += [_input_file(each, str(each), str(each.relative_to(path))) for each in _inside(path)]
        elif path.exists() and not path.is_file():
            raise InputError(f"{legible(name)}: no file but a pipe or device; expected a file, a folder, or - < {name}")
        elif os.access(path, os.R_OK):
            found.append(_input_file(path, name, path.name))
        elif not later:
            raise InputError(f"{legible(name)}: {_why_not(path)}")
    keys = [file.key for file in found]
    if len(set(keys)) < len(keys):
        twice = next(file.name for file in found if keys.count(file.key) > 1)
        raise InputError(f"{twice}: named twice; expected every input once")
    return tuple(found)


def legible(name: str) -> str:
    """A name as text that can be written anywhere: bytes of it that are no UTF-8 as ``\\xe9``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _why_not(path: Path) -> str:
    if path.exists():
        return "cannot be read: permission denied; expected a file that we may read"
    return "no such file or folder; expected .jsonl (.gz, .zst), .txt, .html, a folder or -"


def unreadable(names: Sequence[str]) -> tuple[str, ...]:
    """What we may not read of the folders among the inputs, and why. All that stands beside it is read."""
    folders = [Path(name) for name in names if Path(name).is_dir()]
    within = [path for folder in folders for path in (folder, *_shown(folder))]
    return tuple(f"{legible(str(path))}: cannot be read: permission denied" for path in within if _is_shut(path))


def _is_shut(path: Path) -> bool:
    # `os.path` and not `Path`: to it, what lies in a folder that may not be entered is nothing; to the other, an error.
    if os.path.isdir(path):
        return not os.access(path, os.R_OK | os.X_OK)
    return os.path.isfile(path) and not os.access(path, os.R_OK)


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in _shown(folder) if os.access(path, os.R_OK) and path.is_file())


def _shown(folder: Path) -> Iterator[Path]:
    inner = (path.relative_to(folder) for path in folder.rglob("*"))
    return (folder / path for path in inner if not any(part.startswith(".") for part in path.parts))


def _input_file(path: Path, name: str, called: str) -> InputFile:
    name, called = legible(name), legible(called)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        return InputFile(path=path, name=name, called=called, many=True)
    last = suffixes[-1] if suffixes else ""
    return InputFile(path=path, name=name, called=called, many=last in _LINES, kind=_KINDS.get(last, "auto"))


def open_plain(file: InputFile) -> io.BufferedIOBase:
    """Open a file's bytes, decompressed. To be closed by whoever asks.

    Raises:
        FileNotFoundError: it is not there any more.
        InputError: it cannot be opened.
    """
    try:
        raw = file.path.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        cure = "; expected fewer inputs, or a higher `ulimit -n`" if error.errno == errno.EMFILE else ""
        raise InputError(f"{file.name}: cannot be read: {error.strerror}{cure}") from error
    match file.path.suffix.lower():
        case ".gz":
            return gzip.GzipFile(fileobj=raw, mode="rb")
        case ".zst":
            return io.BufferedReader(ZstdFile(raw))
        case _:
            return raw


def skip_to(stream: io.BufferedIOBase, offset: int, packed: bool) -> None:
    """Move a stream on to a byte; a compressed one is read up to there."""
    if not packed:
        stream.seek(offset)
        return
    left = offset
    while left and (chunk := stream.read(min(left, CHUNK))):
        left -= len(chunk)


def make_room(files: int) -> None:
    """Let this process hold so many inputs open at once, as far as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files + _OTHERS
    if soft == resource.RLIM_INFINITY or wanted <= soft:
        return
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(ValueError, OSError):  # a system may allow less than it says; then opening fails, and says so
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def read_some(stream: io.BufferedIOBase, size: int, *, packed: bool) -> bytes:
    """Read up to so many bytes; none at the end.

    Of a packed file we take what comes out at once: where it breaks off, all that came out before is told.

    Raises:
        EOFError: a packed file is cut short; the text says what to do.
    """
    try:
        return stream.read1(size) if packed else stream.read(size)
    except EOFError:
        raise EOFError(_CUT_SHORT) from None


def chunks_of(stream: io.BufferedIOBase, size: int = CHUNK, *, packed: bool = True) -> Iterator[bytes]:
    """Yield the rest of a stream in pieces of bounded size.

    A plain file is closed as soon as its last piece is read, so that a small one is open for a moment only. Of a
    packed one a short piece does not tell whether its end was reached or is missing.
    """
    while chunk := read_some(stream, size, packed=packed):
        if len(chunk) < size and not packed:
            stream.close()
            yield chunk
            return
        yield chunk


def identify(path: Path, head_size: int = _HEAD) -> Identity:
    """Hash a file's first bytes (fewer where it is shorter)."""
    with path.open("rb") as raw:
        return identify_open(raw.fileno(), head_size)


def identify_open(descriptor: int, head_size: int = _HEAD) -> Identity:
    """As `identify`, of an open file, wherever it is by now; its reading does not move on."""
    head = b""
    while len(head) < head_size and (more := os.pread(descriptor, head_size - len(head), len(head))):
        head += more
    return Identity(head=blake2b(head, digest_size=8).hexdigest(), head_size=len(head))


def changed_at(file: Path | int) -> datetime:
    """When a file (or an open one, by its descriptor) was last written (UTC): the record's time of its pages."""
    return datetime.fromtimestamp(os.stat(file).st_mtime, tz=UTC)
