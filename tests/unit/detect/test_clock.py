"""One clock for all: spans chain, tallies count once, the watermark waits for the slowest."""

from datetime import UTC, datetime, timedelta

from workers.detect.clock import Clock, TimeRules, keep_time
from workers.model.pulse import Pulse, Span, Tally
from workers.model.signal import Tick

T0 = datetime(2024, 6, 18, tzinfo=UTC)
SLOT0 = int(T0.timestamp()) // 300
SORTED = TimeRules(lateness_s=0)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def span(
    start: int, end: int, minutes: float | None, *, name: str = "a", idle: bool = False, slot: int | None = None
) -> Span:
    told = () if slot is None else (Tally(source="s", slot=SLOT0 + slot, articles=end - start),)
    return Span(input=name, start=start, end=end, at=None if minutes is None else at(minutes), idle=idle, tallies=told)


def hear(
    *spans: Span, clock: Clock | None = None, rules: TimeRules = SORTED, inputs: int = 1, sent: float = 0
) -> tuple[Clock, list[Tick]]:
    clock = clock or Clock()
    ticks: list[Tick] = []
    for one in spans:
        clock, more = keep_time(clock, Pulse(sent_at=at(sent), inputs=inputs, spans=(one,)), rules)
        ticks += more
    return clock, ticks


def test_the_watermark_waits_until_every_input_was_heard() -> None:
    clock, ticks = hear(span(0, 5, 60), inputs=2)
    assert ticks == []

    _, ticks = hear(span(0, 5, 30, name="b"), clock=clock, inputs=2)
    assert [tick.watermark for tick in ticks] == [at(30)]


def test_the_watermark_stays_behind_by_the_lateness_and_never_goes_back() -> None:
    clock, ticks = hear(span(0, 5, 61), rules=TimeRules(lateness_s=600))
    assert [tick.watermark for tick in ticks] == [at(50)]

    _, ticks = hear(span(5, 6, 12), clock=clock, rules=TimeRules(lateness_s=600))
    assert ticks == []


def test_an_input_read_to_its_end_holds_nobody_up() -> None:
    clock, _ = hear(span(0, 5, 10), span(0, 9, 60, name="b"), inputs=2)

    _, ticks = hear(span(5, 5, 10, idle=True), clock=clock, inputs=2)

    assert [tick.watermark for tick in ticks] == [at(60)]


def test_when_all_are_idle_pages_alone_move_the_clock_unless_it_is_live() -> None:
    spans = span(0, 5, 10), span(5, 5, 10, idle=True)

    _, replayed = hear(*spans, sent=45)
    _, live = hear(*spans, rules=TimeRules(lateness_s=0, live=True), sent=45)

    assert replayed[-1].watermark == at(10)
    assert live[-1].watermark == at(45)


def test_an_input_unheard_for_long_is_left_out_until_it_is_heard_again() -> None:
    clock, _ = hear(span(0, 5, 10), inputs=2)
    clock, _ = hear(span(0, 5, 60, name="b"), clock=clock, inputs=2)

    clock, ticks = hear(span(5, 9, 80, name="b"), clock=clock, inputs=2, sent=11)
    assert [tick.watermark for tick in ticks] == [at(80)]

    _, ticks = hear(span(5, 6, 20), span(9, 12, 95, name="b"), clock=clock, inputs=2, sent=12)
    assert ticks == []


def test_tallies_count_once_however_a_span_is_redone() -> None:
    """A reader died after its pulse: the next one reads from the same place and cuts the span elsewhere."""
    told = [span(0, 4, 1, slot=0), span(0, 9, 2, slot=0), span(0, 4, 1, slot=0), span(9, 12, 3, slot=0)]

    clock, _ = hear(*told)

    assert clock.pending == {SLOT0: {"s": 9}}


def test_a_late_word_of_a_reader_that_lost_its_input_is_ignored() -> None:
    clock, _ = hear(span(0, 4, 1, slot=0), span(4, 9, 2, slot=0), span(9, 11, 3, slot=0))

    again, _ = hear(span(2, 6, 2, slot=0), span(0, 4, 1, slot=0), clock=clock)

    assert again.pending == clock.pending
    assert again.inputs["a"].candidates == clock.inputs["a"].candidates


def test_pages_lost_before_they_were_read_are_a_gap_and_the_longest_span_stands() -> None:
    clock, _ = hear(span(0, 4, 1, slot=0), span(0, 6, 1, slot=0), span(50, 60, 3, slot=0))

    assert clock.gaps == 1
    assert clock.pending == {SLOT0: {"s": 6}}


def test_a_tick_names_the_slots_it_decides_and_they_follow_without_a_gap() -> None:
    _, ticks = hear(span(0, 1, 0, slot=0), span(1, 2, 7, slot=1), span(2, 3, 31, slot=6), span(3, 3, 80))

    decided = [(tick.decided.first - SLOT0, tick.decided.end - SLOT0) for tick in ticks]
    assert decided == [(0, 0), (0, 1), (1, 6), (6, 16)]


def test_nothing_is_decided_before_the_first_page() -> None:
    """The guard must not learn from hours in which we were not there."""
    rules = TimeRules(lateness_s=600)

    _, ticks = hear(span(0, 1, 11, slot=2), span(1, 2, 26, slot=5), rules=rules)

    assert [(tick.decided.first - SLOT0, tick.decided.end - SLOT0) for tick in ticks] == [(0, 0), (2, 3)]


def test_an_empty_span_does_not_end_the_candidates_beside_it() -> None:
    clock, _ = hear(span(0, 9, 1, slot=0), span(0, 0, 1), span(0, 12, 2, slot=0), span(9, 15, 3, slot=0))

    assert clock.pending == {SLOT0: {"s": 9}}


def test_a_shorter_redo_does_not_turn_an_inputs_time_back() -> None:
    clock, _ = hear(span(0, 9, 20), span(0, 4, 10))

    assert clock.inputs["a"].at == at(20)


def test_an_idle_word_of_a_reader_that_lost_its_input_does_not_let_the_clock_run_ahead() -> None:
    clock, _ = hear(span(0, 5, 10), span(0, 9, 60, name="b"), span(5, 9, 12), inputs=2)

    clock, ticks = hear(span(5, 5, 10, idle=True), clock=clock, inputs=2)

    assert ticks == []
    assert not clock.inputs["a"].idle
