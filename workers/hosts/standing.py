"""Open alerts that a channel must be told of again and again, or its far side takes them for ended."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from workers.alert.outbox import Attempt
from workers.alert.subscription import Subscription
from workers.hosts.lines import Lines
from workers.hosts.shelf import Key, Row
from workers.model.alert import AlertState, Change
from workers.model.names import notice_id
from workers.model.notice import Notice, Verdict

_AT_ONCE = datetime.min.replace(tzinfo=UTC)


class Standing:
    """Knows when each was told last. In memory alone: after a start all are told again, which nobody notices."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._posted: dict[Key, dict[str, datetime]] = {}

    def note(self, key: Key, channel: str, at: datetime) -> None:
        """Hear that a channel was told (UTC)."""
        if self._lines.needs(channel).repost_every_s:
            self._posted.setdefault(key, {})[channel] = at

    def drop(self, key: Key) -> None:
        """Hear that nothing is remembered of an alert any more."""
        self._posted.pop(key, None)

    def waits(self, key: Key, row: Row, channels: Collection[str]) -> Mapping[str, datetime]:
        """When each of these channels is to be told again of an open alert (UTC); none that is owed something newer."""
        told, change = row.outbox.told, row.latest
        if told is None or told.state is not AlertState.OPEN:
            return {}
        if change is None or change.state is not AlertState.OPEN:
            return {}
        owing = {owed.channel_id for owed in row.outbox.owed}
        posted = self._posted.get(key, {})
        return {
            name: posted[name] + timedelta(seconds=every_s) if name in posted else _AT_ONCE
            for name in channels
            if name not in owing and (every_s := self._lines.needs(name).repost_every_s)
        }

    def attempts(self, row: Row, wish: Subscription | None, channel: str) -> tuple[Attempt, ...]:
        """Tell a channel again what it was told."""
        told, change = row.outbox.told, row.latest
        if wish is None or told is None or change is None:
            return ()
        notice = Notice(
            id=notice_id(change.alert_id, told.sequence, wish.id, told.repeats),
            subscription_id=wish.id,
            change=_as_told(change, row),
            verdict=Verdict.SEND_REPEAT,
            repeat=told.repeats,
            time_zone=wish.time_zone,
        )
        return (Attempt(channel_id=channel, notice=notice, number=0),)


def _as_told(change: Change, row: Row) -> Change:
    """What is held is not let out by the way: the alert stays as severe as it was told."""
    told = row.outbox.told
    held = told is not None and told.severity is not None and row.outbox.held is not None
    return replace(change, severity=told.severity) if held and told is not None and told.severity else change
