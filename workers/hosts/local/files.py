"""Which files an operator named, and how their bytes are read."""

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import zstandard
from msgspec import Struct

from workers.errors import InputError
from workers.hosts.local.place import Identity

CHUNK = 256 * 1024
STANDARD_INPUT = "-"
_LINES = (".jsonl", ".ndjson")
_PACKED = (".gz", ".zst")
_HEAD = 4096
_KINDS = {".txt": "text", ".html": "html", ".htm": "html"}

BROKEN = (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile)
"""What a compressed file raises that is cut short or is none."""


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
        return str(self.path.resolve())

    @property
    def packed(self) -> bool:
        """Whether it is compressed."""
        return self.path.suffix.lower() in _PACKED


def find_files(names: Sequence[str]) -> tuple[InputFile, ...]:
    """Say which files the inputs mean: themselves, or all files in a folder and its subfolders, hidden ones left out.

    Raises:
        InputError: there is no such file or folder, or it is named twice.
    """
    found: list[InputFile] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            found += [_input_file(each, str(each), str(each.relative_to(path))) for each in _inside(path)]
        elif path.exists():
            found.append(_input_file(path, name, path.name))
        else:
            raise InputError(f"{name}: no such file or folder; expected .jsonl (.gz, .zst), .txt, .html, a folder or -")
    keys = [file.key for file in found]
    if len(set(keys)) < len(keys):
        twice = next(file.name for file in found if keys.count(file.key) > 1)
        raise InputError(f"{twice}: named twice; expected every input once")
    return tuple(found)


def _inside(folder: Path) -> list[Path]:
    inner = (path.relative_to(folder) for path in folder.rglob("*"))
    shown = (path for path in inner if not any(part.startswith(".") for part in path.parts))
    return sorted(path for path in (folder / one for one in shown) if path.is_file())


def _input_file(path: Path, name: str, called: str) -> InputFile:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        return InputFile(path=path, name=name, called=called, many=True)
    last = suffixes[-1] if suffixes else ""
    return InputFile(path=path, name=name, called=called, many=last in _LINES, kind=_KINDS.get(last, "auto"))


def open_plain(file: InputFile) -> BinaryIO:
    """Open a file's bytes, decompressed. To be closed by whoever asks.

    Raises:
        InputError: it cannot be opened.
    """
    try:
        raw = file.path.open("rb")
    except OSError as error:
        raise InputError(f"{file.name}: cannot be read: {error.strerror}") from error
    match file.path.suffix.lower():
        case ".gz":
            return io.BufferedReader(gzip.GzipFile(fileobj=raw, mode="rb"))
        case ".zst":
            reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=True)
            return io.BufferedReader(reader)
        case _:
            return raw


def skip_to(stream: BinaryIO, offset: int, packed: bool) -> None:
    """Move a stream on to a byte; a compressed one is read up to there."""
    if not packed:
        stream.seek(offset)
        return
    left = offset
    while left and (chunk := stream.read(min(left, CHUNK))):
        left -= len(chunk)


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the rest of a stream in pieces of bounded size."""
    while chunk := stream.read(CHUNK):
        yield chunk


def identify(path: Path, head_size: int = _HEAD) -> Identity:
    """Hash a file's first bytes (fewer where it is shorter)."""
    with path.open("rb") as raw:
        head = raw.read(head_size)
    return Identity(head=blake2b(head, digest_size=8).hexdigest(), head_size=len(head))


def changed_at(path: Path) -> datetime:
    """When the file was last written (UTC): the record's time of its pages."""
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
