"""What is beyond all bounds is counted, and its rarest are kept."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, change, evidence
from workers.alert.entry import MOST_ENTRIES, entry_of, put_in, rarest
from workers.alert.ledger import Ledger, Overflow, spill
from workers.model.alert import AlertState, Change, ChangeType, Severity
from workers.model.digest import DigestEntry


def alert(number: int, **fields: object) -> Change:
    """The beginning of an alert that has so many origins."""
    return replace(change(alert_id=f"a{number:03}", evidence=evidence(origins=number)), **fields)


def overflow_of(*changes: Change) -> Overflow:
    ledger = Ledger()
    for one in changes:
        ledger = spill(ledger, one, NOON)
    assert ledger.overflow is not None
    return ledger.overflow


def test_an_alert_is_listed_once_as_of_its_newest_change() -> None:
    end = alert(1, sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED)
    overflow = overflow_of(alert(1), alert(2), end)

    assert [(one.alert_id, one.sequence, one.state) for one in overflow.entries] == [
        ("a002", 0, AlertState.OPEN),
        ("a001", 1, AlertState.RESOLVED),
    ]
    assert (overflow.changes, overflow.alerts) == (3, 2)


def test_it_began_with_the_first_change_that_found_no_room() -> None:
    ledger = spill(spill(Ledger(), alert(1), NOON), alert(2), NOON + timedelta(hours=1))

    assert ledger.overflow is not None
    assert ledger.overflow.since == NOON


def test_of_very_many_the_rarest_are_kept_and_all_are_counted() -> None:
    many = [alert(number) for number in range(MOST_ENTRIES * 4)]
    critical = alert(999, evidence=evidence(origins=1), severity=Severity.CRITICAL)
    overflow = overflow_of(critical, *many, *(replace(one, sequence=1, type=ChangeType.UPDATED) for one in many))

    assert len(overflow.entries) == MOST_ENTRIES
    assert overflow.entries[0].alert_id == "a999"
    assert {one.alert_id for one in overflow.entries[1:]} == {f"a{number:03}" for number in range(151, 200)}
    assert (overflow.changes, overflow.alerts) == (401, 201)


def test_the_rest_of_what_is_remembered_stays() -> None:
    before = Ledger(sent=(NOON,), digest_at=NOON)

    assert replace(spill(before, alert(1), NOON), overflow=None) == before


@settings(max_examples=25)
@given(st.permutations(range(MOST_ENTRIES + 9)))
def test_what_is_listed_does_not_depend_on_the_order(order: list[int]) -> None:
    entries: tuple[DigestEntry, ...] = ()
    for number in order:
        entries = put_in(entries, entry_of(alert(number)))

    assert entries == rarest(entry_of(alert(number)) for number in order)
