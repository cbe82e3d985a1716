"""One change for one subscription, and what became of sending it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from workers.model.alert import Change, ChangeType
from workers.model.digest import Digest


class Verdict(StrEnum):
    """Send or hold, and why, in one word. Doubles as a metric label."""

    SEND_FIRST = "send_first"
    SEND_UPDATE = "send_update"
    SEND_REPEAT = "send_repeat"
    SEND_RESOLVED = "send_resolved"
    SEND_DIGEST = "send_digest"
    """Several at once, in one notice."""
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
    HOLD_QUIET_HOURS = "hold_quiet_hours"
    """Nobody wants to be told at this time of day; it is told at the end of the quiet hours."""
    HOLD_RATE_LIMITED = "hold_rate_limited"
    """So much was told lately; it is told when there is room again."""
    HOLD_FOR_DIGEST = "hold_for_digest"
    """It waits for the digest."""
    HOLD_TOO_MANY = "hold_too_many"
    """So much is owed already; one summary tells of all there was beyond."""
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
    time_zone: str = "UTC"
    """Of the subscription: people read times in it."""
    asked: str = ""
    """Why they get it, in words."""

    @property
    def alert_id(self) -> str:
        """What it is about."""
        return self.change.alert_id

    @property
    def sequence(self) -> int:
        """Which step of it."""
        return self.change.sequence

    @property
    def happened_at(self) -> datetime:
        """When what it tells of happened (UTC, event time)."""
        return self.change.changed_at

    @property
    def passing(self) -> bool:
        """Whether a newer one says all that it says: an update, or a repeat."""
        return self.change.type is ChangeType.UPDATED or self.repeat > 0


class DigestNotice(Struct, frozen=True, kw_only=True, tag="digest"):
    """Several changes at once, for one subscription."""

    id: str
    """As of a `Notice`, with the digest's id in place of the alert's: the same for every attempt."""
    subscription_id: str
    digest: Digest
    verdict: Verdict = Verdict.SEND_DIGEST
    time_zone: str = "UTC"
    asked: str = ""

    @property
    def alert_id(self) -> str:
        """What it is about: its own id."""
        return self.digest.digest_id

    @property
    def sequence(self) -> int:
        """A digest has no steps."""
        return 0

    @property
    def happened_at(self) -> datetime:
        """When it was put together (UTC)."""
        return self.digest.to

    @property
    def passing(self) -> bool:
        """No later one repeats it."""
        return False


AnyNotice = Notice | DigestNotice
"""What a channel carries."""


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
