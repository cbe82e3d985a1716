"""The documents say what is there: every command, every file, every link, every target of make."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from tests.source import PRODUCT, ROOT
from workers.classify.script import load_scripts
from workers.cli import cli

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
TOLD = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS if path.name != "CHANGELOG.md")

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)\s#]+)(#[^)\s]+)?\)")
SHELL = re.compile(r"^```(?:shell|sh|bash|console)\n(.*?)^```", re.DOTALL | re.MULTILINE)
WORDS = {
    *("Page", "Article", "Fingerprint", "Origin", "Story", "Source", "Family", "Tags", "Topic", "Region", "Lexicon"),
    *("Watch", "Series", "Mention", "Pulse", "Tick", "Signal", "Intake", "Coverage", "Bucket", "Score", "Detector"),
    *("Judge", "Alert", "Change", "Subscription", "Silence", "Notice", "Verdict", "Outbox", "Outcome", "Channel"),
    *("Rejection", "Flow"),
}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command a person can type, as ``alerts show``."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        elif not command.hidden:
            yield " ".join((*path, name)), command


def test_every_command_is_told_of() -> None:
    untold = [name for name, _ in commands(cli) if not re.search(rf"(?:groundswell |`){re.escape(name)}\b", TOLD)]

    assert untold == []


def test_every_command_says_what_it_does() -> None:
    assert [name for name, command in commands(cli) if not (command.help or "").strip()] == []


def test_no_command_is_told_of_that_is_not_there() -> None:
    """A reader who types what a document says must not be told that there is no such thing."""
    known = {name.split(" ")[0] for name, _ in commands(cli)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    typed = set(re.findall(r"^groundswell ([a-z]+)", readme, re.MULTILINE)) | set(
        re.findall(r"`groundswell ([a-z]+)", TOLD)
    )

    assert typed - known == set()


def test_every_shell_command_of_the_readme_is_a_target_of_make() -> None:
    """A newcomer types these first; so they are those that set everything up themselves."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    blocks = SHELL.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    typed = [line.split("#")[0].split() for block in blocks for line in block.splitlines() if line.strip()]

    assert [words[0] for words in typed] == ["make"] * len(typed)
    assert {words[1] for words in typed} >= {"demo", "test"}
    assert {words[1] for words in typed} <= targets


def test_every_target_of_make_says_what_it_does() -> None:
    """`make` prints these lines."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))

    assert phony == explained


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))

    assert [target for target, _ in links if not (document.parent / target).exists()] == []


def test_the_glossary_has_our_words() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| \*\*(\w+)\*\* \| \S", glossary, re.MULTILINE))

    assert WORDS - rows == set()


def test_every_file_is_on_the_map() -> None:
    """By its name, or by the folder it is in."""
    walk = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
    mapped = tuple(re.findall(r"^\| `([\w./]+)`", walk, re.MULTILINE))
    lost = [source.name for source in PRODUCT if not source.starts_with(*mapped)]

    assert [name for name in lost if name != "workers/__init__.py"] == []


def test_the_map_shows_nothing_that_is_not_there() -> None:
    walk = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
    mapped = re.findall(r"^\| `([\w./]+)`", walk, re.MULTILINE)

    assert [name for name in mapped if not (ROOT / name).exists()] == []


def test_every_decision_is_a_question() -> None:
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").splitlines()
    asked = [(line, after) for line, after in pairwise(decisions) if line.startswith("### ")]

    assert [line for line, after in asked if not line.endswith("?") or not after] == []
    assert len(asked) > 10


def test_the_notice_names_the_data_of_others() -> None:
    """Each such file says at its head whose it is; the licences want it said where the product is handed on, too."""
    notice, folder = (ROOT / "NOTICE").read_text(encoding="utf-8"), ROOT / "workers" / "lexicons"
    heads = {path: path.read_text(encoding="utf-8")[:300] for path in folder.rglob("*.yaml")}
    taken = {path.relative_to(ROOT).as_posix() for path, head in heads.items() if "licence" in head}

    assert len(taken) > 60
    assert [name for name in taken if name not in notice and name.rpartition("/")[0] + "/\n" not in notice] == []


def test_the_readme_promises_no_more_languages_than_there_are() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    promised = re.search(r"more than (\d+) languages, and knows what news is about in (\d+)", readme)
    read = {code for script in load_scripts().known for code in script.languages}
    lexicons = list((ROOT / "workers" / "lexicons" / "topics").glob("??.yaml"))

    assert promised
    assert len(read) > int(promised[1])
    assert len(lexicons) >= int(promised[2])
