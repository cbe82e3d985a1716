"""Which countries an article is about, and which words say so."""

import re
from collections.abc import Iterable, Iterator
from math import log1p

from msgspec import Struct

from workers.classify.edge import KATAKANA, Edge
from workers.classify.gazetteer import LENDER, Alias, Gazetteer, Words
from workers.model.tags import Language, Region

IN_TITLE = 2.0
IN_DATELINE = 4.0
"""How much more a word counts where it stands in the title, or says where the report was written."""
DAMPED = 3.0
"""Worth of words from which more of them begins to count for less."""
KEPT = 0.4
"""Share of the first country's score that another one needs."""
LONGEST_PREFIX = 5
"""Letters looked at before a word that something is written together with."""
MOST_WORDS = 8
"""Distinct words kept as the reason."""

_DATELINE = re.compile(r"\s*([^\n]{2,80}?)\s?(\([A-Za-z .,/-]{2,30}\)|/[A-Z-]{2,12}/)?\s?(?:--?|[–—])\s")
_DATELINE_UNSPACED = re.compile(
    r"\s*(?:【[^】\n]{2,30}】|（[^）\n]{2,40}[电電]）|[(\[][^()\n]{2,30}=[^()\n]{2,30}[)\]]|[^\n，。、]{2,24}日\s?[电電])"
)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'-]*) $")
_NAME_AFTER = re.compile(r" [A-Z][a-z]")
_KATAKANA = re.compile(f"[{KATAKANA}]")


class Hit(Struct, frozen=True, kw_only=True):
    """A word that names a country, where it stands."""

    alias: Alias
    start: int
    end: int


def find_regions(title: str | None, text: str, gazetteer: Gazetteer, language: Language) -> tuple[Region, ...]:
    """Name the countries an article is about, best first; none when it names none."""
    words = gazetteer.words.get(language.code) or gazetteer.words[LENDER]
    head = f"{title}\n" if title else ""
    whole = f"{head}{text}".replace("’", "'")
    dateline = len(head) + _dateline_end(text)
    scores: dict[str, float] = {}
    because: dict[str, dict[str, None]] = {}
    torn: list[tuple[Alias, float, str]] = []
    for hit in _longest(_hits(whole, words)):
        if not _alone(hit, whole, words.before, in_title=hit.start < len(head)):
            continue
        worth = hit.alias.weight * _place(hit.start, len(head), dateline)
        word = whole[hit.start : hit.end]
        if len(hit.alias.countries) > 1:
            torn.append((hit.alias, worth, word))
        elif hit.alias.countries:
            _count(scores, because, hit.alias.countries[0], worth, word)
    for alias, worth, word in torn:
        _count(scores, because, max(alias.countries, key=lambda country: scores.get(country, 0.0)), worth, word)
    return _ranked(scores, because, gazetteer.areas)


def _hits(whole: str, words: Words) -> Iterator[Hit]:
    """Every word of the gazetteer that stands in the text as a word, overlapping ones included."""
    plain = words.letters.plain(whole)
    end_of_text = len(plain)
    for pattern, start, end in words.automaton.find_matches_as_indexes(plain, overlapping=True):
        alias = words.aliases[pattern]
        if start and not _may_begin(plain, start, alias.edge, words.letters.prefixes):
            continue
        if alias.rest:
            if not (rest := alias.rest.match(plain, end)):
                continue
            end = rest.end()
        elif end < end_of_text and plain[end].isalnum() and not alias.open_end:
            continue
        if alias.after_comma and plain[max(start - 2, 0) : start] != ", ":
            continue
        yield Hit(alias=alias, start=start, end=end)


def _may_begin(plain: str, start: int, edge: Edge, prefixes: frozenset[str]) -> bool:
    """Whether a word may begin inside the text, at ``start``."""
    if edge is Edge.NONE or not plain[start - 1].isalnum():
        return True
    if edge is Edge.KANA:
        return not _KATAKANA.match(plain[start - 1])
    if not prefixes:
        return False
    begin = start - 1
    while begin and start - begin < LONGEST_PREFIX and plain[begin - 1].isalnum():
        begin -= 1
    return plain[begin:start] in prefixes


def _longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Without those inside, or overlapping, an earlier longer one: New Mexico is not Mexico."""
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.alias.countries != ())):
        if hit.start >= end:
            end = hit.end
            yield hit


def _alone(hit: Hit, whole: str, before: frozenset[str], *, in_title: bool) -> bool:
    """Whether a name of persons stands as a place does: no other name directly before or behind it.

    In titles every word may have a capital, which says nothing.
    """
    if not hit.alias.person or in_title:
        return True
    earlier = _WORD_BEFORE.search(whole, max(hit.start - 30, 0), hit.start)
    if earlier and earlier[1][0].isupper() and earlier[1] not in before:
        return False
    return not _NAME_AFTER.match(whole, hit.end)


def _place(start: int, title_end: int, dateline_end: int) -> float:
    if start < title_end:
        return IN_TITLE
    return IN_DATELINE if start < dateline_end else 1.0


def _dateline_end(text: str) -> int:
    """Where the dateline ends: ``ELMWOOD PARK, N.J., March 2 - ``, ``Moscow (AFP) - ``; 0 when there is none.

    East Asia writes ``【ロンドン共同】``, ``新华社北京6月18日电``, ``(서울=뉴스)``.
    """
    if found := _DATELINE_UNSPACED.match(text):
        return found.end()
    found = _DATELINE.match(text)
    if found and (found[2] or found[1].split(",", 1)[0].isupper()):
        return found.end(1)
    return 0


def _count(
    scores: dict[str, float], because: dict[str, dict[str, None]], country: str, worth: float, word: str
) -> None:
    scores[country] = scores.get(country, 0.0) + worth
    because.setdefault(country, {})[word] = None


def _ranked(sums: dict[str, float], because: dict[str, dict[str, None]], areas: dict[str, str]) -> tuple[Region, ...]:
    """Damped, so that the tenth mention adds less than the first; those near enough to the top."""
    scores = {country: log1p(total / DAMPED) for country, total in sums.items()}
    top = max(scores.values(), default=0.0)
    return tuple(
        Region(
            code=country,
            score=round(score / top, 3),
            area=areas[country],
            because=tuple(because[country])[:MOST_WORDS],
        )
        for country, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if score >= KEPT * top
    )
