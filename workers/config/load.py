"""The one place where config is read from disk."""

from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from workers.errors import InputError
from workers.model.mistake import Mistake

MOST_BYTES = 50_000_000
"""Of one file; YAML has a limit of its own."""

Stamp = tuple[tuple[str, int, int, int], ...]
"""Of each file: its name, its number on the disk, its bytes, and when it was last written (nanoseconds)."""


class Loaded(Struct, frozen=True, kw_only=True):
    """One file's text, or why it could not be read."""

    name: str
    """Its path inside the folder, as ``watches/asia.yaml``."""
    file: str
    """Its path for people: the folder as it was given, and the name."""
    text: str | None
    mistakes: tuple[Mistake, ...] = ()


def load_folder(folder: Path, wanted: Callable[[str], bool]) -> tuple[Loaded, ...]:
    """Read the wanted files of a folder and of the folders in it, in the order of their names.

    Args:
        folder: Where.
        wanted: Says of a name such as ``watches/asia.yaml`` whether the file is to be read.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; expected one with config files (groundswell init makes one)")
    names = sorted(path.relative_to(folder).as_posix() for path in (*folder.glob("*.*"), *folder.glob("*/*.*")))
    return tuple(load_file(folder, name) for name in names if wanted(name))


def stamp_folder(folder: Path, wanted: Callable[[str], bool]) -> Stamp:
    """Return what changes whenever one of the wanted files is written, comes or goes; empty where nothing can be seen.

    Args:
        folder: Where.
        wanted: As for `load_folder`.
    """
    stamps = []
    for path in sorted((*folder.glob("*.*"), *folder.glob("*/*.*"))):
        name = path.relative_to(folder).as_posix()
        if wanted(name):
            with suppress(OSError):  # it went away just now, which shows as well
                status = path.stat()
                stamps.append((name, status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(stamps)


def load_file(folder: Path, name: str) -> Loaded:
    """Read one file as UTF-8; what goes wrong is a mistake like any other."""
    path = folder / name
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return _refused(path, name, f"{size:,} bytes", f"at most {MOST_BYTES:,}")
        return Loaded(name=name, file=str(path), text=path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        return _refused(path, name, f"bytes that are not UTF-8 (at byte {error.start})", "UTF-8 text")
    except OSError as error:
        return _refused(path, name, f"a file that cannot be read ({error.strerror})", "a readable file")


def load_packed(package: str, folder: str) -> dict[str, str]:
    """Read the files that are packed with the product in a folder of a package, by their names.

    Args:
        package: As ``workers.alert.render``.
        folder: In it.
    """
    entries = sorted(files(package).joinpath(folder).iterdir(), key=lambda entry: entry.name)
    return {entry.name: entry.read_text(encoding="utf-8") for entry in entries if entry.is_file()}


def _refused(path: Path, name: str, found: str, expected: str) -> Loaded:
    mistake = Mistake(file=str(path), line=0, path="", found=found, expected=expected)
    return Loaded(name=name, file=str(path), text=None, mistakes=(mistake,))
