"""What a replay yields: pages walked as `run` walks them, and what followed from each."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from workers.model.alert import AlertState, Change, ChangeType, Severity
from workers.model.rejection import Rejection
from workers.model.signal import Mention, SlotRange
from workers.pipeline import Reading

NOT_CONFIRMED = "not_confirmed"


class Heard(Struct, frozen=True, kw_only=True):
    """A mention as it was counted, or not."""

    mention: Mention
    late: bool
    """It came after its bucket was closed."""


class Step(Struct, frozen=True, kw_only=True):
    """One page of a replay with all that followed from it, or what its end brought about."""

    read: Reading | Rejection | None = None
    """None at the end."""
    heard: tuple[Heard, ...] = ()
    changes: tuple[Change, ...] = ()
    """In their order, those of the ticks before the page among them."""
    unknown: tuple[SlotRange, ...] = ()
    """Slots decided meanwhile that nobody knows the true counts of."""


class Life(Struct, frozen=True, kw_only=True):
    """One alert from its opening to its end, or as far as it was seen."""

    changes: tuple[Change, ...]
    """At least one; the first one opened it."""

    @property
    def first(self) -> Change:
        """The change that opened it."""
        return self.changes[0]

    @property
    def last(self) -> Change:
        """As it was last told."""
        return self.changes[-1]

    @property
    def watch_id(self) -> str:
        """Whose alert it is."""
        return self.first.watch.id

    @property
    def severity(self) -> Severity:
        """The highest it reached; it never falls."""
        return self.last.severity

    @property
    def resolved(self) -> bool:
        """Whether it has ended."""
        return self.last.state is AlertState.RESOLVED

    @property
    def confirmed(self) -> bool:
        """Whether closed buckets stood behind it, so far as is known."""
        return NOT_CONFIRMED not in self.last.told_because


def lives_of(changes: Iterable[Change]) -> tuple[Life, ...]:
    """Put changes together to alerts, by (opening, watch, id).

    An id that was not confirmed may open again: that is another life.
    """
    return tuple(sorted(_lives(changes), key=lambda life: (life.first.opened_at, life.watch_id, life.first.alert_id)))


def _lives(changes: Iterable[Change]) -> Iterator[Life]:
    open_: dict[str, list[Change]] = {}
    for change in changes:
        if change.type is ChangeType.OPENED:
            open_[change.alert_id] = [change]
        elif change.alert_id in open_:
            open_[change.alert_id].append(change)
        if change.state is AlertState.RESOLVED and change.alert_id in open_:
            yield Life(changes=tuple(open_.pop(change.alert_id)))
    yield from (Life(changes=tuple(told)) for told in open_.values())
