"""From a page, what was read of it, and what became of its lines, to what is shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from workers.ingest.articles import given_title
from workers.model.article import Article, PublishedFrom
from workers.model.explained import ExplainedPage, Fate
from workers.model.page import Page, Payload
from workers.model.rejection import Rejection
from workers.pipeline import ReadArticle, Reading, open_page
from workers.rules import Rules
from workers.study.reading.facts import TITLE, Part, Said, ShownArticle, ShownLine, ShownPage, Word
from workers.study.reading.legible import legible
from workers.study.reading.places import By, Search, Spot
from workers.study.reading.words import LANGUAGE_FROM, PUBLISHED_FROM
from workers.study.words import NEAR

RAW_LINES, RAW_LENGTH = 60, 600
"""Of a page whose lines nobody looked at, how much is shown: lines, and characters of each."""


def shown_page(
    payload: Payload, read: Reading | Rejection, explained: ExplainedPage | None, rules: Rules, seen: Mapping[str, str]
) -> ShownPage:
    """Put together what is known of a page.

    Args:
        payload: As it came.
        read: What the first step made of it.
        explained: What became of its lines; None where they could not be looked at.
        rules: By which it was read.
        seen: Articles of pages before, by id: the page each was on.
    """
    name = legible(payload.name)
    lines = _raw_lines(payload) if explained is None else tuple(_lines(explained))
    if isinstance(read, Rejection):
        parts = (Part(lines=lines),) if lines else ()
        return ShownPage(name=name, refused=read.reason.value, detail=legible(read.detail), parts=parts)
    opened = open_page(payload, rules)
    page = opened if isinstance(opened, Page) else Page()
    articles = []
    for one in read.articles:
        search = Search(one, rules)
        lines = tuple(_searched(line, one.article.place, search) for line in lines)
        articles.append(_article(one, lines, search, page, seen.get(one.article.id)))
    return ShownPage(name=name, parts=tuple(parts_of(lines, articles)))


def _lines(explained: ExplainedPage) -> Iterator[ShownLine]:
    for place, line in enumerate(explained.lines, 1):
        yield ShownLine(number=line.number or place, text=legible(line.text), fate=line.fate, article=line.article)


def _raw_lines(payload: Payload) -> tuple[ShownLine, ...]:
    """The beginning of a page as it came."""
    text = payload.value[: RAW_LINES * RAW_LENGTH].decode("utf-8", "backslashreplace")
    lines = (line.strip()[:RAW_LENGTH] for line in islice(text.splitlines(), RAW_LINES))
    return tuple(ShownLine(number=place, text=legible(line), fate=None) for place, line in enumerate(lines, 1))


def _searched(line: ShownLine, place: int, search: Search) -> ShownLine:
    """The line with its spots, if it is one of those the article was made of."""
    if line.article != place or line.fate not in (Fate.TEXT, Fate.TITLE):
        return line
    return replace(line, spots=search.spots(line.text))


def parts_of(lines: Sequence[ShownLine], articles: Sequence[ShownArticle]) -> Iterator[Part]:
    """Cut a page's lines where an article begins and ends, by the first and last of the lines kept for it."""
    kept = {
        article.place: [at for at, line in enumerate(lines) if line.article == article.place] for article in articles
    }
    begin = {place: at[0] for place, at in kept.items() if at}
    done = 0
    for article in sorted(articles, key=lambda one: begin.get(one.place, len(lines))):
        if article.place not in begin:
            continue
        first = max(done, begin[article.place])
        later = [at for at in begin.values() if at > begin[article.place]]
        if done < first:
            yield Part(lines=tuple(lines[done:first]))
        done = min(kept[article.place][-1] + 1, *later, len(lines))
        yield Part(lines=tuple(lines[first:done]), article=article)
    yield from (Part(lines=(), article=article) for article in articles if article.place not in begin)
    if done < len(lines):
        yield Part(lines=tuple(lines[done:]))


def _article(
    read: ReadArticle, lines: Sequence[ShownLine], search: Search, page: Page, before: str | None
) -> ShownArticle:
    article = read.article
    own = [line for line in lines if line.article == article.place]
    titled = next((line.number for line in own if line.fate is Fate.TITLE), None)
    title = None if article.title is None else legible(article.title)
    spots = search.spots(title or "")
    where = _Where(own, () if titled is not None else spots)
    return ShownArticle(
        id=article.id,
        place=article.place,
        title=title,
        title_from=_title_from(article, titled, page),
        title_spots=spots,
        url=None if article.url is None else legible(article.url),
        source=None if article.source is None else legible(article.source),
        published_at=article.published_at,
        published_from=_published_from(article, own),
        fetched_at=article.at,
        language=_language(read),
        regions=tuple(_said(By.REGION, one.code, one.score, one.because, where) for one in read.tags.regions),
        topics=tuple(_said(By.TOPIC, one.name, one.score, one.because, where) for one in read.tags.topics),
        watches=tuple(_watches(read, where)),
        cautions=tuple(_cautions(read, before)),
    )


class _Where:
    """In which lines each word was found."""

    def __init__(self, lines: Iterable[ShownLine], title: Iterable[Spot]) -> None:
        self._at: dict[tuple[By, str], dict[int, None]] = {}
        for spot in title:
            self._at.setdefault((spot.by, spot.word), {})[TITLE] = None
        for line in lines:
            for spot in line.spots:
                self._at.setdefault((spot.by, spot.word), {})[line.number] = None

    def words(self, by: By, words: Iterable[str]) -> tuple[Word, ...]:
        return tuple(Word(text=legible(word), at=tuple(self._at.get((by, word), ()))) for word in words)


def _said(by: By, name: str, score: float, because: Iterable[str], where: _Where) -> Said:
    return Said(name=name, score=score, words=where.words(by, because))


def _watches(read: ReadArticle, where: _Where) -> Iterator[Said]:
    for found in read.found:
        yield Said(name=legible(found.watch_id), words=where.words(By.WATCH, found.matched))
    for near in read.near:
        words = where.words(By.NEAR, near.matched)
        yield Said(name=legible(near.watch_id), words=words, holds=False, but=NEAR[near.because])


def _title_from(article: Article, line: int | None, page: Page) -> str:
    if article.title is None:
        return "the page has none for this text"
    if article.title == given_title(page):
        return "given by the scraper"
    if page.text is None:
        return "from the page's markup"
    return "from the page" if line is None else f"line {line}"


def _published_from(article: Article, own: Iterable[ShownLine]) -> str:
    if article.published_from is None:
        return "none found; taken as new"
    words = PUBLISHED_FROM[article.published_from]
    line = next((line.number for line in own if line.fate is Fate.DATE), None)
    if line is None or article.published_from in (PublishedFrom.GIVEN, PublishedFrom.META):
        return words
    return f"{words}, line {line}"


def _language(read: ReadArticle) -> str:
    language = read.tags.language
    declared = read.article.declared_language
    more = f"; the page says {legible(declared)}" if declared else ""
    return f"{language.code} {language.confidence:.2f}, {LANGUAGE_FROM[language.from_]}{more}"


def _cautions(read: ReadArticle, before: str | None) -> Iterator[str]:
    if before is not None:
        yield f"the same article as on {before}: it counts once"
    if read.stale:
        yield "published too long before it was fetched to be counted"
    if read.article.clock_ahead:
        yield "the page says it was fetched later than its record was written; the record is believed"
