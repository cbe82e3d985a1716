"""What pages say around their articles: cue phrases and date words, from two files of `workers/lexicons`."""

import re
from collections import defaultdict
from enum import IntEnum
from importlib.resources import files

import msgspec
from msgspec import Struct
from ruamel.yaml import YAML

from workers.ingest.date_words import DateTables, DateWords, compile_dates, fold_name
from workers.ingest.phrases import Phrases, compile_phrases

_MORE_WORDS = 6
_EASTERN = "\u3000"
"""From here on scripts are written without spaces."""
_MORE_LETTERS = 20
_NO_WORD = re.compile(r"\W")
_EDGE = "0123456789 \t.,:;!?…-–—|·•*»«>›‹<()[]{}\"'“”’©®▼▲→←+#/\\„▶►◆◇■□●★☆※，。、：；！？（）【】「」『』《》〈〉・،؛؟"


class Kind(IntEnum):
    """What a line is, by its words alone."""

    PROSE = 0
    SHORT = 1
    """Neither a sentence nor a known cue: a headline, a link, a name, a table's row."""
    CAPTION = 2
    STAMP = 3
    """Says when or by whom."""
    NOISE = 4
    ASIDE = 5
    PAUSE = 6
    STOP = 7
    BLANK = 8
    COOKIES = 9
    """Of a banner that asks for consent."""
    PAYWALL = 10
    RANKING = 11
    """Above a list of what is most read, or newest: of the site and not of the article."""


class Cue(Struct, frozen=True, kw_only=True):
    """A phrase that a line may begin with, and what such a line is."""

    phrase: str
    kind: Kind
    whole: bool
    """The line is this phrase and nothing else."""


class PageTables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `pages.yaml` as it is written: phrases by language."""

    stops: dict[str, tuple[str, ...]]
    stops_whole: dict[str, tuple[str, ...]]
    stops_inside: dict[str, tuple[str, ...]]
    asides: dict[str, tuple[str, ...]]
    asides_whole: dict[str, tuple[str, ...]]
    rankings: dict[str, tuple[str, ...]]
    pauses_whole: dict[str, tuple[str, ...]]
    paywalls: dict[str, tuple[str, ...]]
    cookies: tuple[str, ...]
    cookies_inside: dict[str, tuple[str, ...]]
    appeals_inside: dict[str, tuple[str, ...]]
    live: dict[str, tuple[str, ...]]
    noise: dict[str, tuple[str, ...]]
    noise_whole: dict[str, tuple[str, ...]]
    captions: tuple[str, ...]
    stamps: tuple[str, ...]


class PageWords(Struct, frozen=True, kw_only=True):
    """The tables, ready for use. Made once, by `load_page_words`."""

    cues: dict[str, tuple[Cue, ...]]
    """By their first word, longest phrase first."""
    stops_inside: Phrases
    cookies: tuple[str, ...]
    """One of these words, and one of the phrases below: a banner."""
    cookies_inside: Phrases
    appeals_inside: Phrases
    live: Phrases
    captions: tuple[str, ...]
    captions_inside: Phrases
    """The same: whether one is in a line at all."""
    stamps: frozenset[str]
    """Words that a stamp begins with."""
    stamp_starts: tuple[str, ...]
    """Phrases, words with a colon, and words of scripts without spaces, likewise."""
    dates: DateWords


def fold_edges(text: str) -> str:
    """The line in small letters, without the digits and marks at its ends."""
    return fold_name(text).strip(_EDGE)


def load_page_words() -> PageWords:
    """Read the tables that are shipped with the package; takes some tens of milliseconds."""
    folder = files("workers").joinpath("lexicons")
    yaml = YAML(typ="safe", pure=True)
    pages = msgspec.convert(yaml.load(folder.joinpath("pages.yaml").read_text("utf-8")), PageTables)
    dates = msgspec.convert(yaml.load(folder.joinpath("dates.yaml").read_text("utf-8")), DateTables)
    return compile_page_words(pages, dates)


def compile_page_words(pages: PageTables, dates: DateTables) -> PageWords:
    """Make the tables ready: one index of cues, `Phrases` for each list that is searched inside lines."""
    stamps = [fold_name(stamp) for stamp in pages.stamps]
    return PageWords(
        cues=_index_cues(pages),
        stops_inside=_phrases(pages.stops_inside),
        cookies=tuple(word.casefold() for word in pages.cookies),
        cookies_inside=_phrases(pages.cookies_inside),
        appeals_inside=_phrases(pages.appeals_inside),
        live=_phrases(pages.live, whole=True),
        captions=tuple(mark.casefold() for mark in pages.captions),
        captions_inside=compile_phrases(pages.captions),
        stamps=frozenset(stamp for stamp in stamps if _is_word(stamp)),
        stamp_starts=tuple(stamp for stamp in stamps if not _is_word(stamp)),
        dates=compile_dates(dates),
    )


def find_cue(words: PageWords, folded: str) -> Kind | None:
    """What a line is by the phrase it begins with; None if it begins with none of ours.

    Args:
        folded: The line as `fold_edges` leaves it.
    """
    for cue in words.cues.get(_first_word(folded), ()):
        if _fits(cue, folded):
            return cue.kind
    return None


def starts_with_stamp(words: PageWords, folded: str) -> bool:
    """Whether a line begins with a phrase that says when or by whom, and not with a longer word.

    Args:
        folded: The line as `fold_edges` leaves it.
    """
    return folded.startswith(words.stamp_starts) and any(
        folded.startswith(stamp) and not folded[len(stamp) : len(stamp) + 1].isalpha() for stamp in words.stamp_starts
    )


def _first_word(folded: str) -> str:
    """What cues are looked up by: all before the first blank or mark; in scripts without spaces the first letter."""
    return folded[0] if folded[:1] >= _EASTERN else _NO_WORD.split(folded, maxsplit=1)[0]


def _is_word(stamp: str) -> bool:
    return _NO_WORD.search(stamp) is None and stamp < _EASTERN


def _fits(cue: Cue, folded: str) -> bool:
    if cue.whole:
        return folded == cue.phrase
    if not folded.startswith(cue.phrase):
        return False
    rest = folded[len(cue.phrase) :]
    if cue.kind is Kind.PAYWALL and cue.phrase >= _EASTERN:
        return len(rest) <= _MORE_LETTERS
    if cue.kind is Kind.ASIDE and rest.lstrip().startswith((":", "：")):
        return True
    return not rest[:1].isalnum() and rest.count(" ") <= _MORE_WORDS


def _index_cues(pages: PageTables) -> dict[str, tuple[Cue, ...]]:
    found: defaultdict[str, set[tuple[str, Kind, bool]]] = defaultdict(set)
    for table, kind, whole in (
        (pages.stops, Kind.STOP, False),
        (pages.stops_whole, Kind.STOP, True),
        (pages.asides, Kind.ASIDE, False),
        (pages.asides_whole, Kind.ASIDE, True),
        (pages.rankings, Kind.RANKING, False),
        (pages.pauses_whole, Kind.PAUSE, True),
        (pages.paywalls, Kind.PAYWALL, False),
        (pages.noise, Kind.NOISE, False),
        (pages.noise_whole, Kind.NOISE, True),
    ):
        for phrase in (fold_edges(phrase) for phrases in table.values() for phrase in phrases):
            found[_first_word(phrase)].add((phrase, kind, whole))
    return {first: tuple(_cue(*entry) for entry in sorted(entries, key=_longest)) for first, entries in found.items()}


def _longest(entry: tuple[str, Kind, bool]) -> tuple[int, str, int]:
    phrase, kind, _ = entry
    return -len(phrase), phrase, -kind


def _cue(phrase: str, kind: Kind, whole: bool) -> Cue:
    return Cue(phrase=phrase, kind=kind, whole=whole)


def _phrases(table: dict[str, tuple[str, ...]], *, whole: bool = False) -> Phrases:
    return compile_phrases((phrase for phrases in table.values() for phrase in phrases), whole=whole)
