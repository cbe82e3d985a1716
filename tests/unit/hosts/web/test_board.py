"""Only what changed is sent, and it is enough."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from workers.hosts.web.board import Board, difference, encode_difference, encode_section

PIECES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3).map(lambda number: str(number).encode()))
BOARDS = st.fixed_dictionaries({"watches": PIECES, "alerts": PIECES}).map(lambda sections: Board(sections=sections))


def plain(board: Board) -> dict[str, dict[str, int]]:
    return {name: {key: int(piece) for key, piece in section.items()} for name, section in board.sections.items()}


@given(st.lists(BOARDS, max_size=5))
def test_who_is_sent_the_differences_has_the_last_board(boards: list[Board]) -> None:
    has: dict[str, dict[str, int]] = {"watches": {}, "alerts": {}}
    sent: Board | None = None
    for board in boards:
        changed = difference(sent, board)
        told = json.loads(encode_difference(changed)) if changed else {"put": {}, "gone": {}}
        for name, keys in told["gone"].items():
            has[name] = {key: value for key, value in has[name].items() if key not in keys}
        for name, rows in told["put"].items():
            has[name] |= rows
        sent = board

        assert has == plain(board)


def test_where_nothing_changed_nothing_is_sent() -> None:
    board = Board(sections={"watches": {"a": b"1"}})

    assert difference(board, Board(sections={"watches": {"a": b"1"}})) is None


def test_who_has_nothing_is_told_that_this_is_all() -> None:
    changed = difference(None, Board())

    assert changed is not None
    assert changed.whole


def test_a_section_is_an_array_in_its_order() -> None:
    assert msgspec.json.decode(encode_section({"b": b'{"x":1}', "a": b"2"})) == [{"x": 1}, 2]
