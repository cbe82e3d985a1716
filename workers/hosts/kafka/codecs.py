"""What the flows between our parts carry, and what tables keep: the values, and their forms as bytes."""

from datetime import datetime

from msgspec import Struct

from workers.alert.state import WatchState
from workers.detect.clock import Clock
from workers.detect.guard import Guard
from workers.detect.partition import PartitionClock
from workers.hosts.forms import Form
from workers.model.alert import Change
from workers.model.notice import Outcome
from workers.model.pulse import Pulse
from workers.model.signal import Signal


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


pulses: Form[Pulse] = Form(Pulse, "pulse")
signals: Form[Signal] = Form(Signal, "signal")
notice_events: Form[NoticeEvent] = Form(NoticeEvent, "notice")
clock_rows: Form[ClockRow] = Form(ClockRow, "clock")
guards: Form[Guard] = Form(Guard, "guard")
partition_clocks: Form[PartitionClock] = Form(PartitionClock, "partition's clock")
watch_rows: Form[WatchRow] = Form(WatchRow, "watch")
