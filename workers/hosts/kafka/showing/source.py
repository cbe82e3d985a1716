"""What the page of the whole knows: rows of the counters' tables, alerts, and who was told."""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeVar

import msgspec

from workers.alert.state import WatchState
from workers.channels import AnyChannel
from workers.detect.clock import Clock
from workers.detect.partition import PartitionClock
from workers.errors import StateError
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.counting.states import CLOCK_KEY, NO_WATCH, decode_row
from workers.hosts.kafka.counting.timekeeper import read_clock
from workers.hosts.kafka.notifying.controls import Register
from workers.hosts.web.board import Board
from workers.hosts.web.draw import Drawing
from workers.hosts.web.recent import Recent
from workers.hosts.web.snapshot import Snapshot, show_config
from workers.model.alert import Change
from workers.model.notice import Delivery
from workers.rules import Rules

ALERTS, STEPS = 1_000, 30
"""Alerts whose single changes are remembered, and changes of each."""
DELIVERIES = 5_000

_deliveries = msgspec.json.Decoder(Delivery)
S = TypeVar("S")
T = TypeVar("T")


class KafkaSource:
    """Hears records by one thread, and is asked by another; a lock parts them.

    What is remembered is bounded: a row a watch, alerts and deliveries by number.
    """

    def __init__(self, rules: Rules, channels: Mapping[str, AnyChannel]) -> None:
        self._lock = Lock()
        self._config, self._watches = show_config(rules, channels), rules.watches
        self._rows: dict[str, bytes] = {}
        self._partitions: dict[int, PartitionClock] = {}
        self._clock_rows: dict[bytes, bytes] = {}
        self._clock = Clock()
        self._recent, self._drawing = Recent(), Drawing("kafka")
        self._steps: OrderedDict[str, deque[bytes]] = OrderedDict()
        self._register = Register()
        self._told: deque[Delivery] = deque(maxlen=DELIVERIES)
        self._whole, self._away, self._unread = False, "", ""

    # ---- by the thread that follows the flows

    def hear_config(self, rules: Rules, channels: Mapping[str, AnyChannel]) -> None:
        """Hear which config holds from now on."""
        with self._lock:
            self._config, self._watches = show_config(rules, channels), rules.watches

    def hear_row(self, partition: int, key: bytes, value: bytes | None) -> None:
        """A row of the watches' table; None: it is gone."""
        with self._lock:
            if key == CLOCK_KEY:
                self._hear_partition(partition, value)
            elif key.startswith(NO_WATCH):
                return  # a mention that waits for its config
            elif value is None:
                self._rows.pop(key.decode("utf-8", "replace"), None)
            else:
                self._rows[key.decode("utf-8", "replace")] = value

    def _hear_partition(self, partition: int, value: bytes | None) -> None:
        if value is not None:
            told = self._read("the clock of a partition", codecs.partition_clocks.decode, value)
            self._partitions[partition] = told or self._partitions.get(partition, PartitionClock())

    def hear_clock(self, rows: Mapping[bytes, bytes | None]) -> None:
        """The rows of the timekeeper's table that were written now, the last of each key."""
        with self._lock:
            every = {**self._clock_rows, **rows}
            self._clock_rows = {key: value for key, value in every.items() if value is not None}
            row = self._read("the clock", read_clock, self._clock_rows)
            self._clock = self._clock if row is None else row.clock

    def hear_alert(self, value: bytes) -> None:
        """A change, as the flow of alerts carries it."""
        with self._lock:
            change = self._read("an alert", decode_alert, value)
            if change is None:
                return
            self._recent.hear(change)
            steps = self._steps.setdefault(change.alert_id, deque(maxlen=STEPS))
            steps.append(value)
            self._steps.move_to_end(change.alert_id)
            while len(self._steps) > ALERTS:
                self._steps.popitem(last=False)

    def hear_delivery(self, value: bytes) -> None:
        """A verdict or an attempt; what a foreign hand wrote is passed over."""
        try:
            delivery = _deliveries.decode(value)
        except msgspec.DecodeError:
            return
        with self._lock:
            self._recent.note(delivery)
            self._told.append(delivery)

    def hear_control(self, key: bytes | None, value: bytes | None) -> None:
        """A silence that was made or ended by command; None: it is gone."""
        with self._lock:
            register = self._register
            self._register = self._read("a silence", lambda one: register.after(*one), (key, value)) or register

    def standing(self, *, whole: bool, away: str) -> None:
        """Hear whether everything was read that was there at the start, and why the broker cannot be asked."""
        with self._lock:
            self._whole, self._away = whole, away

    def _read(self, what: str, read: Callable[[S], T], value: S) -> T | None:
        """Read something; where that cannot be done the page says so, and shows the rest."""
        try:
            return read(value)
        except StateError:
            self._unread = f"{what} cannot be read: is this version older than that of the other parts?"
            return None

    # ---- by the page

    def board(self) -> Board:
        """Everything as it stands; empty until all was read that was there at the start."""
        with self._lock:
            if not self._whole:
                return Board()
            trouble = "; ".join(filter(None, (self._away, self._unread)))
            return self._drawing.draw(self._snapshot(), self._recent, trouble)

    def _snapshot(self) -> Snapshot:
        partition = max(self._partitions.values(), key=lambda one: one.watermark_s or 0, default=PartitionClock())
        return Snapshot(
            config=self._config,
            watches=self._watches,
            states=self._rows,
            decode=self._decode,
            clock=self._clock,
            partition=partition,
            made=self._register.in_force,
        )

    def _decode(self, row: bytes) -> WatchState:
        read = self._read("the state of a watch", lambda one: decode_row(b"", one), row)
        return WatchState(counted_hash="") if read is None else read.state

    def changes(self, alert_id: str) -> tuple[Change, ...]:
        """The changes of an alert that are remembered, each once, in order."""
        with self._lock:
            steps = [decode_alert(value) for value in self._steps.get(alert_id, ())]
            last = self._recent.find(alert_id)
        known = {change.sequence: change for change in [*([] if last is None else [last]), *steps]}
        return tuple(known[sequence] for sequence in sorted(known))

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """Who was told of an alert, as far as it is remembered."""
        with self._lock:
            return tuple(one for one in self._told if one.alert_id == alert_id)
