"""Pages on a terminal and in a pipe."""

import re
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.builders import page_line
from tests.unit.ingest.pages import HARBOUR, NAVIGATION_AROUND, TEASERS, THREE_ARTICLES
from tests.unit.study.reading.readings import show
from workers.cli.read_screen import ReadScreen

WIDE = "東京都は火曜日、港の再建計画を承認した。知事は記者団に対し、工事は五月に始まると述べた。" * 3
RIGHT = "أغلقت السلطات المصرية ميناء الإسكندرية يوم الأحد بعد أن بلغت سرعة الرياح سبعين كيلومترا في الساعة."
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def printed(*values: str | bytes, width: int | None = None, colour: bool = False) -> list[str]:
    """What is printed for pages: to a terminal of a width, or to a pipe."""
    out = StringIO()
    drawn = width is not None
    console = Console(
        file=out, width=width, force_terminal=drawn, color_system="standard" if colour else None, highlight=False,
        markup=False, emoji=False,
    )  # fmt: skip
    screen = ReadScreen(console, drawn=drawn)
    for value in values:
        screen.show(show(value))
    screen.end()
    return out.getvalue().split("\n")


def test_each_line_has_a_mark_a_number_and_a_word() -> None:
    said = printed(NAVIGATION_AROUND)

    assert "  - 19 aside       Related articles" in said
    assert "  -  1 navigation  Skip to content" in said
    assert f"  + 13 text        {NAVIGATION_AROUND.splitlines()[12]}" in said
    assert "  #  9 title       Valley growers lose apple harvest to April frost" in said
    assert "  @ 11 date        March 9, 2025 7:45 am" in said


def test_facts_stand_above_the_lines_of_their_article() -> None:
    said = printed(THREE_ARTICLES)
    headings = [at for at, line in enumerate(said) if re.match(r"  \d\. ", line)]

    assert [said[at] for at in headings][1] == "  2. April Frost Destroys Apple Blossom in the Vell Valley"
    assert said[headings[1] + 1] == "     title      line 30"
    assert any(line.startswith("     watches    harbour  Saltmouth (5, 9)") for line in said)


def test_a_refused_page_has_its_reason_and_its_lines() -> None:
    said = printed(TEASERS)

    assert said[0] == "page.txt: refused, no_article"
    assert "  36 lines left out: 12 short, 12 teaser, 12 stray date" in said
    assert sum(line.startswith("  - ") for line in said) == 36


def test_at_the_end_it_says_what_its_words_mean_and_no_others() -> None:
    said = printed(TEASERS)

    assert said[-3:-1] == [
        "- short        it is no sentence, and outside the text: a link, another headline, a name",
        "- teaser       it is a sentence or two alone between headlines",
    ]


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("text", [WIDE, RIGHT, *HARBOUR[:1]])
def test_a_terminals_width_is_kept_by_letters_of_every_width(width: int, text: str) -> None:
    said = printed(page_line(title=text, text="\n".join([text] * 3 + list(HARBOUR))), width=width)

    assert max(map(cell_len, said)) <= width
    assert any(line.endswith("…") for line in said)


def test_nothing_is_cut_where_no_terminal_is() -> None:
    said = printed(page_line(text="\n".join([*HARBOUR, WIDE])))

    assert any(line.endswith(WIDE) for line in said)


def test_facts_that_do_not_fit_go_on_below() -> None:
    said = printed(page_line(title=" ".join(HARBOUR), text="\n".join(HARBOUR)), width=60)
    at = next(at for at, line in enumerate(said) if line.startswith("  1. "))

    assert said[at + 1].startswith("     ")
    assert " ".join(" ".join(said[at:]).split()).startswith(f"1. {' '.join(HARBOUR)}")


def test_without_colour_no_sign_of_it_is_written() -> None:
    assert "\x1b" not in "".join(printed(THREE_ARTICLES, TEASERS, width=80))


def test_in_colour_the_words_are_the_same() -> None:
    plain, colour = printed(THREE_ARTICLES, width=80), printed(THREE_ARTICLES, width=80, colour=True)

    assert "\x1b[" in "".join(colour)
    assert [STYLE.sub("", line) for line in colour] == plain


def test_of_what_is_written_only_colours_are_ours() -> None:
    """A page could rename the window, move the cursor, or answer for the person who looks at it."""
    bad = "\x1b[2J\x1b]0;owned\x07\x9b1A\x08\x08\u202e [bold]:smile:"
    page = page_line(
        title=f"Vote {bad}", text=f"{HARBOUR[0]} {bad}\n{HARBOUR[1]}", language=bad, url=f"https://a.example/{bad}"
    )
    said = "\n".join(STYLE.sub("", line) for line in printed(page, b'{"text": "' + bad.encode(), width=80, colour=True))

    assert [char for char in said if not char.isprintable() and char != "\n"] == []
    assert "[bold]:smile:" in said
