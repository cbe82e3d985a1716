"""Who was told, who was not, and why: the record of deliveries, as one line for each notice and channel."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from workers.model.notice import Delivery, Result, Verdict

WORDS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.SEND_FIRST: "the alert is new to it",
        Verdict.SEND_UPDATE: "the alert has grown",
        Verdict.SEND_REPEAT: "still open, told again",
        Verdict.SEND_RESOLVED: "the alert is over",
        Verdict.SEND_DIGEST: "digest",
        Verdict.HOLD_NOT_SUBSCRIBED: "asks for other watches",
        Verdict.HOLD_TOO_WEAK: "asks for rarer alerts only",
        Verdict.HOLD_OTHER_KIND: "asks for other kinds of alerts",
        Verdict.HOLD_ALREADY_TOLD: "was told already",
        Verdict.HOLD_RESOLVED_UNTOLD: "over, and its beginning was not told",
        Verdict.HOLD_END_UNWANTED: "does not ask for ends",
        Verdict.HOLD_OTHER_SUBJECT: "asks for other regions, topics or languages",
        Verdict.HOLD_TOO_OLD: "older than max_age",
        Verdict.HOLD_REPLACED: "a newer change took its place before it was sent",
        Verdict.HOLD_SILENCED: "silenced",
        Verdict.HOLD_QUIET_HOURS: "quiet hours",
        Verdict.HOLD_RATE_LIMITED: "as much as its limit was told",
        Verdict.HOLD_FOR_DIGEST: "waits for the digest",
        Verdict.HOLD_TOO_MANY: "too much is owed already",
        Verdict.HOLD_MUTED: "nobody is told in a replay, or before tell_from",
    }
)
"""Of a subscription and a change."""

_CHANNEL = "channel "
_IN = "in "


class Standing(StrEnum):
    """What became of a notice."""

    TOLD = "told"
    """The channel took it."""
    OWED = "owed"
    """It is still tried."""
    LOST = "lost"
    """It was given up."""
    HELD = "held"
    """It was not sent."""


class Account(Struct, frozen=True, kw_only=True):
    """One change, or one digest, for one subscription, by one channel."""

    at: datetime
    """Of the last that happened to it (UTC)."""
    alert_id: str
    sequence: int
    subscription: str
    verdict: Verdict
    because: str
    digest: str = ""
    """The id of the digest that tells it, where it is one of several changes."""
    channel: str = ""
    """Empty where nothing was sent."""
    attempts: int = 0
    result: Result | None = None
    status: str = ""
    """The channel's last word."""
    ms: int = 0
    """How long the last attempt took."""
    next_at: datetime | None = None
    """When it is tried next (UTC)."""

    @property
    def standing(self) -> Standing:
        """What became of it."""
        return _standing(self.verdict, self.result)


Key = tuple[str, int, str]
"""(alert, change, subscription)."""


def standing_of(one: Delivery) -> Standing:
    """What a single verdict or attempt says."""
    return _standing(one.verdict, one.attempt.outcome if one.attempt else None)


def _standing(verdict: Verdict, result: Result | None) -> Standing:
    if not verdict.send:
        return Standing.HELD
    return {Result.ACCEPTED: Standing.TOLD, Result.GAVE_UP: Standing.LOST}.get(result or Result.RETRY, Standing.OWED)


def accounts_of(deliveries: Iterable[Delivery]) -> list[Account]:
    """Put the record of deliveries together, in the order in which each change was first decided.

    Args:
        deliveries: Verdicts and attempts, the oldest first.
    """
    books: dict[Key, tuple[Account, ...]] = {}
    for one in deliveries:
        key = (one.alert_id, one.sequence, one.subscription)
        books[key] = _enter(books.get(key, ()), one)
    return [account for accounts in books.values() for one in accounts for account in _in_digest(one, books)]


def _enter(accounts: tuple[Account, ...], one: Delivery) -> tuple[Account, ...]:
    """Hear of one more verdict or attempt."""
    if one.attempt is not None:
        return _attempted(accounts, one)
    channel = _channel_of(one.detail) if one.verdict is Verdict.HOLD_REPLACED else ""
    held = [account for account in accounts if account.standing is Standing.HELD]
    digest = one.detail.removeprefix(_IN) if one.verdict is Verdict.SEND_DIGEST and one.detail.startswith(_IN) else ""
    because = _because(one, channel)
    if one.verdict.send and held and not digest:
        because += f"; held before: {held[-1].because}"
    new = Account(
        at=one.at,
        alert_id=one.alert_id,
        sequence=one.sequence,
        subscription=one.subscription,
        verdict=one.verdict,
        because=because,
        digest=digest,
        channel=channel,
    )
    return (*(account for account in accounts if not _overtaken(account, new)), new)


def _overtaken(account: Account, new: Account) -> bool:
    """Whether what comes now says what became of an older line."""
    if new.verdict is Verdict.HOLD_REPLACED:
        return account.standing is Standing.OWED and account.channel in ("", new.channel)
    return account.standing is Standing.HELD


def _attempted(accounts: tuple[Account, ...], one: Delivery) -> tuple[Account, ...]:
    attempt, channel = one.attempt, one.detail.removeprefix(_CHANNEL)
    if attempt is None:
        return accounts
    waiting = [
        account
        for account in accounts
        if account.standing is Standing.OWED and account.verdict is one.verdict and account.channel in ("", channel)
    ]
    kin = [account.because for account in accounts if account.verdict is one.verdict]
    tried = Account(
        at=one.at,
        alert_id=one.alert_id,
        sequence=one.sequence,
        subscription=one.subscription,
        verdict=one.verdict,
        because=kin[-1] if kin else WORDS[one.verdict],
        channel=channel,
        attempts=attempt.n,
        result=attempt.outcome,
        status=attempt.status,
        ms=attempt.ms,
        next_at=attempt.next_at,
    )
    return (*(account for account in accounts if account not in waiting), tried)


def _in_digest(one: Account, books: Mapping[Key, tuple[Account, ...]]) -> list[Account]:
    """A change that a digest tells fares as the digest does."""
    fares = books.get((one.digest, 0, one.subscription), ())
    return [replace(fare, alert_id=one.alert_id, sequence=one.sequence, because=one.because) for fare in fares] or [one]


def _because(one: Delivery, channel: str) -> str:
    """The verdict in words, with what goes beyond them."""
    detail = one.detail.removeprefix(f"{_CHANNEL}{channel}: ") if channel else one.detail
    return f"{WORDS[one.verdict]}: {detail}" if detail else WORDS[one.verdict]


def _channel_of(detail: str) -> str:
    """The channel in ``channel desk-hook: change 3 took its place``."""
    return detail.removeprefix(_CHANNEL).rpartition(": ")[0]
