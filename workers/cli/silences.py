"""`groundswell silences`: what is known, and so not told for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

import click
import msgspec
from msgspec import Struct

from workers.alert.silence import MadeSilence, Silence, is_past
from workers.alert.subscription import WatchChoice
from workers.cli.asking import Config, Folders, Time, ask_folders, open_config, state_in
from workers.cli.broker import ask_kafka, stand_outside
from workers.cli.run import print_line
from workers.cli.silence_check import check_codes, check_silence
from workers.cli.tables import print_table
from workers.errors import InputError
from workers.hosts.admin.silences import FlowBook
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.reach import reach
from workers.hosts.local.looking import open_look
from workers.hosts.local.silences import open_book
from workers.hosts.local.store import FILE
from workers.model.alert import AlertState, Kind, Severity
from workers.model.names import short_hash

RESOLVED = "resolved"
CONFIG, STATE, KAFKA = "config", "state", "kafka"
HEADINGS = ("silence", "holds", "until (UTC)", "by", "because", "from", "now")


class Until(click.ParamType):
    """A moment, or the end of an alert."""

    name = "time|resolved"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime | str:
        """Read it as UTC."""
        return RESOLVED if value == RESOLVED else Time().convert(value, param, ctx)


class Listed(Struct, frozen=True, kw_only=True):
    """A silence, where it was made, and what it does now."""

    id: str
    watches: WatchChoice | None
    regions: tuple[str, ...]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    kinds: tuple[Kind, ...]
    severity: Severity | None
    alert: str | None
    until: datetime | str
    by: str
    because: str
    kept_in: str
    """``config``, ``state`` or ``kafka``."""
    state: str
    """``holds``, ``over`` or ``expired``."""


@click.group()
def silences() -> None:
    """Hold what is known: alerts that match are not told until a silence is over."""


@silences.command("list")
@ask_folders
@ask_kafka
@click.option("--json", "as_json", is_flag=True, help="One JSON object a silence.")
def list_silences(*, folders: Folders, kafka: bool, as_json: bool) -> None:
    """List the silences of the config and those made by command, with what they do now."""
    config = open_config(folders.config)
    listed = list(_listed_kafka(folders, config) if kafka else _listed(folders, config))
    if as_json:
        for one in listed:
            print_line(msgspec.json.encode(one).decode())
        return
    print_table(HEADINGS, map(_row, listed))


@silences.command("add")
@ask_folders
@ask_kafka
@click.option("--watch", "watches", multiple=True, help="The id of a watch; * is all. May be given several times.")
@click.option("--tag", "tags", multiple=True, help="A tag of watches. May be given several times.")
@click.option("--owner", "owners", multiple=True, help="An owner of watches. May be given several times.")
@click.option("--region", "regions", multiple=True, help="Only alerts about this country, area or group.")
@click.option("--topic", "topics", multiple=True, help="Only alerts about this subject, as medtop:16000000.")
@click.option("--language", "languages", multiple=True, help="Only alerts of which much is in this language.")
@click.option(
    "--kind", "kinds", type=click.Choice([one.value for one in Kind]), multiple=True, help="Only alerts of this kind."
)
@click.option(
    "--severity",
    type=click.Choice([one.value for one in Severity]),
    help="At most: what is rarer is told all the same.",
)
@click.option("--alert", help="This alert alone.")
@click.option("--until", type=Until(), required=True, help="When it is over: a time; or `resolved`, with --alert.")
@click.option("--by", required=True, help="Who says so.")
@click.option("--because", required=True, help="Why.")
def add_silence(  # noqa: PLR0913  # an option each
    *,
    folders: Folders,
    kafka: bool,
    watches: tuple[str, ...],
    tags: tuple[str, ...],
    owners: tuple[str, ...],
    regions: tuple[str, ...],
    topics: tuple[str, ...],
    languages: tuple[str, ...],
    kinds: tuple[str, ...],
    severity: str | None,
    alert: str | None,
    until: datetime | str,
    by: str,
    because: str,
) -> None:
    """Hold what matches until a time, or until the alert is over. Whoever runs on it heeds it at once.

    The end of an alert is told all the same, to whoever was told of its beginning.
    """
    config, now = open_config(folders.config), datetime.now(UTC)
    codes = config.rules.codes
    check_codes(codes, regions, topics, languages)
    chosen = WatchChoice(ids=watches, tags=tags, owners=owners)
    silence = Silence(
        id=f"s-{short_hash(now.isoformat(), by, because)}",
        watches=chosen if watches or tags or owners else None,
        regions=codes.countries(regions),  # alerts know countries
        topics=topics,
        languages=languages,
        kinds=tuple(map(Kind, kinds)),
        severity=None if severity is None else Severity(severity),
        alert=alert,
        until=until if isinstance(until, datetime) else None,
        by=by,
        because=because,
    )
    check_silence(config, silence, now)
    with _open_book(folders, config, kafka=kafka) as book:
        book.add(silence)
    print_line(silence.id)


@silences.command("expire")
@ask_folders
@ask_kafka
@click.argument("silence_id")
def expire_silence(*, folders: Folders, kafka: bool, silence_id: str) -> None:
    """End a silence now. What it held and is still open is told."""
    config = open_config(folders.config)
    with _open_book(folders, config, kafka=kafka) as book:
        found = book.expire(silence_id, datetime.now(UTC))
    if not found:
        made = any(one.id == silence_id for one in config.rules.silences)
        where = "stands in subscriptions.yaml; take it out there" if made else "is not there; see `silences list`"
        raise InputError(f"the silence {silence_id} {where}")


class Book(Protocol):
    """Where silences made by command are written down."""

    def add(self, silence: Silence) -> None:
        """Make one."""
        ...

    def expire(self, silence_id: str, at: datetime) -> bool:
        """End one before its time; return whether there is one of this id."""
        ...


@contextmanager
def _open_book(folders: Folders, config: Config, *, kafka: bool) -> Iterator[Book]:
    if kafka:
        yield _flow_book(folders)
        return
    with open_book(state_in(folders, config)) as book:
        yield book


def _flow_book(folders: Folders) -> FlowBook:
    outside = stand_outside(folders.config)
    reach(outside.settings, outside.ways)
    return FlowBook(ways=outside.ways, flows=flows_of(outside.settings))


def _listed_kafka(folders: Folders, config: Config) -> Iterator[Listed]:
    book = _flow_book(folders)
    made = book.all()
    over = book.ended(_alerts(config, made))
    yield from _with_states(config, made, KAFKA, over)


def _listed(folders: Folders, config: Config) -> Iterator[Listed]:
    state = state_in(folders, config)
    kept: list[MadeSilence] = []
    over: set[str] = set()
    if (state / FILE).exists():
        with open_book(state) as book:
            kept = book.all()
        with open_look(state) as look:
            over = {
                one.alert_id for one in look.last_changes(_alerts(config, kept)) if one.state is AlertState.RESOLVED
            }
    yield from _with_states(config, kept, STATE, over)


def _with_states(config: Config, made: list[MadeSilence], kept_in: str, over: set[str]) -> Iterator[Listed]:
    for silence in config.rules.silences:
        yield _with_state(MadeSilence(silence=silence), CONFIG, over)
    for one in made:
        yield _with_state(one, kept_in, over)


def _alerts(config: Config, kept: list[MadeSilence]) -> set[str]:
    silences = [*config.rules.silences, *(one.silence for one in kept)]
    return {one.alert for one in silences if one.alert is not None}


def _with_state(kept: MadeSilence, kept_in: str, over: set[str]) -> Listed:
    one = kept.silence
    ended = is_past(one, datetime.now(UTC)) or one.alert in over
    return Listed(
        id=one.id,
        watches=one.watches,
        regions=one.regions,
        topics=one.topics,
        languages=one.languages,
        kinds=one.kinds,
        severity=one.severity,
        alert=one.alert,
        until=one.until or RESOLVED,
        by=one.by,
        because=one.because,
        kept_in=kept_in,
        state="expired" if kept.expired_at else "over" if ended else "holds",
    )


def _row(one: Listed) -> tuple[object, ...]:
    chosen = one.watches or WatchChoice()
    parts = [one.alert or "", *chosen.ids, *chosen.tags, *chosen.owners, *one.regions, *one.topics, *one.languages]
    parts += [*one.kinds, f"up to {one.severity}" if one.severity else ""]
    until = f"{one.until.astimezone(UTC):%Y-%m-%d %H:%M}" if isinstance(one.until, datetime) else one.until
    return one.id, " ".join(filter(None, parts)), until, one.by, one.because, one.kept_in, one.state
