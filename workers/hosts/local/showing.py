"""What the local host shows on the page: the state as the loop left it last, and what the state folder holds."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

import msgspec
from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.alert.silence import Silence
from workers.channels import AnyChannel
from workers.errors import StateError
from workers.hosts.counter import Counter
from workers.hosts.local.looking import Look, open_reading
from workers.hosts.local.silences import SilenceBook
from workers.hosts.web.board import Board
from workers.hosts.web.draw import Drawing
from workers.hosts.web.recent import Recent
from workers.hosts.web.snapshot import ConfigShown, Snapshot, show_config
from workers.model.alert import Change
from workers.model.notice import Delivery
from workers.rules import Rules

EVERY_S = 0.5
"""The loop hands over at most once in so long."""
DELIVERIES = 20_000
"""Of what the folder holds from before, so many are looked through for what was held."""

_changes = msgspec.json.Decoder(Change)
_deliveries = msgspec.json.Decoder(Delivery)


class Stage:
    """Between the loop, which leaves a snapshot here after a commit, and the page's thread, which takes it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._left_at = -EVERY_S
        self._rules: tuple[ConfigShown, Mapping[str, CountRules]] | None = None
        self.snapshot: Snapshot | None = None
        """The last one; None before the state is loaded."""

    def hear_config(self, rules: Rules, channels: Mapping[str, AnyChannel]) -> None:
        """Hear which config holds from now on."""
        self._rules = show_config(rules, channels), dict(rules.watches)
        self._left_at = -EVERY_S

    def leave(self, counter: Counter) -> None:
        """Hand over how things stand, unless that was done just now. Costs a copy of the names of all states."""
        now = self._clock()
        if self._rules is None or now - self._left_at < EVERY_S:
            return
        config, watches = self._rules
        self._left_at = now
        self.snapshot = Snapshot(
            config=config,
            watches=watches,
            states=dict(counter.states),
            clock=counter.clock,
            partition=counter.partition,
        )


class LocalSource:
    """What the page of the local host knows. Used by one thread; the folder is only read."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage, self._folder = stage, folder
        self._recent, self._drawing = Recent(), Drawing("local")
        self._held = ExitStack()
        self._connection: sqlite3.Connection | None = None
        self._changes_upto = self._deliveries_upto = 0
        self._made: tuple[Silence, ...] = ()

    def board(self) -> Board:
        """Everything as it stands now; empty before the state is loaded."""
        snapshot = self._stage.snapshot
        if snapshot is None:
            return Board()
        trouble = self._catch_up()
        return self._drawing.draw(replace(snapshot, made=self._made), self._recent, trouble)

    def changes(self, alert_id: str) -> tuple[Change, ...]:
        """All changes of an alert, in order."""
        query = "select body from changes where alert_id = ? order by sequence"
        with self._reading() as connection:
            return tuple(_changes.decode(body) for (body,) in connection.execute(query, (alert_id,)))

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """Who was told of an alert."""
        with self._reading() as connection:
            return tuple(Look(connection).deliveries(alert_id))

    def close(self) -> None:
        """Let the folder go."""
        self._connection = None
        self._held.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The folder, opened where it is not; what fails is opened anew the next time.

        Raises:
            StateError: it cannot be read.
        """
        try:
            if self._connection is None:
                self._connection = self._held.enter_context(open_reading(self._folder))
            yield self._connection
        except sqlite3.Error as error:
            self.close()
            raise StateError(f"the state folder cannot be read: {error}") from error

    def _catch_up(self) -> str:
        """Hear of what was written since the last look. Returns why that failed; empty where it did not."""
        try:
            with self._reading() as connection:
                self._hear_changes(connection)
                self._hear_deliveries(connection)
                self._made = SilenceBook(connection).in_force
        except StateError as error:
            return str(error)
        return ""

    def _hear_changes(self, connection: sqlite3.Connection) -> None:
        """At first only the last change of each alert: the folder may hold those of years."""
        last = "n in (select max(n) from changes group by alert_id)"
        query = f"select n, body from changes where n > ? and {last} order by n"
        for number, body in connection.execute(query, (self._changes_upto,)):
            self._recent.hear(_changes.decode(body))
            self._changes_upto = number

    def _hear_deliveries(self, connection: sqlite3.Connection) -> None:
        (newest,) = connection.execute("select coalesce(max(n), 0) from deliveries").fetchone()
        since = max(self._deliveries_upto, newest - DELIVERIES)
        query = "select n, body from deliveries where n > ? order by n"
        for number, body in connection.execute(query, (since,)):
            self._recent.note(_deliveries.decode(body))
            self._deliveries_upto = number
