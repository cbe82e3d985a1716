"""Which rows time alone may decide something of: as far as can be told without opening them."""

from collections.abc import Iterable, Iterator, Mapping

from workers.alert.limit import has_room
from workers.alert.quiet import is_quiet
from workers.alert.route import Moment
from workers.alert.silence import Silence, is_past
from workers.alert.subscription import Subscription
from workers.hosts.outboxes import Outboxes
from workers.hosts.shelf import Key
from workers.model.notice import Verdict


class Waiting:
    """Looks for holds that may be over, and for alerts that were not told for long."""

    def __init__(self, outboxes: Outboxes, wishes: Mapping[str, Subscription]) -> None:
        self._outboxes, self._wishes = outboxes, wishes
        self._in_force: frozenset[str] | None = None
        """The silences in force when this was last asked; what they hold is looked at when they change."""

    def find(self, silences: Iterable[Silence], moment: Moment) -> Iterator[tuple[Subscription, Key]]:
        """Yield the rows to look at now, of each hold the oldest first.

        What becomes of one is known before the next is asked for: it may take the last room there was.
        """
        in_force = frozenset(one.id for one in silences if not is_past(one, moment.at))
        changed, self._in_force = in_force != self._in_force, in_force
        for subscription, verdict in self._outboxes.agenda.holds():
            wish = self._wishes.get(subscription)
            if wish is None or not self._may_end(wish, verdict, moment, silences_changed=changed):
                continue
            for key in self._outboxes.agenda.held_by(subscription, verdict):
                yield wish, key
                if not self._may_end(wish, verdict, moment, silences_changed=changed):
                    break
        for wish in self._wishes.values():
            if wish.repeat_after is not None:
                for key in self._outboxes.agenda.told(wish.id, moment.event_at - wish.repeat_after.delta):
                    yield wish, key

    def _may_end(self, wish: Subscription, verdict: Verdict, moment: Moment, *, silences_changed: bool) -> bool:
        match verdict:
            case Verdict.HOLD_SILENCED:
                return silences_changed
            case Verdict.HOLD_QUIET_HOURS:
                return wish.quiet_hours is None or not is_quiet(wish.quiet_hours, wish.time_zone, moment.at)
            case Verdict.HOLD_RATE_LIMITED:
                return has_room(wish.limit, self._outboxes.ledger(wish.id), moment.at)
            case Verdict.HOLD_FOR_DIGEST:
                return wish.digest is None
        return True
