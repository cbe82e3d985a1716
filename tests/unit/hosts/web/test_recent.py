"""What is remembered to be shown."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON, change
from workers.hosts.web.recent import Recent
from workers.model.alert import AlertState, Change
from workers.model.notice import AttemptNote, Delivery, Result, Verdict

STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=20)


def step(identity: str, sequence: int) -> Change:
    """Every third step ends the alert; a later one opens it again."""
    state = AlertState.RESOLVED if sequence % 3 == 2 else AlertState.OPEN
    return change(alert_id=identity, sequence=sequence, state=state)


def delivery(verdict: Verdict, outcome: Result | None = None) -> Delivery:
    note = None if outcome is None else AttemptNote(n=1, outcome=outcome, status="503", ms=3, next_at=None)
    return Delivery(at=NOON, alert_id="a", sequence=0, subscription="desk", verdict=verdict, attempt=note)


@given(STEPS)
def test_the_highest_sequence_wins_whatever_comes_again_and_in_which_order(steps: list[tuple[str, int]]) -> None:
    recent = Recent()
    for identity, sequence in steps:
        recent.hear(step(identity, sequence))
    last = {identity: max(one for other, one in steps if other == identity) for identity, _ in steps}

    assert {**recent.open, **recent.ended} == {identity: step(identity, one) for identity, one in last.items()}
    assert all(one.state is AlertState.OPEN for one in recent.open.values())
    assert all(one.state is AlertState.RESOLVED for one in recent.ended.values())


def test_of_many_alerts_the_oldest_are_forgotten() -> None:
    recent = Recent(most_open=2, most_ended=1)
    for number in range(4):
        recent.hear(step(f"o{number}", 0))
        recent.hear(step(f"e{number}", 2))

    assert list(recent.open) == ["o2", "o3"]
    assert list(recent.ended) == ["e3"]
    assert recent.find("o3") is not None
    assert recent.find("o1") is None


def test_only_what_was_held_or_not_taken_is_kept() -> None:
    recent = Recent(most_held=3)
    recent.note(delivery(Verdict.SEND_FIRST))
    recent.note(delivery(Verdict.SEND_FIRST, Result.ACCEPTED))
    recent.note(delivery(Verdict.HOLD_NOT_SUBSCRIBED))
    recent.note(delivery(Verdict.HOLD_SILENCED))
    recent.note(delivery(Verdict.SEND_FIRST, Result.RETRY))
    recent.note(delivery(Verdict.SEND_FIRST, Result.GAVE_UP))

    assert [number for number, _ in recent.held] == [1, 2, 3]
    assert recent.reasons() == {Verdict.HOLD_SILENCED: 1}
