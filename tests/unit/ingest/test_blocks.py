import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ingest.pages import HARBOUR, ORCHARD, tables
from workers.ingest.blocks import best_block, find_often, find_stops, text_lines, weigh
from workers.ingest.lines import Line, read_lines


def lines_of(*texts: str) -> tuple[Line, ...]:
    return read_lines(texts, tables().words)


@given(st.lists(st.integers(min_value=-30, max_value=60), max_size=30))
def test_the_best_run_has_the_greatest_sum_of_all(weights: list[int]) -> None:
    runs = [sum(weights[first:end]) for first in range(len(weights)) for end in range(first + 1, len(weights) + 1)]
    block = best_block(weights, 0, len(weights))

    assert (0 if block is None else block.weight) == max([0, *runs])
    assert block is None or block.weight == sum(weights[block.first : block.end])


def test_nothing_crosses_a_stop() -> None:
    page = lines_of(HARBOUR[0], "Leave a Reply", "Comments", "c d", "e f", "Post a comment")

    assert find_stops(page) == ((0, 1), (3, 5))


def test_above_the_first_sentence_nothing_stops() -> None:
    """A link to the comments often stands between a headline and its text."""
    page = lines_of("a b", "View comments", HARBOUR[0], "Leave a Reply", "c d")

    assert find_stops(page) == ((0, 3), (4, 5))


def test_prose_counts_by_its_words_up_to_a_limit() -> None:
    short, long = weigh(lines_of("Eight words that make up one plain sentence.", "word " * 500 + "end."))

    assert (short, long) == (8.0, 60.0)


def test_a_lonely_sentence_between_headlines_counts_less_than_one_in_a_text() -> None:
    teaser = weigh(lines_of("Frost in the valley", HARBOUR[0], "Strike of the ferrymen"))[1]
    told = weigh(lines_of("Frost in the valley", HARBOUR[0], HARBOUR[1]))[1]

    assert 0 < teaser < told


def test_a_sentence_that_stood_before_counts_against() -> None:
    first, second = weigh(lines_of(HARBOUR[0], HARBOUR[0]))

    assert second < 0 < first


@pytest.mark.parametrize("cue", ["Loading...", "Related articles"])
def test_a_few_words_beyond_a_widget_do_not_belong_to_the_text(cue: str) -> None:
    lines = lines_of(HARBOUR[0], cue, *ORCHARD)
    block = best_block(weigh(lines), 0, len(lines))

    assert block is not None
    assert block.first == 2


def test_captions_buttons_navigation_and_repeats_are_no_text() -> None:
    menu = "Coast and harbour"
    lines = lines_of(
        menu, HARBOUR[0], "Photo: Jan Veit", menu, "Share", HARBOUR[1], HARBOUR[0], menu, "A NEW PIER", HARBOUR[2]
    )
    block = best_block([1.0] * len(lines), 0, len(lines))

    assert block is not None
    assert [line.text for line in text_lines(lines, block, find_often(lines))] == [
        *HARBOUR[:2],
        "A NEW PIER",
        HARBOUR[2],
    ]


@pytest.mark.parametrize("dots", ["…", "...", " […]"])
def test_a_sentence_cut_off_by_dots_counts_as_a_teaser(dots: str) -> None:
    whole = HARBOUR[0]

    assert weigh(lines_of(whole))[0] > 2 * weigh(lines_of(whole.removesuffix(".") + dots))[0]
