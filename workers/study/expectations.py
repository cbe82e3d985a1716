"""The file of a rule test: given these pages, expect these alerts, these mentions, or silence."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from workers.config.decode import decode
from workers.config.node import Entries, Items, Node, Place, Plain, Scalar
from workers.config.read import read_yaml
from workers.documents.words import Id, LanguageCode, RegionCode, Text
from workers.errors import ConfigError
from workers.model.alert import Kind, Severity
from workers.model.mistake import Mistake

Count = Annotated[int, Meta(ge=0)]
Within = tuple[datetime, ...]
"""From and to (UTC), both included; empty: at any time."""


class AlertItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What alerts of one watch are expected: at least one that is like this, or exactly so many."""

    watch: Id
    alerts: Count | None = None
    """Exactly so many that are like this; None: at least one."""
    kind: Kind | None = None
    opened_within: Within = ()
    resolved_within: Within = ()
    severity: Severity | None = None
    """Reached at least."""
    regions: tuple[RegionCode, ...] = ()
    """Each named by at least a third of its origins."""
    topics: tuple[Text, ...] = ()
    """Likewise."""
    languages: tuple[LanguageCode, ...] = ()
    """Each that of at least one origin."""
    origins_at_least: Count = 0
    articles_at_least: Count = 0
    sources_at_least: Count = 0

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: a span of time is none.
        """
        for name, span in (("opened_within", self.opened_within), ("resolved_within", self.resolved_within)):
            if span and (len(span) != 2 or span[0] > span[1]):
                raise ValueError(f"found a {name} that is no span; expected [from, to], the earlier first")


class MentionItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page, and the watch it does or does not name."""

    page: Text
    """The page's name (of a file of many: FILE:LINE), or its address."""
    watch: Id | None = None
    """None: any watch."""


class TestFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file as it is written."""

    config: Text
    """A folder, seen from the file."""
    pages: Place
    expect: tuple[Place, ...] = ()
    mentions: tuple[Place, ...] = ()
    no_mention: tuple[Place, ...] = ()
    only: bool = False
    """Whether an alert that nothing expects is a failure."""


class InlinePage(Struct, frozen=True, kw_only=True):
    """A page written in the test itself."""

    name: str
    fetched_at: datetime
    """UTC."""
    fields: Plain
    """As a scraper would deliver it."""


class RuleTest(Struct, frozen=True, kw_only=True):
    """One file of expectations. Places are kept, so that what is wrong with them can be shown in its line."""

    config: str
    files: tuple[str, ...]
    """Files and folders of pages, seen from the file."""
    pages: tuple[InlinePage, ...]
    expect: tuple[AlertItem, ...]
    mentions: tuple[MentionItem, ...]
    no_mention: tuple[MentionItem, ...]
    only: bool
    watches: tuple[tuple[str, Place], ...]
    """Every watch it names, and where."""


def read_test(text: str, file: str) -> RuleTest:
    """Read a rule test.

    Args:
        text: The file's text, YAML.
        file: Its name, for the mistakes.

    Raises:
        ConfigError: it holds mistakes.
    """
    parsed = read_yaml(text, file)
    if parsed.place is None:
        raise ConfigError(parsed.mistakes)
    mistakes = list(parsed.mistakes)
    whole = decode(parsed.place, TestFile)
    mistakes += whole.mistakes
    pages = list(_pages(parsed.place, mistakes))
    expect = tuple(_decoded(parsed.place, "expect", AlertItem, mistakes))
    mentions = tuple(_decoded(parsed.place, "mentions", MentionItem, mistakes))
    no_mention = tuple(_decoded(parsed.place, "no_mention", MentionItem, mistakes))
    if not mistakes and not (expect or mentions or no_mention):
        mistakes.append(parsed.place.mistake("nothing that is expected", "expect, mentions or no_mention"))
    if mistakes or whole.value is None:
        raise ConfigError(tuple(mistakes))
    return RuleTest(
        config=whole.value.config,
        files=tuple(page for page in pages if isinstance(page, str)),
        pages=tuple(page for page in pages if isinstance(page, InlinePage)),
        expect=expect,
        mentions=mentions,
        no_mention=no_mention,
        only=whole.value.only,
        watches=tuple(_watches(parsed.place)),
    )


def check_watches(test: RuleTest, known: Collection[str]) -> None:
    """See that every watch a test names is one.

    Raises:
        ConfigError: one is not in the config.
    """
    expected = f"one of the watches of {test.config}"
    lost = [place.mistake(f'"{watch}", which is no watch', expected) for watch, place in test.watches]
    wrong = tuple(mistake for mistake, (watch, _) in zip(lost, test.watches, strict=True) if watch not in known)
    if wrong:
        raise ConfigError(wrong)


Item = TypeVar("Item")


def _decoded(whole: Place, key: str, kind: type[Item], mistakes: list[Mistake]) -> Iterator[Item]:
    for place in whole.each(key):
        decoded = decode(place, kind)
        mistakes += decoded.mistakes
        if decoded.value is not None:
            yield decoded.value


def _watches(whole: Place) -> Iterator[tuple[str, Place]]:
    for key in ("expect", "mentions", "no_mention"):
        for place in whole.each(key):
            if (watch := place.text("watch")) is not None:
                yield watch, place.within("watch")


def _pages(whole: Place, mistakes: list[Mistake]) -> Iterator[str | InlinePage]:
    """Files by their names, and pages written here; one file alone, or a list of both."""
    place = whole.inside("pages")
    if place is None:
        return
    if place.word is not None:
        yield place.word
    elif not isinstance(place.node, Items):
        mistakes.append(place.mistake("a mapping", "a file or folder, or a list of files and pages"))
    for number, item in enumerate(whole.each("pages")):
        if isinstance(item.node, Entries):
            yield from _inline(item, number, mistakes)
        elif item.word is not None:
            yield item.word
        else:
            mistakes.append(item.mistake("nothing", "a file, a folder or a page"))


def _inline(place: Place, number: int, mistakes: list[Mistake]) -> Iterator[InlinePage]:
    """Name and time are ours to read; all else is for the config's input."""
    fields, when = _plain(place.node), place.inside("fetched_at")
    if when is None:
        mistakes.append(place.mistake("a page without fetched_at", "the time when it was fetched"))
        return
    decoded = decode(when, datetime)
    mistakes += decoded.mistakes
    if decoded.value is not None and isinstance(fields, dict):
        rest = {key: value for key, value in fields.items() if key != "name"}
        yield InlinePage(name=place.text("name") or f"pages[{number}]", fetched_at=decoded.value, fields=rest)


def _plain(node: Node) -> Plain:
    match node:
        case Scalar():
            return node.text
        case Items():
            return [_plain(item) for item in node.items]
        case Entries():
            return {entry.key.text: _plain(entry.value) for entry in node.entries}
