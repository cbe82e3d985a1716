"""A run of the whole product in one process: what was asked for, put together and set going."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from structlog.typing import FilteringBoundLogger

from workers.alert.removal import open_alerts
from workers.alert.route import RouteRules
from workers.channels import AnyChannel
from workers.channels.base import Carriers
from workers.channels.log import Log
from workers.detect.clock import TimeRules
from workers.errors import PageRejected
from workers.hosts.children import PageReader, is_risky
from workers.hosts.contain import Bug
from workers.hosts.counter import Counter, ingest_rules
from workers.hosts.desk import Desk, terms_of
from workers.hosts.lines import Lines
from workers.hosts.local.files import STANDARD_INPUT, find_files, unreadable
from workers.hosts.local.lane import Order
from workers.hosts.local.live import LivePages
from workers.hosts.local.loop import Loop, Parts
from workers.hosts.local.pace import Pace, keeping_of
from workers.hosts.local.peek import Asked, Published
from workers.hosts.local.place import Place
from workers.hosts.local.removed import drop_removed
from workers.hosts.local.renewing import Renewal, Tools
from workers.hosts.local.showing import Stage
from workers.hosts.local.sides import Pages, Watcher
from workers.hosts.local.sources import MergedPages
from workers.hosts.local.store import Store, open_store
from workers.hosts.local.walk import Summary, Walk
from workers.hosts.observe import Observer
from workers.hosts.reloading import Reloading
from workers.hosts.senders import Senders
from workers.hosts.spans import Spans
from workers.ingest.articles import read_articles
from workers.metrics import Part
from workers.model.page import Page, Payload
from workers.model.rejection import Rejection
from workers.pipeline import Reading
from workers.rules import Rules


class Said(Struct, frozen=True, kw_only=True):
    """The inputs, and what the operator says of them."""

    names: tuple[str, ...]
    """Files and folders, or ``-``."""
    fetched_at: datetime | None = None
    """For pages that do not say (UTC)."""
    by_published: bool = False
    """Whether a page's own publication time is taken as its time of fetching."""
    source: str | None = None
    """For pages that do not say."""
    whole: bool = False
    """Whether each file is put in order as a whole before anything is read."""


class Wish(Struct, frozen=True, kw_only=True):
    """What an operator asks of one run."""

    said: Said
    state: Path
    follow: bool = False
    """Go on for ever: files grow, folders fill."""
    tell: bool = False
    """Whether files are told through every channel; else through ``log`` alone."""
    muted: bool = False
    """Whether nobody is told: history is being learnt."""
    only: tuple[str, ...] = ()
    """Ids of the watches that learn; empty: all."""

    @property
    def grows(self) -> bool:
        """Whether more may come than there is now."""
        return self.follow or STANDARD_INPUT in self.said.names


class Host(Struct, frozen=True, kw_only=True):
    """What a run borrows from the process around it."""

    log: FilteringBoundLogger
    watcher: Watcher
    carriers: Carriers
    stopping: Callable[[], bool]
    pace: Pace = Pace()
    stage: Stage | None = None
    """Where the page finds how things stand; None where nobody looks on."""
    reloading: Reloading | None = None
    """Where another config comes from; None where the one from the start holds to the end."""


class Ran(Struct, frozen=True, kw_only=True):
    """What a run did."""

    summary: Summary
    broken: tuple[str, ...]
    """Files that could not be read to their ends, and why."""
    owed: int
    """Notices no channel has taken yet; another run goes on with them."""
    next_due: datetime | None
    """When the next attempt to send one is due (UTC)."""


class Opened(Struct, frozen=True, kw_only=True):
    """What a run holds open."""

    store: Store
    pages: Pages
    reader: PageReader
    senders: Senders
    channels: Mapping[str, AnyChannel]


def run_local(wish: Wish, rules: Rules, channels: Mapping[str, AnyChannel], host: Host) -> Ran:
    """Run to the end of the inputs, or until the host stops.

    Raises:
        HostError: a process for pages of markup does not start.
        InputError: an input cannot be read.
        StateError: the state folder cannot be used.
    """
    with open_store(wish.state) as store:
        pages = open_pages(wish.said, rules, store.places(), follow=wish.follow)
        with closing(PageReader(rules)) as reader, closing(Senders(channels, host.carriers)) as senders:
            opened = Opened(store=store, pages=pages, reader=reader, senders=senders, channels=channels)
            loop = _build(opened, wish, rules, host)
            summary = loop.run()
        broken = (*unreadable(wish.said.names), *pages.broken())
        return Ran(summary=summary, broken=broken, owed=loop.owed, next_due=loop.next_due)


def open_pages(said: Said, rules: Rules, places: Mapping[str, Place], *, follow: bool = False) -> Pages:
    """Open the inputs, each at its place.

    Raises:
        InputError: there is no such input, or it cannot be read.
    """
    asked = asked_of(said, rules)
    if follow or STANDARD_INPUT in said.names:
        return LivePages(said.names, places, asked, follow=follow)
    return MergedPages(find_files(said.names), places, asked, Order(whole=said.whole))


def asked_of(said: Said, rules: Rules) -> Asked:
    """What is said of the inputs, as those who open them need it."""
    return Asked(
        rules=rules.input,
        fetched_at=said.fetched_at,
        source=said.source,
        published=_published_by(rules) if said.by_published else None,
    )


def _published_by(rules: Rules) -> Published:
    """Find a page's publication time as reading would, for it may stand in its text."""

    reader = PageReader(rules)

    def published(page: Page, payload: Payload) -> datetime | None:
        if is_risky(page):
            return _published_at(reader.read(payload))
        return read_articles(page, payload, rules.input, rules.tables)[0].published_at

    return published


def _published_at(read: Reading | Rejection | Bug) -> datetime | None:
    match read:
        case Reading(articles=articles):
            return articles[0].article.published_at
        case Rejection(reason=reason, detail=detail):
            raise PageRejected(reason, detail)
        case Bug(detail=detail):
            raise RuntimeError(detail)  # so that the look at the page is a bug, too


def _build(parts: Opened, wish: Wish, rules: Rules, host: Host) -> Loop:
    """Put the loop together, from where the state says the last run ended."""
    store = parts.store
    clock = store.clock()
    live = wish.grows if rules.settings.time is None else rules.settings.time == "live"
    # Files are merged by time, so nothing has to be waited for.
    time = TimeRules(live=live, lateness_s=rules.settings.lateness.seconds if wish.grows else 0)
    kept = store.states()
    states = {watch_id: state for watch_id, state in kept.items() if watch_id in rules.watches}
    counter = Counter(rules.watches, time, clock, store.partition(), states, ingest_rules(rules))
    heard = clock.inputs if clock is not None else {}
    spans = Spans(store.taken(), {name: known.at for name, known in heard.items() if known.at is not None})
    terms = terms_of(rules.settings)
    lines = Lines({name: channel.needs for name, channel in parts.channels.items()}, terms.schedule)
    desk = Desk(_route_rules(wish, rules, parts.channels), store.outboxes(), lines, terms)
    observer = Observer(host.log)
    observer.started(Part.RUN, rules, parts.channels, live=live)
    observer.spikes_open(sum(len(open_alerts(watch_id, state)) for watch_id, state in kept.items()))
    if host.stage is not None:
        host.stage.hear_config(rules, parts.channels)
    walk = Walk(parts.reader, counter, desk, spans, observer)
    if not wish.muted:  # who is told of nothing must not miss an end either: it waits for a run that tells
        gone = {watch_id: state for watch_id, state in kept.items() if watch_id not in rules.watches}
        drop_removed(gone, store.last_change, walk, datetime.now(UTC) if live else None)
    made = Parts(
        pages=parts.pages,
        store=store,
        counter=counter,
        desk=desk,
        senders=parts.senders,
        lines=lines,
        spans=spans,
        walk=walk,
        observer=observer,
        watcher=host.watcher,
        stage=host.stage,
    )
    made = replace(made, renewal=_renewal(made, parts.reader, wish, host))
    return Loop(made, replace(host.pace, live=live), keeping_of(rules.settings), host.stopping)


def _renewal(parts: Parts, reader: PageReader, wish: Wish, host: Host) -> Renewal | None:
    if host.reloading is None:
        return None
    tools = Tools(
        reader=reader,
        store=parts.store,
        counter=parts.counter,
        walk=parts.walk,
        desk=parts.desk,
        lines=parts.lines,
        senders=parts.senders,
        carriers=host.carriers,
        routes=lambda rules, channels: _route_rules(wish, rules, channels),
        stage=host.stage,
    )
    return Renewal(host.reloading, tools)


def _route_rules(wish: Wish, rules: Rules, channels: Mapping[str, AnyChannel]) -> RouteRules:
    """Files are history: they are told to the log alone, unless the operator wants otherwise."""
    logs = {name for name, channel in channels.items() if isinstance(channel, Log)}
    return RouteRules(
        subscriptions=rules.subscriptions,
        silences=rules.silences,
        open_channels=None if wish.grows or wish.tell else logs,
        muted=wish.muted,
        tell_from=rules.settings.tell_from,
    )
