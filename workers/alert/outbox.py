"""What one subscription is still owed about one alert: what is due, what was sent, when to try again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.decide import Told
from workers.model.alert import AlertState, Change
from workers.model.notice import AnyNotice, DigestNotice, Outcome, Result, Verdict

RETRY_AFTER_S = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before the first attempt, the second, ...; after the last one the notice is given up."""

KEPT = timedelta(days=7)
"""For so long after the end of an alert it is remembered who was told: what comes again meanwhile is no news."""

_JITTER = 0.1


class Addressed(Struct, frozen=True, kw_only=True):
    """A notice and the channels that are to carry it: one event of an outbox."""

    notice: AnyNotice
    channels: tuple[str, ...]
    at: datetime | None = None
    """When it is told, in event time (UTC); None: when it happened."""
    down: Collection[str] = ()
    """Channels that take nothing at present."""
    hold_open_s: Mapping[str, int] = {}
    """Channels that must know of an alert for so long before they hear of its end."""


class Now(Struct, frozen=True, kw_only=True):
    """The time, as the host tells it: the other thing that makes attempts due."""

    at: datetime
    """UTC."""
    channel_id: str | None = None
    """The channel that is asked about; None: all."""


class Owed(Struct, frozen=True, kw_only=True):
    """A notice that one channel has not taken yet."""

    channel_id: str
    notice: AnyNotice
    attempts: int = 0
    """Attempts that were answered."""
    due_at: datetime | None = None
    """UTC; None: at once."""
    in_flight: bool = False
    """An attempt was handed out and has not been answered."""
    hold_open_s: int = 0
    """So long after this is taken the channel hears of no end."""


class Attempt(Struct, frozen=True, kw_only=True):
    """One send that is to be made now."""

    channel_id: str
    notice: AnyNotice
    number: int
    """1 for the first; 0: nobody is owed it, it keeps an alert alive where that is needed."""


class Held(Struct, frozen=True, kw_only=True):
    """Why an alert's last change waits."""

    verdict: Verdict
    detail: str = ""
    since: datetime
    """When it was first held (UTC)."""


class Outbox(Struct, frozen=True, kw_only=True):
    """All that is remembered of one alert for one subscription."""

    told: Told | None = None
    """The newest that was put in; what is older, or the same again, is ignored."""
    held: Held | None = None
    """What keeps the alert's last change from being told now; it is to be told when that is over."""
    owed: tuple[Owed, ...] = ()
    """Oldest first; a channel's notices go out in this order."""
    heard: int = -1
    """The greatest change that was heard of, told or not: what is older, or the same again, is no news."""
    heard_at: datetime | None = None
    """When that one happened (UTC, event time)."""
    open_until: dict[str, datetime] = {}
    """Channels that must not hear of the end sooner (UTC, by the host's clock)."""


Event = Addressed | Outcome | Now


def plan_delivery(
    outbox: Outbox, event: Event, schedule: Sequence[int] = RETRY_AFTER_S
) -> tuple[Outbox, tuple[Attempt, ...]]:
    """Hear of a new notice, of a channel's answer or of the time; say what is to be sent now.

    A channel has at most one attempt in flight for each outbox, so changes
    arrive in order. An answer to an attempt nobody waits for changes nothing.

    Args:
        outbox: As it was written last.
        event: What happened.
        schedule: Seconds before each attempt; its length is the number of attempts.
    """
    match event:
        case Addressed():
            return _put_in(outbox, event), ()
        case Outcome():
            return _answered(outbox, event, schedule), ()
        case Now():
            return _hand_out(outbox, event)


def hear(outbox: Outbox, change: Change) -> Outbox:
    """Note that a change was heard of, whatever becomes of it."""
    if change.sequence <= outbox.heard:
        return outbox
    return replace(outbox, heard=change.sequence, heard_at=change.changed_at)


def may_go(outbox: Outbox, at: datetime) -> bool:
    """Whether an outbox of an alert that has ended is of no use any more.

    Args:
        outbox: As it is.
        at: Event time (UTC).
    """
    last = outbox.heard_at or (outbox.told.at if outbox.told else None)
    waits = outbox.held is not None and outbox.held.verdict is not Verdict.HOLD_TOO_MANY
    return not outbox.owed and not waits and last is not None and at - last > KEPT


def resume(outbox: Outbox) -> Outbox:
    """After a restart nobody waits for an answer: what was in flight is owed again, under the same id."""
    return replace(outbox, owed=tuple(replace(owed, in_flight=False) for owed in outbox.owed))


def replaced_by(before: Outbox, after: Outbox) -> tuple[Owed, ...]:
    """What a newer notice drove out of the outbox unsent."""
    kept = {(owed.channel_id, owed.notice.id) for owed in after.owed}
    return tuple(owed for owed in before.owed if (owed.channel_id, owed.notice.id) not in kept)


def next_due(outbox: Outbox) -> dict[str, Owed]:
    """What each channel waits for nothing but time to be tried with, by its id."""
    return {owed.channel_id: owed for owed in _heads(outbox.owed) if not owed.in_flight}


def begin(outbox: Outbox, channels: Collection[str]) -> Outbox:
    """Note in which channels an attempt about the alert is under way: nothing newer may overtake it."""
    heads = {id(owed) for owed in _heads(outbox.owed) if owed.channel_id in channels}
    return replace(outbox, owed=tuple(replace(one, in_flight=True) if id(one) in heads else one for one in outbox.owed))


def _put_in(outbox: Outbox, event: Addressed) -> Outbox:
    notice = event.notice
    if isinstance(notice, DigestNotice):
        known = any(owed.notice.id == notice.id for owed in outbox.owed)
        fresh = () if known else tuple(Owed(channel_id=name, notice=notice) for name in event.channels)
        return replace(outbox, owed=outbox.owed + fresh)
    change = notice.change
    told, repeat = outbox.told, notice.repeat
    if told is not None and (change.sequence, repeat) <= (told.sequence, told.repeats):
        return outbox
    down = {owed.channel_id for owed in _heads(outbox.owed) if owed.attempts} | set(event.down)
    given = tuple(owed for owed in outbox.owed if owed.channel_id in down and _gives_way(owed))
    # A channel that is down does not become due because there is news.
    due_at = {owed.channel_id: owed.due_at for owed in given}
    ended = change.state is AlertState.RESOLVED
    fresh = tuple(
        Owed(
            channel_id=name,
            notice=notice,
            due_at=_later(due_at.get(name), outbox.open_until.get(name) if ended else None),
            hold_open_s=0 if ended else event.hold_open_s.get(name, 0),
        )
        for name in event.channels
    )
    kept = tuple(owed for owed in outbox.owed if owed not in given)
    at, repeats = event.at or change.changed_at, max(repeat, told.repeats if told else 0)
    outbox = tell(outbox, change, at, repeats)
    return replace(outbox, owed=kept + fresh, open_until={} if ended else outbox.open_until)


def tell(outbox: Outbox, change: Change, at: datetime, repeats: int = 0) -> Outbox:
    """Note that a change is told, by a notice of its own or with others in a digest.

    Args:
        outbox: Of the alert.
        change: What is told.
        at: When, in event time (UTC).
        repeats: How often it was told though nothing was new.
    """
    last = Told(sequence=change.sequence, state=change.state, severity=change.severity, at=at, repeats=repeats)
    return replace(hear(outbox, change), told=last, held=None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _gives_way(owed: Owed) -> bool:
    """Whether a newer notice may take its place while its channel is down: an update, or a repeat, not on its way.

    Never while the channel takes what it is sent: what is told would depend on how fast.
    """
    return owed.notice.passing and not owed.in_flight


def _hand_out(outbox: Outbox, now: Now) -> tuple[Outbox, tuple[Attempt, ...]]:
    due = {
        id(owed)
        for owed in _heads(outbox.owed)
        if not owed.in_flight and (owed.due_at is None or owed.due_at <= now.at)
        if now.channel_id in (None, owed.channel_id)
    }
    if not due:
        return outbox, ()
    attempts = tuple(
        Attempt(channel_id=owed.channel_id, notice=owed.notice, number=owed.attempts + 1)
        for owed in outbox.owed
        if id(owed) in due
    )
    owed_now = tuple(replace(owed, in_flight=True) if id(owed) in due else owed for owed in outbox.owed)
    return replace(outbox, owed=owed_now), attempts


def _heads(owed: tuple[Owed, ...]) -> tuple[Owed, ...]:
    """The oldest of each channel."""
    heads: dict[str, Owed] = {}
    for one in owed:
        heads.setdefault(one.channel_id, one)
    return tuple(heads.values())


def _answered(outbox: Outbox, outcome: Outcome, schedule: Sequence[int]) -> Outbox:
    left: list[Owed] = []
    open_until = dict(outbox.open_until)
    for one in outbox.owed:
        if not _answers(outcome, one):
            left.append(one)
        elif outcome.result is Result.RETRY:
            left.append(replace(one, attempts=outcome.attempt, due_at=retry_at(outcome, schedule), in_flight=False))
        elif outcome.result is Result.ACCEPTED and one.hold_open_s:
            open_until.setdefault(one.channel_id, outcome.at + timedelta(seconds=one.hold_open_s))
    owed = tuple(_held_open(one, open_until) for one in left if one.attempts < len(schedule))
    return replace(outbox, owed=owed, open_until=open_until)


def _held_open(owed: Owed, open_until: Mapping[str, datetime]) -> Owed:
    """An end waits where its channel must know of the alert for longer."""
    until = open_until.get(owed.channel_id)
    notice = owed.notice
    if until is None or isinstance(notice, DigestNotice) or notice.change.state is not AlertState.RESOLVED:
        return owed
    return replace(owed, due_at=_later(owed.due_at, until))


def _answers(outcome: Outcome, owed: Owed) -> bool:
    """Whether an answer is the one waited for, and not a repeat of an older one."""
    same = owed.notice.id == outcome.notice_id and owed.channel_id == outcome.channel_id
    return same and outcome.attempt > owed.attempts


def retry_at(outcome: Outcome, schedule: Sequence[int]) -> datetime | None:
    """When a failed attempt is tried again (UTC); None when it is not.

    The wait is stretched by up to a tenth, differently for each notice, so
    that a receiver that comes back is not met by all at once. A receiver may ask for a longer wait, not for a shorter.
    """
    if outcome.result is not Result.RETRY or outcome.attempt >= len(schedule):
        return None
    digest = blake2b(f"{outcome.notice_id} {outcome.attempt}".encode(), digest_size=2).digest()
    stretch = 1 + _JITTER * int.from_bytes(digest, "big") / 65_535
    wait_s = max(schedule[outcome.attempt], outcome.retry_after_s or 0.0)
    return outcome.at + timedelta(seconds=wait_s * stretch)
