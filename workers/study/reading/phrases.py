"""Facts about a page as short phrases, the same on a terminal and on a page of HTML."""

from collections import Counter
from collections.abc import Iterator, Sequence

from workers.model.explained import Fate
from workers.study.reading.facts import TITLE, Part, Said, ShownArticle, ShownLine, ShownPage, Word
from workers.study.reading.words import meaning_of
from workers.study.words import clock, counted

NO_TITLE = "(no title)"
SHOWN_PLACES = 6
"""Lines named of each word."""


def summary(page: ShownPage) -> str:
    """A page in a few words."""
    if page.refused is not None:
        return f"refused, {page.refused}"
    lines = [line for line in page.lines if line.fate not in (None, Fate.BLANK)]
    kept = sum(line.kept for line in lines)
    of = f", {kept:,} of {counted(len(lines), 'line')} kept" if lines else ""
    return f"{counted(len(page.articles), 'article')}{of}"


def left_out(lines: Sequence[ShownLine]) -> str:
    """How many lines were left out, and as what; the most frequent first."""
    fates = Counter(line.fate for line in lines if line.fate is not Fate.BLANK)
    if set(fates) == {None}:
        return "its beginning as it came"
    whys = ", ".join(f"{many:,} {meaning_of(fate).word}" for fate, many in fates.most_common())
    return f"{counted(fates.total(), 'line')} left out: {whys}"


def facts(article: ShownArticle) -> Iterator[tuple[str, str]]:
    """What is known of an article beside what has reasons: the name of each fact, and its words."""
    yield "title", article.title_from
    published = "" if article.published_at is None else f"{clock(article.published_at)}, "
    yield "published", f"{published}{article.published_from}"
    yield "fetched", clock(article.fetched_at)
    yield "address", article.url or "none"
    yield "source", article.source or "unknown"
    yield "language", article.language


def reasons(article: ShownArticle) -> Iterator[tuple[str, tuple[Said, ...]]]:
    """What is said of an article for a reason: regions, topics, watches."""
    yield "regions", article.regions
    yield "topics", article.topics
    yield "watches", article.watches


def scored(said: Said) -> str:
    """Its name and how sure it is."""
    name = said.name if said.score is None else f"{said.name} {said.score:.2f}"
    return name if said.holds else f"not {name}"


def places(word: Word) -> str:
    """The lines a word stands in, as ``title, 4, 9``."""
    named = ["title" if at == TITLE else f"{at}" for at in word.at[:SHOWN_PLACES]]
    return ", ".join([*named, "..."] if len(word.at) > SHOWN_PLACES else named)


def because(said: Said) -> str:
    """The words that decided, each with its lines; and for what only nearly holds, what is missing."""
    words = "; ".join(f"{word.text} ({places(word)})" if word.at else word.text for word in said.words)
    return f"{words}; but {said.but}" if said.but else words


def fates_in(parts: Sequence[Part]) -> Iterator[Fate]:
    """What became of lines, each once, in the order of their kinds."""
    there = {line.fate for part in parts for line in part.lines}
    return (fate for fate in Fate if fate in there and fate is not Fate.BLANK)
