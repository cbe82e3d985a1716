import pytest

from tests.unit.ingest.pages import HARBOUR, tables
from workers.ingest.lines import read_line, read_lines
from workers.ingest.title import find_title, is_headline, may_be_title, taken_up

LEAD = " ".join(HARBOUR)


def title_of(*above: str) -> str | None:
    lines = read_lines(above, tables().words)
    found = find_title(lines, 0, len(lines), LEAD)
    return None if found is None else found.text


def test_the_title_is_the_headline_that_the_text_takes_up() -> None:
    assert (
        title_of("Frost in the Valley", "Saltmouth to Rebuild Harbour", "By Hanna Lund")
        == "Saltmouth to Rebuild Harbour"
    )


def test_headlines_of_other_stories_are_no_title() -> None:
    assert title_of("Frost destroys blossom in valley", "Ferrymen call a strike for the holidays") is None


def test_a_headline_of_which_the_text_takes_up_a_small_part_is_no_title() -> None:
    assert title_of("Harbour Concert by the Nordby Orchestra Draws Thousands of Summer Guests") is None


def test_a_headline_beyond_a_widget_is_another_storys() -> None:
    assert title_of("Saltmouth to Rebuild Harbour", "Loading...", "By Hanna Lund") is None


def test_a_headline_far_above_is_no_title() -> None:
    assert title_of("Saltmouth to Rebuild Harbour", *[f"Item {number} of the menu" for number in range(40)]) is None


def test_a_title_may_inflect_its_words() -> None:
    assert taken_up("Rebuilding harbours", "the harbour is rebuilt") == (2, 1.0)


def test_pairs_of_letters_stand_for_words_in_scripts_without_spaces() -> None:
    taken, share = taken_up("港の再建を決定", "委員会は港の再建を火曜日に決めた")

    assert taken >= 3
    assert 0.4 < share < 1


@pytest.mark.parametrize(
    "text", ["One", "A sentence with a stop.", "A list:", "Leave a Reply", "word " * 31, "and so on,"]
)
def test_what_is_no_headline(text: str) -> None:
    assert not is_headline(read_line(1, text.strip(), tables().words))


@pytest.mark.parametrize("text", ["Harbour to be rebuilt", "Will the harbour be rebuilt this year, or the next one?"])
def test_what_may_be_a_headline(text: str) -> None:
    assert is_headline(read_line(1, text, tables().words))


def test_a_line_with_its_author_under_it_needs_few_words_in_the_text() -> None:
    """A feature's title plays on words; the menu above it does not have an author."""
    assert title_of("Local News", "Bread upon water, and who pays", "By Hanna Lund", "Share") is None
    assert title_of("Local News", "Storm and stone, and who pays", "By Hanna Lund", "Share") == (
        "Storm and stone, and who pays"
    )


def test_a_long_headline_right_under_another_is_its_standfirst() -> None:
    standfirst = "The fund holds four million crowns, half of what the new breakwater and the harbour will cost"

    assert title_of("Saltmouth votes on its harbour", standfirst, "6 March 2025, 14:20") == (
        "Saltmouth votes on its harbour"
    )


def test_a_headline_in_a_list_of_others_is_no_title() -> None:
    teasers = (
        "Storm closes the harbour of Nordby for a week",
        "Ferrymen call a strike for the holidays",
        "Court to rule on the toll for lorries",
        "Ten walks along the northern coast",
    )

    assert title_of(*teasers) is None


def test_what_is_announced_as_another_story_is_no_title() -> None:
    assert title_of("See also", "Harbour of Karlsholm closed") is None


def test_a_title_that_asks_may_stand_where_the_text_begins() -> None:
    question = "Will the council of Saltmouth rebuild its old harbour?"
    lines = read_lines(("News", question, *HARBOUR), tables().words)
    found = find_title(lines, 0, 1, " ".join((question, *HARBOUR)))

    assert found is not None
    assert found.text == question


def test_a_title_in_capitals_is_weighed_by_its_long_words() -> None:
    assert taken_up("THE COUNCIL IS TO PAY FOR A NEW HARBOUR", LEAD) == (2, 1.0)


@pytest.mark.parametrize(
    "text", ["Waves over the harbour of Saltmouth.Reuters", "News > Local News > Harbour", "Home »"]
)
def test_a_caption_with_its_credit_and_a_trail_of_sections_are_no_headlines(text: str) -> None:
    assert not is_headline(read_line(1, text, tables().words))


@pytest.mark.parametrize("text", ["Gale!", "Saltmouth will rebuild. They just might."])
def test_a_title_may_be_one_word_or_a_sentence(text: str) -> None:
    line = read_line(1, text, tables().words)

    assert may_be_title(line)


@pytest.mark.parametrize("text", ["Our view: and so on…", "A list:", "Leave a Reply"])
def test_what_is_no_title_either(text: str) -> None:
    assert not may_be_title(read_line(1, text, tables().words))


def test_a_sentence_over_its_author_is_a_title() -> None:
    sentence = "Saltmouth votes to rebuild its harbour. Who pays is open."

    assert title_of("Local News", sentence, "By Hanna Lund", "6 March 2025") == sentence


def test_a_headline_without_a_stop_goes_before_a_sentence() -> None:
    sentence = "The council of Saltmouth voted to rebuild the harbour after the storm."

    assert title_of("Saltmouth votes to rebuild its harbour", sentence) == "Saltmouth votes to rebuild its harbour"


def test_two_words_are_a_title_only_with_more_to_say_so() -> None:
    """Names of sections are as short, and the text has their words too."""
    assert title_of("Harbour storm") is None
    assert title_of("Harbour storm", "By Hanna Lund") == "Harbour storm"


def test_words_that_come_late_in_the_text_speak_for_a_title() -> None:
    title = "Bold architects race each other with pencils"
    late = " ".join((LEAD, LEAD, "Two bold architects race to the end with sharp pencils."))
    lines = read_lines((title, "By Hanna Lund"), tables().words)

    assert find_title(lines, 0, len(lines), LEAD) is None
    assert find_title(lines, 0, len(lines), late) is not None


def test_of_a_sentence_and_a_headline_with_as_many_words_of_the_text_the_headline_is_the_title() -> None:
    sentence, headline = (
        "The council of Saltmouth voted to rebuild the harbour.",
        "Council of Saltmouth votes on harbour",
    )

    assert title_of(sentence, headline) == headline


def test_a_short_headline_goes_before_a_long_line_with_more_words_of_the_text() -> None:
    long = "Council of Saltmouth voted on Tuesday to rebuild the stone harbour that a January storm tore open, it says"

    assert title_of(long, "Saltmouth to rebuild the harbour") == "Saltmouth to rebuild the harbour"


def test_a_line_as_short_as_those_around_it_is_of_a_menu() -> None:
    assert title_of("News", "Harbour Storm Bulletin", "Sport") is None
    assert title_of("Harbour Storm Bulletin") == "Harbour Storm Bulletin"
