"""What was promised of deliveries, seen from both ends: what far sides wrote down, and what the product recorded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.deliveries.faults import BUSY_S, Fault
from tests.deliveries.side import Arrival, Side
from workers.model.alert import Change
from workers.model.notice import Delivery, Result, Verdict

Spot = tuple[str, int]
"""(what a far side knows an alert by, step)."""
Step = tuple[str, int]
"""(alert id, number of the change)."""


class Spots(dict[Step, Spot]):
    """What a far side knows each change by; a digest by its own id."""

    def __missing__(self, step: Step) -> Spot:
        return step


UNANSWERED = {"timeout", "connection lost", "Apprise could not deliver it"}
"""What is recorded of an attempt without an answer: the far side may have taken it."""
EARLY_S = 0.02
"""Clocks are read a little after what they time."""


@dataclass(kw_only=True)
class Ledger:
    """All the product recorded for one subscription."""

    owed: set[Step] = field(default_factory=set)
    """Those it decided to send, and whose place no newer one took."""
    replaced: set[Step] = field(default_factory=set)
    held: Counter[Verdict] = field(default_factory=Counter)
    attempts: dict[Step, list[Delivery]] = field(default_factory=lambda: defaultdict(list))

    def having(self, result: Result) -> set[Step]:
        """Those to which an attempt had this outcome."""
        return {step for step, told in self.attempts.items() if any(_outcome(one) is result for one in told)}


def _outcome(delivery: Delivery) -> Result | None:
    return delivery.attempt.outcome if delivery.attempt else None


def read_ledgers(deliveries: Iterable[Delivery]) -> dict[str, Ledger]:
    """By subscription."""
    ledgers: dict[str, Ledger] = defaultdict(Ledger)
    for one in dict.fromkeys(deliveries):
        ledger, step = ledgers[one.subscription], (one.alert_id, one.sequence)
        if one.attempt is not None:
            ledger.attempts[step].append(one)
        elif one.verdict is Verdict.HOLD_REPLACED:
            ledger.replaced.add(step)
        elif one.verdict.send:
            ledger.owed.add(step)
        else:
            ledger.held[one.verdict] += 1
    for ledger in ledgers.values():
        ledger.owed -= ledger.replaced
    return ledgers


@dataclass(kw_only=True)
class Looked:
    """One far side and its subscription, compared. Each count but the first five is to be zero."""

    name: str
    owed: int
    replaced: int
    accepted: int
    gave_up: int
    attempts: int
    """That came."""
    failed: Counter[Fault]
    """What became of those that went wrong."""
    again: int
    """Notices that the far side took once more: it had given no answer, or a kill met it before it was written."""
    cut_off: int
    """Attempts that came and of which there is no record: a kill met them."""
    unexcused: int
    """Of those taken once more: beyond what had no answer, or no record."""
    lost: int
    """Recorded as accepted, and never taken."""
    untold: int
    """Alerts of whose beginning or end nothing became."""
    open: int
    """Owed, and neither accepted nor given up."""
    strange: int
    """Came, and was not to be sent."""
    twice: int
    """Came again though an answer to it was on record."""
    disordered: int
    """Came after a later change of the same alert."""
    hurried: int
    """Came again sooner than the far side had asked."""
    differing: int
    """Came again under its id with another body."""
    troubles: int
    """Could not be verified or read."""

    @property
    def wrong(self) -> int:
        """How much is not as promised, kills aside."""
        broken = self.lost + self.untold + self.open + self.strange + self.twice + self.disordered
        return broken + self.hurried + self.differing + self.unexcused + self.troubles


def look(side: Side, ledger: Ledger, changes: Iterable[Change]) -> Looked:
    """Compare what one far side saw with what is recorded of its subscription.

    Args:
        side: With a subscription of its own.
        ledger: What is recorded.
        changes: All that happened; of a change that repeats, any.
    """
    spots = Spots({(one.alert_id, one.sequence): side.place_of(one) for one in changes})
    came = sorted(side.arrivals, key=lambda one: one.at)
    accepted, gave_up = ledger.having(Result.ACCEPTED), ledger.having(Result.GAVE_UP)
    seen = Counter((one.alert, one.step) for one in came)
    taken = Counter((one.alert, one.step) for one in came if one.fault.takes)
    unheard = _unheard(ledger, spots)
    told = Counter(spots[step] for step in accepted)
    # What was under way at a kill may be replaced after it, and has come all the same.
    known = {spots[step] for step in ledger.owed | ledger.attempts.keys() | ledger.replaced}
    cut_off = Counter[Spot]() if side.reposts else _cut_off(came, ledger, spots)
    again = Counter[Spot]() if side.reposts else taken - told
    return Looked(
        name=side.name,
        owed=len(ledger.owed),
        replaced=len(ledger.replaced),
        accepted=len(accepted),
        gave_up=len(gave_up),
        attempts=len(came),
        failed=Counter(one.fault for one in came if one.fault is not Fault.NONE),
        again=again.total(),
        cut_off=cut_off.total(),
        unexcused=(again - unheard - cut_off).total(),
        lost=(told - taken).total(),
        untold=len(_bounds(spots) - accepted - gave_up),
        open=len(ledger.owed - accepted - gave_up),
        strange=sum(count for spot, count in seen.items() if spot not in known),
        twice=0 if side.reposts else _after_records(came, ledger, spots),
        disordered=_disordered(came),
        hurried=0 if side.reposts else _hurried(came),
        differing=_differing(came),
        troubles=len(side.troubles),
    )


def _bounds(steps: Iterable[Step]) -> set[Step]:
    """The first and the last change of each alert."""
    last: dict[str, int] = {}
    for alert, number in steps:
        last[alert] = max(number, last.get(alert, 0))
    return {(alert, 0) for alert in last} | set(last.items())


def _unheard(ledger: Ledger, spots: Spots) -> Counter[Spot]:
    """Attempts that the product has recorded as having had no answer."""
    found = Counter[Spot]()
    for step, told in ledger.attempts.items():
        notes = [one.attempt for one in told if one.attempt is not None]
        found[spots[step]] += sum(one.outcome is Result.RETRY and one.status in UNANSWERED for one in notes)
    return found


def _cut_off(came: Sequence[Arrival], ledger: Ledger, spots: Spots) -> Counter[Spot]:
    """Attempts that came, by their numbers where they say them, beyond those on record."""
    seen = Counter(((one.alert, one.step), one.attempt or 0) for one in came)
    numbered = any(one.attempt for one in came)
    for step, told in ledger.attempts.items():
        for one in told:
            seen[spots[step], one.attempt.n if numbered and one.attempt else 0] -= 1
    found = Counter[Spot]()
    for (spot, _), count in seen.items():
        found[spot] += max(count, 0)
    return found


def _after_records(came: Sequence[Arrival], ledger: Ledger, spots: Spots) -> int:
    """Attempts that came though the outcome of that attempt was on record, or the last one of all."""
    answered: dict[tuple[Spot, int], float] = {}
    last: dict[Spot, float] = {}
    final: dict[Spot, float] = {}
    """The last answer that ended it: an attempt after one that did not may have no record, where a kill met it."""
    for step, told in ledger.attempts.items():
        for one in told:
            at = one.at.timestamp()
            answered[spots[step], one.attempt.n if one.attempt else 0] = at
            last[spots[step]] = max(at, last.get(spots[step], 0.0))
            if _outcome(one) is not Result.RETRY:
                final[spots[step]] = max(at, final.get(spots[step], 0.0))
    wrong = 0
    for arrival in came:
        spot = (arrival.alert, arrival.step)
        told_at = answered.get((spot, arrival.attempt), final.get(spot)) if arrival.attempt else last.get(spot)
        wrong += told_at is not None and arrival.at > told_at + EARLY_S
    return wrong


def _disordered(came: Sequence[Arrival]) -> int:
    newest: dict[str, int] = {}
    wrong = 0
    for one in came:
        wrong += one.step < newest.get(one.alert, 0)
        newest[one.alert] = max(one.step, newest.get(one.alert, 0))
    return wrong


def _hurried(came: Sequence[Arrival]) -> int:
    asked: dict[Spot, float] = {}
    wrong = 0
    for one in came:
        spot = (one.alert, one.step)
        wrong += one.at < asked.pop(spot, 0.0) - EARLY_S
        if one.fault is Fault.BUSY:
            asked[spot] = one.at + BUSY_S
    return wrong


def _differing(came: Sequence[Arrival]) -> int:
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for one in came:
        bodies[one.name].add(one.body)
    return sum(len(some) > 1 for name, some in bodies.items() if name)
