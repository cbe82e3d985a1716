"""What was fetched and not yet read."""

from datetime import timedelta

from tests.builders import NOON
from workers.hosts.kafka.reading.group import Delivered
from workers.hosts.kafka.reading.inlets import ALL_BYTES, FULL_BYTES, FULL_RECORDS, Held, Inlet, Inlets, first_in_time
from workers.hosts.kafka.reading.noted import Noted


def inlet(name: str = "0") -> Inlet:
    return Inlet(name, Noted(), 0.0, ended=True)


def records(count: int, size: int = 1) -> list[Delivered]:
    return [
        Delivered(partition=0, offset=number, timestamp_ms=0, key=None, value=b"x" * size, headers=())
        for number in range(count)
    ]


def test_records_are_taken_in_order() -> None:
    some = inlet()
    some.put(records(3))

    assert [some.take().offset for _ in range(3)] == [0, 1, 2]
    assert not some.waiting


def test_what_comes_ends_the_end() -> None:
    some = inlet()
    some.told_idle = True
    some.put(records(1))

    assert (some.ended, some.told_idle) == (False, False)


def test_a_held_page_waits_too() -> None:
    some = inlet()
    some.held = Held(end=1, record=records(1)[0])

    assert some.waiting


def test_many_records_or_large_ones_fill_an_inlet() -> None:
    many, large, few = inlet("many"), inlet("large"), inlet("few")
    many.put(records(FULL_RECORDS))
    large.put(records(2, FULL_BYTES // 2))
    few.put(records(FULL_RECORDS - 1))
    inlets = Inlets()
    for one in (many, large, few):
        inlets.add(one)

    assert inlets.full() == {"many", "large"}
    large.take()
    assert inlets.full() == {"many"}


def test_all_together_are_bounded() -> None:
    """A hundred inputs of one reader must not hold a hundred times as much."""
    inlets = Inlets()
    for number in range(2 * ALL_BYTES // FULL_BYTES):
        inlets.add(inlet(str(number)))
    for one in inlets:
        one.put(records(1, FULL_BYTES * 3 // 4))

    assert inlets.full() == set(inlets.names)


def test_what_is_let_go_is_gone() -> None:
    inlets = Inlets()
    inlets.add(inlet("1"))
    inlets.drop({"1", "2"})

    assert (len(inlets), "1" in inlets) == (0, False)


def test_the_input_furthest_behind_is_read_first() -> None:
    early, late, new = inlet("early"), inlet("late"), inlet("new")
    later = NOON + timedelta(seconds=1)

    assert first_in_time([(late, later), (early, NOON)]) is early
    assert first_in_time([(early, NOON), (new, None), (late, later)]) is new
    assert first_in_time([]) is None
