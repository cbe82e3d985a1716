"""`groundswell templates`: the words in which people are told, to copy and to change."""

import click

from workers.alert.render.words import load_sources
from workers.cli.run import print_line
from workers.config.say import unknown_key
from workers.errors import InputError

_FOR = {
    "line.txt": "an alert as a line of the channel log",
    "subject.txt": "the subject of a mail",
    "mail.txt": "the plain part of a mail",
    "mail.html": "the HTML part of a mail",
    "chat.txt": "an alert as a message of a few lines",
    "parts.txt": "macros for the plain parts",
    "parts.html": "macros for the HTML parts: the frame, headings, bars",
}
_DIGEST = "digest_"


@click.group()
def templates() -> None:
    """Look at the words in which people are told; a file of the same name in CONFIG/templates takes one's place."""


@templates.command("list")
def list_templates() -> None:
    """List the shipped templates, and what each is for."""
    sources = load_sources()
    width = max(map(len, sources))
    for name in sources:
        print_line(f"{name:{width}}  {_purpose(name)}")


@templates.command("show")
@click.argument("name")
def show_template(name: str) -> None:
    """Print a shipped template: groundswell templates show mail.txt > config/templates/mail.txt."""
    sources = load_sources()
    if name not in sources:
        raise InputError(f"{name}: no such template; expected {unknown_key(name, list(sources))}")
    print_line(sources[name].rstrip("\n"))


def _purpose(name: str) -> str:
    """A digest's template is named after the alert's."""
    alike = "mail" + name.removeprefix("digest") if name.startswith("digest.") else name.removeprefix(_DIGEST)
    return _FOR[alike] + (", for digests" if name.startswith("digest") else "")
