"""What a run did not tell, and why: copies, pages read again, slots nobody knows, old news, near misses, teasers."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial

from msgspec import Struct

from workers.detect.origins import Fold, Kept
from workers.detect.partition import SLOT_S
from workers.errors import PageRejected
from workers.hosts.contain import Bug, contain
from workers.hosts.local.looking import AlertChoice, Look
from workers.hosts.local.sides import Pages
from workers.ingest.decode import decode_page
from workers.model.alert import Change
from workers.model.notice import Verdict
from workers.model.page import Payload
from workers.model.rejection import Reason, Rejection
from workers.model.signal import Mention, SlotRange
from workers.model.tags import Language, LanguageFrom, Tags
from workers.pipeline import Reading, read_page
from workers.rules import Rules
from workers.study.recount import fold_history
from workers.watch.match import find_mentions

_BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)
_END = datetime(2100, 1, 1, tzinfo=UTC)
_LITTLE = 6
"""A day is worth telling of on which so many pages or more were one report."""
_NOBODY_KNOWS = Tags(language=Language(code="und", confidence=0.0, from_=LanguageFrom.NONE))


class Folded(Struct, frozen=True, kw_only=True):
    """One day of a watch without an alert, on which little was left of much."""

    watch: str
    day: date
    at: datetime
    """Of its middle mention (UTC)."""
    pages: int
    repeats: int
    copies: int
    origins: int


class Blind(Struct, frozen=True, kw_only=True):
    """A stretch of time in which nobody knows the true counts."""

    first: datetime
    end: datetime
    mentions: Counter[str]
    """By watch: they were heard, and not counted."""


class Untold(Struct, frozen=True, kw_only=True):
    """All of a state that made no alert for a reason of its own."""

    folded: tuple[Folded, ...]
    """A day of each watch that has one, the one with the most pages first."""
    blind: tuple[Blind, ...]
    stale: Counter[str]
    """By watch."""
    near: Counter[tuple[str, str]]
    """By watch and reason."""
    held: Counter[tuple[str, str]]
    """Changes that a subscription was not sent, by subscription and verdict."""


class Asides(Struct, frozen=True, kw_only=True):
    """What was seen of the pages written by hand, read one by one."""

    pages: int
    articles: int
    languages: tuple[str, ...]
    teased: Counter[str]
    """Pages by watch that name it beside their articles only."""
    refused: Counter[str]
    """By reason."""


def gather(look: Look, rules: Rules) -> Untold:
    """Go through a state."""
    alerts = [change for change in look.alerts(AlertChoice()) if change.kind.of_watch]
    history = {watch: _mentions(look, watch) for watch in rules.watches}
    kept = {watch: fold_history(mentions, rules.watches[watch]) for watch, mentions in history.items()}
    read = {watch: look.read(watch, _BEGINNING, _END) for watch in rules.watches}
    days = [day for watch, each in kept.items() if (day := _best_day(watch, each, alerts)) is not None]
    return Untold(
        folded=tuple(sorted(days, key=lambda day: (-day.pages, day.watch))),
        blind=tuple(_blind(span, history.values()) for span in _joined(look.unknown(_END))),
        stale=Counter({watch: one.stale for watch, one in read.items() if one.stale}),
        near=Counter({(watch, why): number for watch, one in read.items() for why, number in one.near.items()}),
        held=_held(look, alerts),
    )


def _mentions(look: Look, watch: str) -> list[Mention]:
    return [one.mention for one in look.mentions(watch, _BEGINNING, _END) if not one.late]


def _best_day(watch: str, kept: Iterable[Kept], alerts: Iterable[Change]) -> Folded | None:
    """The day on which the most was folded, of those without an alert; None where it was next to nothing."""
    told = {change.opened_at.date() for change in alerts if change.watch.id == watch}
    by_day: dict[date, list[Kept]] = {}
    for one in kept:
        by_day.setdefault(one.mention.at.date(), []).append(one)
    days = [_folded(watch, day, each) for day, each in by_day.items() if day not in told]
    best = max(days, key=lambda day: (day.copies + day.repeats, day.day), default=None)
    return best if best is not None and best.origins * _LITTLE <= best.pages else None


def _folded(watch: str, day: date, kept: list[Kept]) -> Folded:
    folds = Counter(one.fold for one in kept)
    return Folded(
        watch=watch,
        day=day,
        at=kept[len(kept) // 2].mention.at,
        pages=len(kept),
        repeats=folds[Fold.REPEAT],
        copies=folds[Fold.COPY],
        origins=folds[Fold.ORIGIN],
    )


def _joined(spans: Iterable[SlotRange]) -> Iterator[SlotRange]:
    """Stretches that touch are one."""
    last: SlotRange | None = None
    for span in spans:
        if last is not None and span.first <= last.end:
            last = SlotRange(first=last.first, end=max(last.end, span.end))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _blind(span: SlotRange, history: Iterable[list[Mention]]) -> Blind:
    first, end = (datetime.fromtimestamp(slot * SLOT_S, tz=UTC) for slot in (span.first, span.end))
    heard = Counter(one.watch_id for each in history for one in each if first <= one.at < end)
    return Blind(first=first, end=end, mentions=heard)


def _held(look: Look, alerts: Iterable[Change]) -> Counter[tuple[str, str]]:
    deliveries = (one for change in alerts for one in look.deliveries(change.alert_id))
    wanted = (one for one in deliveries if not one.verdict.send and one.verdict is not Verdict.HOLD_NOT_SUBSCRIBED)
    return Counter((one.subscription, one.verdict.value) for one in wanted)


def read_asides(rules: Rules, pages: Pages) -> Asides:
    """Read pages one by one, and see what they name beside their articles.

    Raises:
        InputError: an input cannot be read.
    """
    teased: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    number = 0
    while (arrival := pages.take()) is not None:
        number += 1
        payload = arrival.payload
        reading = contain(partial(read_page, payload, rules))
        match reading:
            case Rejection():
                refused[reading.reason.value] += 1
            case Bug():
                refused[Reason.BUG.value] += 1
            case Reading(articles=articles):
                languages.update(one.tags.language.code for one in articles)
                inside = {one.watch_id for article in articles for one in article.found}
                inside |= {one.watch_id for article in articles for one in article.near}
                teased.update(_named_anywhere(payload, rules) - inside)
        pages.done(arrival)
    spoken = tuple(code for code, _ in languages.most_common() if code != "und")
    return Asides(pages=number, articles=sum(languages.values()), languages=spoken, teased=teased, refused=refused)


def _named_anywhere(payload: Payload, rules: Rules) -> set[str]:
    """The watches that the whole page names, were it all one text."""
    try:
        page = decode_page(payload, rules.input)
    except PageRejected:
        return set()
    found = find_mentions(page.title, page.text or page.html or "", _NOBODY_KNOWS, page.source, rules.matcher)
    return {one.watch_id for one in found.mentions}
