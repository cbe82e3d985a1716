"""Draws the board from what a host handed over; what has not changed since the last time is not drawn again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workers.alert.body import instant
from workers.detect.partition import SLOT_S
from workers.hosts.web.board import Board, Section
from workers.hosts.web.past import Frame, frame_of
from workers.hosts.web.recent import Recent
from workers.hosts.web.rows import alert_row, held_row, source_rows, watched
from workers.hosts.web.snapshot import ConfigShown, Snapshot, show_silences
from workers.model.alert import Change
from workers.study.told import WORDS

HELD_SHOWN = 200
ENDED_SHOWN = 100
_encode = msgspec.json.Encoder().encode


class Reason(Struct, frozen=True, kw_only=True):
    """How often something was held for one reason, among the last that were."""

    verdict: str
    because: str
    times: int


class Status(Struct, frozen=True, kw_only=True):
    """What is true of all watches at once."""

    host: str
    """``local`` or ``kafka``."""
    trouble: str
    """Why what is shown may be old; empty where all is well."""
    config: ConfigShown
    watermark: datetime | None
    """All before it is read and counted (UTC)."""
    newest_at: datetime | None
    """The newest page (UTC)."""
    intake: float
    """The share of our sources that speak."""
    sound: bool
    """Whether the slot decided last is known; while it is not, nothing can alert."""
    unknown: tuple[tuple[datetime, datetime], ...]
    """The spans of the time shown that nobody knows the true counts of (UTC)."""
    inputs: int
    idle: int
    late_articles: int
    gaps: int
    reasons: tuple[Reason, ...]


class Drawing:
    """Remembers what was drawn from which values. Used by one thread at a time."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._rows: dict[str, tuple[Any, Any, bytes]] = {}
        self._alerts: dict[str, tuple[Change, bytes]] = {}
        self._sources: tuple[Any, Section] = (None, {})

    def draw(self, snapshot: Snapshot, recent: Recent, trouble: str = "") -> Board:
        """Everything as it stands."""
        newest = newest_at(snapshot)
        frame = frame_of(snapshot.partition, None if newest is None else int(newest.timestamp()))
        status = status_of(self._host, snapshot, frame, recent, trouble)
        return Board(
            sections={
                "status": {"": _encode(status)},
                "watches": self._draw_watches(snapshot, frame),
                "alerts": self._draw_alerts([*recent.open.values(), *list(recent.ended.values())[-ENDED_SHOWN:]]),
                "sources": self._draw_sources(snapshot),
                "held": {str(number): _encode(held_row(one)) for number, one in list(recent.held)[-HELD_SHOWN:]},
            }
        )

    def _draw_watches(self, snapshot: Snapshot, frame: Frame | None) -> Section:
        drawn: dict[str, tuple[Any, Any, bytes]] = {}
        for name, rules in snapshot.watches.items():
            kept = snapshot.states.get(name)
            when = (rules, None if kept is None or frame is None else _moment(frame))
            known = self._rows.get(name)
            if known is None or known[0] is not kept or known[1] != when:
                known = (kept, when, _encode(watched(rules, snapshot.state_of(name), frame)))
            drawn[name] = known
        self._rows = drawn
        return {name: row for name, (_, _, row) in drawn.items()}

    def _draw_alerts(self, changes: Iterable[Change]) -> Section:
        drawn: dict[str, tuple[Change, bytes]] = {}
        for change in changes:
            known = self._alerts.get(change.alert_id)
            same = known is not None and known[0] is change
            drawn[change.alert_id] = known if same and known else (change, _encode(alert_row(change)))
        self._alerts = drawn
        return {identity: row for identity, (_, row) in drawn.items()}

    def _draw_sources(self, snapshot: Snapshot) -> Section:
        clock = snapshot.clock
        if self._sources[0] is not clock:
            self._sources = (clock, {row.name: _encode(row) for row in source_rows(clock)})
        return self._sources[1]


def _moment(frame: Frame) -> tuple[object, ...]:
    """What of a frame a row depends on."""
    return frame.from_s, frame.now_s // SLOT_S, frame.partition.unknown


def newest_at(snapshot: Snapshot) -> datetime | None:
    """The time of the newest page that was read (UTC)."""
    return max((known.at for known in snapshot.clock.inputs.values() if known.at is not None), default=None)


def status_of(host: str, snapshot: Snapshot, frame: Frame | None, recent: Recent, trouble: str) -> Status:
    """What is true of all watches at once."""
    clock, partition, config = snapshot.clock, snapshot.partition, snapshot.config
    return Status(
        host=host,
        trouble=trouble,
        config=replace(config, silences=(*config.silences, *show_silences(snapshot.made))),
        watermark=None if partition.watermark_s is None else instant(partition.watermark_s),
        newest_at=newest_at(snapshot),
        intake=round(partition.intake, 3),
        sound=partition.last_slot_known,
        unknown=() if frame is None else tuple(_unknown(frame)),
        inputs=len(clock.inputs),
        idle=sum(known.idle for known in clock.inputs.values()),
        late_articles=clock.late_articles,
        gaps=clock.gaps,
        reasons=tuple(
            Reason(verdict=verdict.value, because=WORDS[verdict], times=times)
            for verdict, times in recent.reasons().most_common()
        ),
    )


def _unknown(frame: Frame) -> Iterable[tuple[datetime, datetime]]:
    for span in frame.partition.unknown:
        if span.end * SLOT_S > frame.from_s:
            yield instant(max(span.first * SLOT_S, frame.from_s)), instant(span.end * SLOT_S)
