"""Pages in, spans out."""

from datetime import timedelta

from tests.builders import NOON
from workers.hosts.spans import Spans
from workers.model.pulse import Tally

SLOT = int(NOON.timestamp()) // 300
LATER = NOON + timedelta(minutes=5)


def test_a_span_begins_where_the_one_before_ended() -> None:
    spans = Spans({"files": 7}, {})
    for _ in range(3):
        spans.take("files", NOON, {})
    first = spans.cut("files")
    spans.take("files", NOON, {})

    assert (first.start, first.end) == (7, 10)
    assert (spans.cut("files").start, spans.taken) == (10, {"files": 11})


def test_articles_are_tallied_by_source_and_slot() -> None:
    spans = Spans({}, {})
    spans.take("files", NOON, {"a": 2, "b": 1})
    spans.take("files", NOON, {"a": 1})
    spans.take("files", LATER, {"a": 1})

    assert spans.cut("files").tallies == (
        Tally(source="a", slot=SLOT, articles=3),
        Tally(source="a", slot=SLOT + 1, articles=1),
        Tally(source="b", slot=SLOT, articles=1),
    )


def test_tallies_are_told_once() -> None:
    spans = Spans({}, {})
    spans.take("files", NOON, {"a": 1})
    spans.cut("files")

    assert spans.cut("files").tallies == ()


def test_a_refused_page_moves_the_place_and_not_the_time() -> None:
    spans = Spans({}, {"files": NOON})
    spans.take("files", None, {})

    assert spans.is_open("files")
    assert (spans.cut("files").at, spans.is_open("files")) == (NOON, False)


def test_the_time_of_an_input_never_goes_back() -> None:
    spans = Spans({}, {})
    spans.take("files", LATER, {})
    spans.take("files", NOON, {})

    assert spans.cut("files").at == LATER


def test_a_page_of_a_new_slot_is_noticed_before_it_is_taken() -> None:
    spans = Spans({}, {"files": NOON})

    assert not spans.raises_slot("files", NOON + timedelta(seconds=299))
    assert spans.raises_slot("files", LATER)
    assert not spans.raises_slot("files", NOON - timedelta(days=1))
    assert spans.raises_slot("another", NOON)


def test_an_input_is_taken_over_where_another_left_it() -> None:
    spans = Spans({}, {})
    spans.begin("3", 500, NOON)
    spans.take("3", NOON, {"a": 1}, 507)
    told = spans.cut("3")

    assert (told.start, told.end, told.at) == (500, 507, NOON)
    assert not spans.raises_slot("3", NOON)


def test_of_an_input_that_was_dropped_nothing_is_told() -> None:
    spans = Spans({}, {})
    spans.begin("3", 0, NOON)
    spans.take("3", LATER, {"a": 1})
    spans.drop("3")
    spans.begin("3", 0, None)

    assert (spans.is_open("3"), spans.at("3"), spans.cut("3").tallies) == (False, None, ())
