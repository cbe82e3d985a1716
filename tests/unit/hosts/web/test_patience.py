"""Whose connection is closed."""

from workers.hosts.web.patience import MOST, Patience


class Line:
    """A connection."""

    def __init__(self) -> None:
        self.closed = False

    def force_close(self) -> None:
        self.closed = True


def test_who_asks_for_nothing_is_closed_and_who_is_answered_is_not() -> None:
    now = [0.0]
    patience = Patience(30.0, lambda: now[0])
    silent, busy = Line(), Line()
    patience.begin(busy)
    first = patience.worn_out([silent, busy])
    now[0] = 30.0

    assert first == []
    assert patience.worn_out([silent, busy]) == [silent]


def test_an_answer_begins_the_wait_anew() -> None:
    now = [0.0]
    patience = Patience(30.0, lambda: now[0])
    line = Line()
    patience.worn_out([line])
    now[0] = 29.0
    patience.begin(line)
    patience.end(line)
    now[0] = 58.0
    before = patience.worn_out([line])
    now[0] = 59.0

    assert before == []
    assert patience.worn_out([line]) == [line]


def test_of_too_many_those_that_wait_longest_go_first() -> None:
    now = [0.0]
    patience = Patience(30.0, lambda: now[0])
    lines = [Line() for _ in range(MOST)]
    patience.worn_out(lines)
    now[0] = 1.0
    late = [Line(), Line()]

    assert patience.worn_out([*late, *lines]) == lines[:2]
