"""`groundswell init`: a commented starter config."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from workers.documents.files import FILES
from workers.errors import InputError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> int:
    """Write a commented starter config into DIR. Nothing that is there already is overwritten."""
    there = [name for name in FILES if (folder / name).exists()]
    if there:
        raise InputError(f"{folder}: {', '.join(there)} already there; expected a folder without these files")
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        with (folder / name).open("x", encoding="utf-8") as file:
            file.write(starter().joinpath(name).read_text(encoding="utf-8"))
    click.echo(f"{folder}: wrote {', '.join(FILES)}")
    click.echo(f"Next: edit {folder / FILES[0]}, then groundswell check --config {folder}")
    return 0


def starter() -> Traversable:
    """Where the starter config is: packed with an installed product, beside the package in a working copy.

    Raises:
        InputError: it is in neither place.
    """
    package = files("workers")
    for folder in (package.joinpath("starter"), package.joinpath("..", "config")):
        if all(folder.joinpath(name).is_file() for name in FILES):
            return folder
    raise InputError("the starter config is not there; expected it packed with the product (was it installed whole?)")
