"""One change for one subscription, and what became of sending it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from workers.model.alert import Change


class Verdict(StrEnum):
    """Send or hold, and why, in one word. Doubles as a metric label."""

    SEND_FIRST = "send_first"
    SEND_UPDATE = "send_update"
    SEND_REPEAT = "send_repeat"
    SEND_RESOLVED = "send_resolved"
    HOLD_NOT_SUBSCRIBED = "hold_not_subscribed"
    HOLD_TOO_WEAK = "hold_too_weak"
    HOLD_OTHER_KIND = "hold_other_kind"
    HOLD_ALREADY_TOLD = "hold_already_told"
    HOLD_RESOLVED_UNTOLD = "hold_resolved_untold"
    HOLD_END_UNWANTED = "hold_end_unwanted"
    """The subscription does not ask to be told of ends."""
    HOLD_OTHER_SUBJECT = "hold_other_subject"
    """Too few of the alert's origins name a region, topic or language the subscription asks for."""
    HOLD_TOO_OLD = "hold_too_old"
    HOLD_REPLACED = "hold_replaced"
    """A newer change of the same alert came before this one could be sent."""
    HOLD_SILENCED = "hold_silenced"
    """Somebody said that it is known; the detail names the silence."""
    HOLD_MUTED = "hold_muted"
    """Replays and learning tell nobody."""

    @property
    def send(self) -> bool:
        """Whether something goes out."""
        return self.value.startswith("send_")


class Notice(Struct, frozen=True, kw_only=True, tag="notice"):
    """One change, for one subscription."""

    id: str
    """`names.notice_id`: the same for every attempt."""
    subscription_id: str
    change: Change
    verdict: Verdict
    """Why it is sent."""
    repeat: int = 0
    """How many times this subscription was told of the alert again though nothing was new, this one included."""


class Result(StrEnum):
    """What a channel answered."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    GAVE_UP = "gave_up"


class Outcome(Struct, frozen=True, kw_only=True, tag="outcome"):
    """What a channel answered to one attempt."""

    notice_id: str
    channel_id: str
    attempt: int
    """1 for the first."""
    result: Result
    status: str
    """The far side's word in short (``200``, ``timeout``); never a secret, never a body."""
    ms: int
    at: datetime
    """UTC, by the host's clock."""
    retry_after_s: float | None = None
    """The far side asks not to be tried again sooner."""


class AttemptNote(Struct, frozen=True, kw_only=True):
    """One attempt, as the record of deliveries keeps it."""

    n: int
    outcome: Result
    status: str
    ms: int
    next_at: datetime | None


class Delivery(Struct, frozen=True, kw_only=True):
    """A verdict, or an attempt that followed one: one line of `deliveries`."""

    at: datetime
    alert_id: str
    sequence: int
    subscription: str
    verdict: Verdict
    detail: str = ""
    attempt: AttemptNote | None = None
