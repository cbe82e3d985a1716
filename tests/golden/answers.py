"""The right answers beside the pages of `pages/`, and what is wrong with what the product reads of a page."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from ruamel.yaml import YAML

from workers.model.page import Payload, Position
from workers.model.rejection import Rejection
from workers.pipeline import ReadArticle, Reading

PAGES = Path(__file__).parent / "pages"

OneOf = str | list[str]
"""One wording, or several of which each is right."""


class RightArticle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a careful person would write down of one article."""

    title: OneOf | None
    published: OneOf | None
    """A day, or a moment; a moment without a zone is taken as UTC, as the product does. None: the page does not say."""
    begins: OneOf
    ends: OneOf
    language: str
    taken_from: str | None = msgspec.field(name="from", default=None)
    """Where the time of publication stands: given, meta, text or relative."""
    holds: list[str] = []
    url: str | None = None
    """Asked only where the answer says one; as `source`."""
    source: str | None = None


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a careful person would write down of one page."""

    shows: list[str]
    """The kinds of dirt on it."""
    recorded: datetime
    """When the scraper's record was written (UTC)."""
    articles: list[RightArticle] = []
    refused: str | None = None
    nowhere: list[str] = []
    """Phrases of the page that belong to no article."""


class Wrong(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known to be read wrongly of a page."""

    aspects: list[str]
    because: str


def page_files() -> tuple[Path, ...]:
    return tuple(sorted(path for path in PAGES.iterdir() if path.suffix in (".txt", ".json", ".html")))


def read_answer(page: Path) -> Answer:
    """The answer beside a page.

    Raises:
        msgspec.ValidationError: it is none.
    """
    plain = YAML(typ="safe", pure=True).load(page.with_suffix(".yaml").read_text(encoding="utf-8"))
    return msgspec.convert(plain, Answer)


def read_wrongly() -> dict[str, Wrong]:
    """The page's name to what is wrong with it: the one list of what we do not read right."""
    plain = YAML(typ="safe", pure=True).load((PAGES / "read-wrongly.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(plain, dict[str, Wrong])


def payload_of(page: Path, answer: Answer) -> Payload:
    """The page as a host hands it over."""
    return Payload(
        value=page.read_bytes(),
        position=Position(input=page.name, offset=1),
        name=page.name,
        recorded_at=answer.recorded,
    )


def faults_of(read: Reading | Rejection, answer: Answer) -> dict[str, str]:
    """What is wrong, each aspect of a page with what was found; empty when all is right."""
    faults: dict[str, str] = {}
    for aspect, found in _compare(read, answer):
        faults.setdefault(aspect, found)
    return faults


def _compare(read: Reading | Rejection, answer: Answer) -> Iterator[tuple[str, str]]:
    if isinstance(read, Rejection):
        if answer.refused != read.reason:
            yield "articles", f"refused: {read.reason}"
        return
    if len(read.articles) != len(answer.articles):
        yield "articles", f"{len(read.articles)}: " + " | ".join(one.article.text[:80] for one in read.articles)
    for right, found in _pairs(answer.articles, read.articles):
        yield from _compare_article(right, found)
    for phrase in answer.nowhere:
        for found in read.articles:
            if phrase in flat(f"{found.article.title or ''}\n{found.article.text}"):
                yield "nowhere", repr(phrase)


def _pairs(rights: Sequence[RightArticle], found: Sequence[ReadArticle]) -> Iterator[tuple[RightArticle, ReadArticle]]:
    """Each right article with the one that holds most of its phrases: where one is missing, the others still count."""
    for right in rights:
        phrases = [*right.holds, *_wordings(right.begins), *_wordings(right.ends), *_wordings(right.title)]
        best = max(found, key=lambda one: sum(phrase in flat(whole(one)) for phrase in phrases))
        if any(phrase in flat(whole(best)) for phrase in phrases):
            yield right, best


def _compare_article(right: RightArticle, found: ReadArticle) -> Iterator[tuple[str, str]]:
    article = found.article
    text = flat(article.text)
    if not any(article.title == said for said in _wordings(right.title) or (None,)):
        yield "title", repr(article.title)
    if not any(_is_same_time(article.published_at, said) for said in _wordings(right.published) or (None,)):
        yield "published", f"{article.published_at} {article.published_from}"
    elif right.taken_from is not None and article.published_from != right.taken_from:
        yield "published", f"right, but from {article.published_from}"
    if not text.startswith(tuple(_wordings(right.begins))):
        yield "begins", repr(text[:120])
    if not text.endswith(tuple(_wordings(right.ends))):
        yield "ends", repr(text[-120:])
    missing = [phrase for phrase in right.holds if phrase not in text]
    if missing:
        yield "holds", f"without {missing}"
    if found.tags.language.code.partition("-")[0] != right.language:
        yield "language", found.tags.language.code
    if right.url is not None and article.url != right.url:
        yield "url", repr(article.url)
    if right.source is not None and article.source != right.source:
        yield "source", repr(article.source)


def _is_same_time(found: datetime | None, said: str | None) -> bool:
    """To the minute where the answer says one, else to the day."""
    if found is None or said is None:
        return found is None and said is None
    if "T" not in said:
        return found.date() == date.fromisoformat(said)
    moment = datetime.fromisoformat(said)
    return found.replace(second=0, microsecond=0) == (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def whole(one: ReadArticle) -> str:
    return f"{one.article.title or ''} {one.article.text}"


def flat(text: str) -> str:
    """White space is not the question here."""
    return " ".join(text.split())


def _wordings(said: OneOf | None) -> list[str]:
    if said is None:
        return []
    return [said] if isinstance(said, str) else said
