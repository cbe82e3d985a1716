"""Values as the bytes of records: one byte for the version of the form, then MessagePack.

A newer worker reads what an older one wrote: fields are only ever added, with defaults.
"""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from workers.alert.outbox import Outbox
from workers.alert.state import WatchState
from workers.detect.clock import Clock
from workers.detect.guard import Guard
from workers.detect.partition import PartitionClock
from workers.errors import StateError
from workers.model.alert import Change
from workers.model.notice import Outcome
from workers.model.pulse import Pulse
from workers.model.setting import from_text, to_text
from workers.model.signal import Signal

T = TypeVar("T")
FORM = 1
"""The version written in front of every value."""


class Offer(Struct, frozen=True, kw_only=True, tag="offer"):
    """A change that one subscription may want to hear of."""

    subscription_id: str
    change: Change


class HostTick(Struct, frozen=True, kw_only=True, tag="tick"):
    """The host's clock, as an event: what is due now?"""

    at: datetime
    """UTC."""
    turn: str = ""
    """Names the worker that sent it, and the time it has had its partitions for."""


NoticeEvent = Offer | Outcome | HostTick
"""What the flow ``notices`` carries."""


class ClockRow(Struct, frozen=True, kw_only=True):
    """What the table of the timekeeper keeps of the clock."""

    clock: Clock
    """Written without its guard, which has rows of its own."""
    turn: int = 0
    """Which of the guard's two rows holds."""


class WatchRow(Struct, frozen=True, kw_only=True):
    """What the table of the counters keeps of one watch."""

    state: WatchState
    told: dict[str, Change] = {}
    """The last change of each alert that is open, by its id: what is needed to end it should the watch go."""


class OutboxRow(Struct, frozen=True, kw_only=True):
    """What the table of the notifiers keeps of one alert for one subscription."""

    outbox: Outbox
    latest: Change | None = None
    """The alert's last change while it is open."""


class Form(Generic[T]):
    """One kind of value, to bytes and back."""

    def __init__(self, kind: object, name: str) -> None:
        self._encoder = msgspec.msgpack.Encoder(enc_hook=to_text)
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(kind, dec_hook=from_text)
        self._name = name

    def encode(self, value: T) -> bytes:
        """Write it."""
        return bytes((FORM,)) + self._encoder.encode(value)

    def decode(self, data: bytes) -> T:
        """Read it.

        Raises:
            StateError: it was written by a newer version, or is nothing of ours.
        """
        if not data or data[0] != FORM:
            found = "nothing" if not data else f"form {data[0]}"
            raise StateError(f"{self._name}: found {found}; expected form {FORM}, written by this version or an older")
        try:
            return self._decoder.decode(memoryview(data)[1:])
        except msgspec.DecodeError as error:
            raise StateError(f"{self._name}: cannot be read: {error}") from error


pulses: Form[Pulse] = Form(Pulse, "pulse")
signals: Form[Signal] = Form(Signal, "signal")
notice_events: Form[NoticeEvent] = Form(NoticeEvent, "notice")
clock_rows: Form[ClockRow] = Form(ClockRow, "clock")
guards: Form[Guard] = Form(Guard, "guard")
partition_clocks: Form[PartitionClock] = Form(PartitionClock, "partition's clock")
watch_rows: Form[WatchRow] = Form(WatchRow, "watch")
outbox_rows: Form[OutboxRow] = Form(OutboxRow, "outbox")
