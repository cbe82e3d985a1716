"""What a reader finds noted by the one before it."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON
from workers.hosts.kafka.reading.noted import (
    CAREFUL_PAGES,
    DEATHS,
    Noted,
    advance,
    begin,
    decode_noted,
    encode_noted,
    take_over,
)

LATER = NOON + timedelta(minutes=5)


def died_in_hand(noted: Noted) -> Noted:
    """What the next reader holds when one took a page in hand and was not heard of again."""
    return take_over(decode_noted(encode_noted(begin(noted, NOON))))


def test_what_is_noted_is_read_again() -> None:
    noted = Noted(at=NOON, told_at=LATER, idle=True, begun=1, careful=3)

    assert decode_noted(encode_noted(noted)) == noted
    assert len(encode_noted(noted)) < 4096


def test_what_others_wrote_says_nothing() -> None:
    assert [decode_noted(text) for text in (None, "", "by hand", "[1]", '{"at": 3}')] == [Noted()] * 5


def test_a_reader_that_went_on_leaves_no_doubt() -> None:
    noted = advance(begin(Noted(), NOON), NOON, LATER, idle=False, moved=True)

    assert take_over(noted) == Noted(at=NOON, told_at=LATER)


def test_after_a_death_pages_are_read_one_a_commit() -> None:
    noted = died_in_hand(Noted(at=NOON))

    assert (noted.careful, noted.begun, noted.at) == (CAREFUL_PAGES, 0, NOON)


def test_care_ends_after_as_many_pages_as_a_span_may_hold() -> None:
    noted = died_in_hand(Noted())
    for _ in range(CAREFUL_PAGES):
        noted = advance(begin(noted, NOON), NOON, NOON, idle=False, moved=True)

    assert noted.careful == 0


def test_a_page_that_killed_two_with_it_in_hand_is_deadly_to_the_third() -> None:
    noted = died_in_hand(Noted())
    judged = []
    for _ in range(DEATHS + 1):
        judged.append(begin(noted, NOON).is_deadly)
        noted = died_in_hand(noted)

    assert judged == [False] * DEATHS + [True]


def test_the_page_behind_a_deadly_one_is_innocent() -> None:
    noted = Noted(begun=DEATHS + 1, careful=5)

    assert not begin(advance(noted, NOON, NOON, idle=False, moved=True), NOON).is_deadly


def test_a_reader_that_says_that_nothing_came_clears_nobody() -> None:
    noted = replace(Noted(), begun=1, careful=4)

    assert advance(noted, NOON, LATER, idle=True, moved=False) == replace(noted, at=NOON, told_at=LATER, idle=True)
