import pytest
from msgspec.structs import replace

from tests.unit.ingest.pages import HARBOUR, OBSERVATORY, ORCHARD, read, tables, text_of
from workers.ingest.lines import Line, read_lines
from workers.ingest.seam import Seam, find_seam
from workers.ingest.title import key_words

EVEN = Seam(
    taken=0.5, known=0.2, names=0.1, depth=0.1, old=0.1, paragraphs=0.8, stamped=False, alike=False, chapter=False
)
FROST = "Frost destroys apple blossom in the valley"


def lines_of(*texts: str) -> tuple[Line, ...]:
    return read_lines(texts, tables().words)


def seam_at(headline: str, *below: str) -> Seam | None:
    """What is found at a headline below the story of the harbour."""
    lines = lines_of(*HARBOUR, headline, *below)
    return find_seam(lines, 0, len(HARBOUR), len(lines), key_words(HARBOUR[0]))


@pytest.mark.parametrize("sign", ["taken", "depth", "paragraphs", "stamped", "alike"])
def test_what_speaks_for_a_new_story_makes_a_seam_stronger(sign: str) -> None:
    assert replace(EVEN, **{sign: 1.0}).strength > EVEN.strength


@pytest.mark.parametrize("sign", ["known", "names", "old", "chapter"])
def test_what_the_two_sides_have_in_common_makes_a_seam_weaker(sign: str) -> None:
    assert replace(EVEN, **{sign: 1.0}).strength < EVEN.strength


def test_at_another_storys_headline_is_a_seam() -> None:
    seam = seam_at(FROST, *ORCHARD)

    assert seam is not None
    assert (seam.known, seam.stamped, seam.paragraphs) == (0.0, False, 1.0)
    assert seam.strength > 0


def test_at_a_heading_of_the_same_story_is_none() -> None:
    lines = lines_of(*HARBOUR[:3], "New breakwater a metre higher", *HARBOUR[3:], *HARBOUR[:1])
    seam = find_seam(lines, 0, 3, len(lines), key_words(HARBOUR[0]))

    assert seam is None or seam.strength < 0


@pytest.mark.parametrize("heading", ["2. Frost destroys apple blossom", "Frost", "Bright comet to pass Venus"])
def test_at_a_numbered_heading_a_single_word_or_what_is_not_taken_up_is_none(heading: str) -> None:
    assert seam_at(heading, *ORCHARD) is None


def test_a_line_that_says_when_right_below_is_seen() -> None:
    seam = seam_at(FROST, "March 6, 2025", *ORCHARD)

    assert seam is not None
    assert seam.stamped


@pytest.mark.parametrize(
    ("above", "below", "alike"), [("Date: 4 March 2025", "Date: 1 March 2025", True), ("", "", False)]
)
def test_items_of_a_list_have_their_dates_at_the_same_place(above: str, below: str, alike: bool) -> None:
    lines = lines_of(above, *HARBOUR, FROST, "", below, *ORCHARD)
    seam = find_seam(lines, 1, len(HARBOUR) + 1, len(lines), key_words(HARBOUR[0]))

    assert seam is not None
    assert seam.alike is alike


def test_short_press_releases_with_a_date_each_are_told_apart() -> None:
    """They come from one house, so they share its words, and are two paragraphs long."""
    page = text_of(
        "Harbour Office of Saltmouth widens the mole",
        "Date: 4 March 2025",
        "The Harbour Office of Saltmouth will widen the mole by two metres so that lorries can turn on it by summer.",
        "Captain Jan Veit of the Harbour Office said that the stone comes from a quarry near Oberau, an hour inland.",
        "",
        "Ferry landing closed for repairs",
        "Date: 1 March 2025",
        "The Harbour Office closes the ferry landing for repairs from Monday. Ferries leave from the fish quay "
        "meanwhile, and bicycles are carried free of charge until the end of the month.",
        "The landing was last repaired nine years ago, after a dredger had run into it in thick fog one winter night.",
    )

    assert [article.title for article in read(page)] == [
        "Harbour Office of Saltmouth widens the mole",
        "Ferry landing closed for repairs",
    ]


def test_one_more_short_heading_is_a_chapter() -> None:
    chapters = ("A Wall of Stone", HARBOUR[2], "What It Costs", HARBOUR[3], "The Long Wait", HARBOUR[4])
    heading = "Frost destroys apple blossom"
    lines = lines_of(*HARBOUR[:2], *chapters, heading, *ORCHARD)
    seam = find_seam(lines, 0, 2 + len(chapters), len(lines), key_words(HARBOUR[0]))

    assert seam is not None
    assert seam.chapter


def test_of_lines_that_may_all_be_headlines_the_one_that_is_taken_up_is_cut_at() -> None:
    end, kicker = "(Reporting by Jan Veit; Editing by Noemi Lund)", "Saltmouth and the coast"
    articles = read(text_of("Saltmouth rebuilds its harbour", *HARBOUR, end, kicker, FROST, *ORCHARD, *OBSERVATORY))

    assert articles[1].title == FROST
    assert articles[1].text.startswith(ORCHARD[0])


def test_a_list_of_offers_is_one_article() -> None:
    """Each has its own words; and yet they are one page's, since nothing is told of any."""
    offers = (
        (
            "A lamp for the workshop for 20 crowns",
            "The lamp has a workshop clamp, costs 20 crowns, and its arm reaches far.",
        ),
        (
            "Three kettles of copper reduced",
            "Kettles of copper keep water warm for long, and three of them are reduced.",
        ),
        (
            "Garden chairs with red cushions",
            "The garden chairs fold flat, and their red cushions can be washed by hand.",
        ),
        (
            "Blankets of grey wool from Oberau",
            "These blankets of grey wool are woven in Oberau and last for many winters.",
        ),
    )
    page = text_of(
        "What to buy at the market", *HARBOUR[:1], *ORCHARD[:2], *(line for offer in offers for line in offer)
    )

    assert len(read(page)) == 1
