"""The one place where config is read from disk."""

from pathlib import Path

from msgspec import Struct

from workers.errors import InputError
from workers.model.mistake import Mistake

MOST_BYTES = 50_000_000
"""Of one file; YAML has a limit of its own."""


class Loaded(Struct, frozen=True, kw_only=True):
    """One file's text, or why it could not be read."""

    name: str
    """Its path inside the folder, as ``watches/asia.yaml``."""
    file: str
    """Its path for people, as the folder was given."""
    text: str | None
    mistakes: tuple[Mistake, ...] = ()


def load_folder(folder: Path) -> tuple[Loaded, ...]:
    """Read every ``.yaml``, ``.yml`` and ``.csv`` file of a folder and of the folders in it, by name.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; expected one with the config files (`groundswell init DIR`)")
    paths = sorted(
        path for kind in ("yaml", "yml", "csv") for path in (*folder.glob(f"*.{kind}"), *folder.glob(f"*/*.{kind}"))
    )
    return tuple(load_file(path, path.relative_to(folder).as_posix()) for path in paths)


def load_file(path: Path, name: str) -> Loaded:
    """Read one file as UTF-8."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return _refused(path, name, f"{size:,} bytes", f"at most {MOST_BYTES:,}")
        return Loaded(name=name, file=str(path), text=path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        return _refused(path, name, f"bytes that are not UTF-8 (from byte {error.start})", "UTF-8 text")
    except OSError as error:
        return _refused(path, name, f"a file that cannot be read ({error.strerror})", "a readable file")


def _refused(path: Path, name: str, found: str, expected: str) -> Loaded:
    mistake = Mistake(file=str(path), line=0, path="", found=found, expected=expected)
    return Loaded(name=name, file=str(path), text=None, mistakes=(mistake,))
