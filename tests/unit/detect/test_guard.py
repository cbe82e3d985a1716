"""A newsroom by the hour: the guard hears articles by source and slot, and says what cannot be trusted."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.detect.newsroom import DAY, MONDAY, Tallies, newsroom, without
from workers.detect.guard import Guard, SourceVerdict, decide_slot, decide_slots, source_verdicts
from workers.detect.sources import ROW
from workers.model.fault import ALL, REST, FaultStep
from workers.model.signal import SlotRange

FINE, SILENT, GONE = SourceVerdict.FINE, SourceVerdict.SILENT, SourceVerdict.GONE


def decide(told: Tallies, first: int, end: int, *, seats: int = 1_000) -> tuple[Guard, list[int]]:
    """The guard at the end, and the unknown slots."""
    decided = decide_slots(Guard(), first, end, told, seats=seats)
    return decided.guard, [slot for one in decided.unknown for slot in range(one.first, one.end)]


def changes(told: Tallies, first: int, end: int, *, seats: int = 1_000) -> Iterator[tuple[int, str, SourceVerdict]]:
    guard = Guard()
    for slot in range(first, end):
        guard, verdict = decide_slot(guard, slot, told.get(slot, {}), seats=seats)
        yield from ((slot, name, one) for name, one in verdict.sources)


def test_days_and_nights_of_sound_ingest_are_all_known() -> None:
    told = newsroom(MONDAY, 10, {"a.example": 4, "b.example": 2})

    assert decide(told, MONDAY, MONDAY + 10 * DAY)[1] == []


def test_an_outage_of_everything_is_noticed_within_half_an_hour_and_blinds_for_half_an_hour_after() -> None:
    outage = range(MONDAY + 7 * DAY + 120, MONDAY + 7 * DAY + 160)
    told = without(newsroom(MONDAY, 9, {"a.example": 4, "b.example": 2}), outage)

    _, unknown = decide(told, MONDAY, MONDAY + 9 * DAY)

    assert outage.start < unknown[0] <= outage.start + 6
    assert unknown == list(range(unknown[0], outage.stop + 6))


def test_a_pause_of_twenty_minutes_is_no_outage() -> None:
    pause = range(MONDAY + 7 * DAY + 120, MONDAY + 7 * DAY + 124)
    told = without(newsroom(MONDAY, 9, {"a.example": 4}), pause)

    assert decide(told, MONDAY, MONDAY + 9 * DAY)[1] == []


def test_sources_learn_nothing_from_what_was_held_up() -> None:
    """Each of them was silent for no longer than chance allows; together they were not."""
    names = [f"{letter}.example" for letter in "abcdefgh"]
    told = {slot: {names[slot % 8]: 1, names[slot * 3 % 8 - 1]: 2} for slot in range(MONDAY, MONDAY + 3 * DAY)}
    back = MONDAY + 3 * DAY + 30
    flood = {back + i: dict.fromkeys(names, 4) for i in range(2)}

    before = decide_slots(Guard(), MONDAY, back, told).guard
    after = decide_slots(before, back, back + 2, flood)

    assert after.unknown == (SlotRange(first=back, end=back + 2),)
    assert learnt(after.guard)[1:] == learnt(before)[1:]


def learnt(guard: Guard) -> list[int]:
    """Slots that taught each source."""
    slots: list[int] = np.frombuffer(guard.rows, ROW)["seen"].tolist()
    return slots


def test_what_was_held_up_is_unknown_too() -> None:
    """Else the catch-up would meet an expectation that knows nothing of the gap: worse than no guard."""
    outage = range(MONDAY + 7 * DAY + 120, MONDAY + 7 * DAY + 160)
    told = without(newsroom(MONDAY, 9, {"a.example": 4}), outage)
    for slot in range(outage.stop, outage.stop + 7):
        told[slot] = {"a.example": 30}

    _, unknown = decide(told, MONDAY, MONDAY + 9 * DAY)

    assert unknown == list(range(unknown[0], outage.stop + 7 + 6))


def test_half_of_the_sources_falling_silent_is_an_outage_and_a_tenth_is_not() -> None:
    told = newsroom(MONDAY, 9, {"a.example": 5, "b.example": 5, "c.example": 1})
    outage = range(MONDAY + 7 * DAY + 120, MONDAY + 7 * DAY + 170)

    most = decide(without(told, outage, "a.example", "b.example"), MONDAY, MONDAY + 9 * DAY)[1]
    least = decide(without(told, outage, "c.example"), MONDAY, MONDAY + 9 * DAY)[1]

    assert set(most) >= set(range(outage.start + 12, outage.stop))
    assert least == []


def test_a_source_that_falls_silent_is_named_and_so_is_its_return() -> None:
    told = newsroom(MONDAY, 9, {"a.example": 5, "b.example": 3})
    outage = range(MONDAY + 7 * DAY + 120, MONDAY + 7 * DAY + 170)

    told_of = list(changes(without(told, outage, "b.example"), MONDAY, MONDAY + 9 * DAY))

    assert [(name, one) for _, name, one in told_of] == [("b.example", SILENT), ("b.example", FINE)]
    assert told_of[1][0] == outage.stop


def test_a_source_that_stays_away_is_no_longer_missed_after_three_days() -> None:
    """Else a source that was taken off the list would lower the intake for ever."""
    told = newsroom(MONDAY, 14, {"a.example": 5, "b.example": 8})
    told = without(told, range(MONDAY + 5 * DAY, MONDAY + 14 * DAY), "b.example")

    told_of = list(changes(told, MONDAY, MONDAY + 14 * DAY))
    guard, unknown = decide(told, MONDAY, MONDAY + 14 * DAY)

    assert [(name, one) for _, name, one in told_of] == [("b.example", SILENT), ("b.example", GONE)]
    assert guard.names == (ALL, "a.example")
    assert max(unknown) < MONDAY + 10 * DAY


def test_a_newsroom_that_rests_at_weekends_is_believed_once_it_is_known() -> None:
    told = newsroom(MONDAY, 28, {"a.example": 3}, weekend=False)
    for slot in range(MONDAY, MONDAY + 28 * DAY, 36):
        told.setdefault(slot, {"a.example": 1})

    _, unknown = decide(told, MONDAY, MONDAY + 28 * DAY)

    assert [slot for slot in unknown if slot >= MONDAY + 21 * DAY] == []


def test_weeks_without_anything_are_unknown_from_their_first_hours() -> None:
    """A source that is never heard again costs no more than one that is."""
    end = MONDAY + 7 * DAY
    decided = decide_slots(Guard(), MONDAY, end + 13_000, newsroom(MONDAY, 7, {"a.example": 3}))

    assert decided.unknown == (SlotRange(first=decided.unknown[0].first, end=end + 13_000),)
    assert decided.unknown[0].first < end + 72
    assert decided.intake == 0
    assert source_verdicts(decided.guard) == {ALL: SILENT}


def test_what_was_owed_in_a_long_silence_is_reckoned_when_it_ends() -> None:
    """The catch-up may bring all that was missed, by the hours of the day, and no more is excused."""
    told = newsroom(MONDAY, 7, {"a.example": 3})
    back = MONDAY + 9 * DAY + 100
    flood = {back + i: {"a.example": 200} for i in range(30)}

    _, unknown = decide({**told, **flood}, MONDAY, back + 30)

    missed = sum(told[slot - 7 * DAY]["a.example"] for slot in range(MONDAY + 7 * DAY, back))
    assert len(range(back, unknown[-1] + 1)) == pytest.approx(missed / 196 + 6, abs=3)


rates = st.fixed_dictionaries({name: st.integers(0, 6) for name in ("a", "b", "c", "d")})
spells = st.lists(st.tuples(st.integers(1, 150), st.one_of(st.just({}), rates)), min_size=1, max_size=4)


@settings(max_examples=8)
@given(spells, st.lists(st.integers(1, 500), max_size=4), st.sampled_from([2, 1_000]))
def test_slots_decided_one_by_one_or_many_at_once_are_the_same(
    spells: list[tuple[int, dict[str, int]]], cuts: list[int], seats: int
) -> None:
    told, first = newsroom(MONDAY, 2, {"a": 2, "b": 1}), MONDAY
    end = MONDAY + 2 * DAY
    for length, spell in spells:
        told |= {
            slot: {name: (n + slot) % 7 for name, n in spell.items()} for slot in range(end, end + length) if spell
        }
        end += length
    single, one_by_one, single_steps = Guard(), [], list[FaultStep]()
    for slot in range(first, end):
        single, verdict = decide_slot(single, slot, told.get(slot, {}), seats=seats)
        one_by_one += [slot] * verdict.unknown
        single_steps += verdict.faults
    many, at_once, start, steps = Guard(), [], first, list[FaultStep]()
    for stop in [*sorted({first + cut for cut in cuts if first + cut < end}), end]:
        decided = decide_slots(many, start, stop, told, seats=seats)
        at_once += [slot for one in decided.unknown for slot in range(one.first, one.end)]
        many, start, steps = decided.guard, stop, [*steps, *decided.faults]

    assert many == single
    assert at_once == one_by_one
    assert steps == single_steps


def test_sources_beyond_the_seats_are_counted_as_one() -> None:
    told = {slot: {"big": 9, "middle": 5, "small": 2, "least": 1} for slot in range(MONDAY, MONDAY + 40)}

    guard, _ = decide(told, MONDAY, MONDAY + 40, seats=2)

    assert guard.names == (ALL, "big", "middle", REST)


def test_a_busy_newcomer_takes_the_seat_of_one_that_hardly_writes() -> None:
    told = {slot: {"big": 9} for slot in range(MONDAY, MONDAY + 400)}
    told[MONDAY] = {"big": 9, "once": 1}
    told[MONDAY + 399] = {"big": 9, "new": 8}

    told_of = list(changes(told, MONDAY, MONDAY + 400, seats=2))
    guard, _ = decide(told, MONDAY, MONDAY + 400, seats=2)

    assert told_of == [(MONDAY + 399, "once", GONE)]
    assert guard.names == (ALL, "big", "new", REST)


def test_a_guard_can_be_stored() -> None:
    guard, _ = decide(newsroom(MONDAY, 2, {"a.example": 3}), MONDAY, MONDAY + 2 * DAY)
    stored = msgspec.msgpack.encode(guard)

    assert msgspec.msgpack.decode(stored, type=Guard) == guard
    assert len(stored) < 2_000


def test_years_without_a_page_of_a_source_hardly_known_teach_nothing() -> None:
    """One undated page beside an archive takes the present for its time; that must not cost a look at every slot."""
    guard = decide_slots(Guard(), 1_000, 1_001, {1_000: {"a": 1}}).guard
    week = decide_slots(guard, 1_001, 3_000, {}).guard

    years = decide_slots(week, 3_000, 40_000_000, {})

    assert years.guard == week
    assert years.unknown == ()


def test_a_rare_source_lies_fallow_the_same_slot_by_slot() -> None:
    tallies = {1_000: {"a": 1}, 1_700: {"a": 2}, 4_000: {"a": 1, "b": 1}}

    at_once = decide_slots(Guard(), 1_000, 4_100, tallies).guard

    single = Guard()
    for slot in range(1_000, 4_100):
        single, _ = decide_slot(single, slot, tallies.get(slot, {}))
    assert single == at_once
