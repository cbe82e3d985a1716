"""Tables: nothing is cut, wherever they are printed."""

import os
import pty
from contextlib import redirect_stdout

import pytest

from workers.cli.tables import least_width, plain, print_table

HEADINGS = ("alert", "opened (UTC)", "headline")
ROW = ("7f3c9e21d04b", "2024-06-18 01:40", "North Korea: 48 independent stories in the last hour, 3 are usual now")


def printed_on_a_terminal(columns: int) -> str:
    """What a person sees on a terminal so wide."""
    ours, theirs = pty.openpty()
    before, os.environ["COLUMNS"] = os.environ.get("COLUMNS"), str(columns)
    try:
        with os.fdopen(theirs, "w", encoding="utf-8") as terminal, redirect_stdout(terminal):
            print_table(HEADINGS, [ROW])
            print("END")
            terminal.flush()
            shown = b""
            while b"END" not in shown:
                shown += os.read(ours, 65_536)
    finally:
        os.close(ours)
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return shown.decode()


def test_a_piped_table_is_plain_columns_with_whole_cells(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, [ROW])

    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split("  ")[0] == "alert"
    assert row == "  ".join(ROW)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_an_id_stays_on_one_line_of_any_terminal(columns: int) -> None:
    shown = printed_on_a_terminal(columns)

    assert ROW[0] in shown
    assert ROW[1] in shown
    assert all(word in shown for word in ROW[2].split())


@pytest.mark.parametrize(("columns", "drawn"), [(60, False), (80, True)])
def test_a_table_is_drawn_where_it_has_room(columns: int, drawn: bool) -> None:
    assert least_width([HEADINGS, ROW], [True, True, False]) == 62
    assert ("│" in printed_on_a_terminal(columns)) is drawn


def test_a_table_without_rows_has_its_headings(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, [])

    assert capsys.readouterr().out == "alert  opened (UTC)  headline\n"


def test_letters_that_are_two_columns_wide_leave_columns_straight() -> None:
    assert plain([["東京", "a"], ["Oslo", "b"]]) == ["東京  a", "Oslo  b"]
