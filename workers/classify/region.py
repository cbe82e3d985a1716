"""Which countries an article is about, and which words say so."""

from collections.abc import Iterable, Iterator
from math import log1p

from msgspec import Struct

from workers.classify.composed import composed
from workers.classify.dateline import dateline_end
from workers.classify.gazetteer import LENDER, Gazetteer
from workers.classify.hits import Hit, find_hits
from workers.classify.naming import Kind, Words
from workers.classify.senses import qualified, without_persons
from workers.model.tags import Language, Region

IN_TITLE = 2.0
IN_DATELINE = 5.0
"""How much more a word counts where it stands in the title, or says where the report was written."""
ASIDE = 0.3
"""What is left of a word that only says which money it is, which team, or where a person is from."""
GUESSED = 0.7
"""What is left of a word that several countries have, where nothing else in the text names one of them."""
DAMPED = 3.0
"""Worth of words from which more of them begins to count for less."""
KEPT = 0.45
"""Share of the first country's score that another one needs."""
MOST_WORDS = 8
"""Distinct words kept as the reason."""
ORIGIN = 30
"""Characters before a word that may say that a person is from there."""
FIRST = 12
"""Words among which a dateline's places are."""


class Piece(Struct, frozen=True, kw_only=True):
    """What one word says."""

    countries: tuple[str, ...]
    worth: float
    word: str


def find_regions(title: str | None, text: str, gazetteer: Gazetteer, language: Language) -> tuple[Region, ...]:
    """Name the countries an article is about, best first; none when it names none."""
    words = gazetteer.words.get(language.code) or gazetteer.words[LENDER]
    head = composed(f"{title}\n") if title else ""
    whole = (head + composed(text)).replace("’", "'")
    return _ranked(_settled(_pieces(whole, len(head), words)), gazetteer.areas)


def _pieces(whole: str, body: int, words: Words) -> Iterator[Piece]:
    """What each word says, by its kind and by where it stands.

    Args:
        whole: The title on a line of its own, if there is one, and the text.
        body: Where the text begins.
        words: Of its language.
    """
    hits = find_hits(whole, words)
    first = [(hit.start, hit.end) for hit in hits[:FIRST] if hit.start >= body]
    dateline = dateline_end(whole, body, first)
    moved = qualified(hits, whole)
    for hit in without_persons(hits, whole, words, body):
        word = whole[hit.start : hit.end]
        if hit.start >= dateline and _is_short(hit, word):
            continue
        worth = hit.alias.weight
        if hit.start < dateline:
            worth *= IN_TITLE if hit.start < body else IN_DATELINE
        if _is_aside(hit, whole, words):
            worth *= ASIDE
        countries = moved.get(word.casefold(), hit.alias.countries) if moved else hit.alias.countries
        yield Piece(countries=countries, worth=worth, word=word)


def _is_aside(hit: Hit, whole: str, words: Words) -> bool:
    """Whether it only says which money it is, which team, or where a person is from."""
    if words.aside and words.aside.match(whole, hit.end):
        return True
    return bool(words.origin and words.origin.search(whole, max(hit.start - ORIGIN, 0), hit.start))


def _is_short(hit: Hit, word: str) -> bool:
    """Whether it is an abbreviation that is to be trusted only in a dateline: ``Ala``, ``Miss``."""
    return hit.alias.kind is Kind.SHORT and word[-1] != "." and not word.isupper()


def _settled(pieces: Iterable[Piece]) -> list[Piece]:
    """Each for one country: a name of several is that one's which the text names most, else the first's.

    Names of several speak for each other, too: Edmonton beside Manchester is the one in England.
    """
    sure: set[str] = set()
    weight: dict[str, float] = {}
    torn = []
    settled = []
    for piece in pieces:
        for country in piece.countries:
            weight[country] = weight.get(country, 0.0) + piece.worth / len(piece.countries)
        if len(piece.countries) > 1:
            torn.append(piece)
        else:
            sure.add(piece.countries[0])
            settled.append(piece)
    for piece in torn:
        country = max(piece.countries, key=lambda code: weight[code])
        worth = piece.worth if country in sure else piece.worth * GUESSED
        settled.append(Piece(countries=(country,), worth=worth, word=piece.word))
    return settled


def _ranked(pieces: Iterable[Piece], areas: dict[str, str]) -> tuple[Region, ...]:
    """Damped, so that the tenth mention adds less than the first; those near enough to the top."""
    sums: dict[str, float] = {}
    because: dict[str, dict[str, None]] = {}
    for piece in pieces:
        country = piece.countries[0]
        sums[country] = sums.get(country, 0.0) + piece.worth
        because.setdefault(country, {})[piece.word] = None
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
