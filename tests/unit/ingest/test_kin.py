from tests.unit.ingest.pages import HARBOUR, OBSERVATORY, ORCHARD, tables
from workers.ingest.blocks import Block, weigh
from workers.ingest.kin import keep_kin
from workers.ingest.lines import Line, read_lines

ABOUT = "Our daily paper has nine editors, and readers bring it letters, recipes and photographs of their cats."
BREAK = ("Nordby Weekend", "Photo of today")


def kept(*texts: str) -> tuple[str, ...]:
    """What is left of a block of lines."""
    lines: tuple[Line, ...] = read_lines(texts, tables().words)
    block = keep_kin(lines, weigh(lines), Block(first=0, end=len(lines), weight=1.0))
    return tuple(line.text for line in lines[block.first : block.end])


def test_a_part_at_the_end_that_speaks_of_something_else_is_left_out() -> None:
    assert kept(*HARBOUR, *BREAK, ABOUT) == HARBOUR


def test_a_part_at_the_beginning_is_too() -> None:
    assert kept(ABOUT, *BREAK, *HARBOUR) == HARBOUR


def test_a_part_that_speaks_of_the_same_stays() -> None:
    page = (*HARBOUR[:4], *BREAK, HARBOUR[4], "The mayor of Saltmouth said that the storm tore the harbour open.")

    assert kept(*page) == page


def test_without_a_break_nothing_is_left_out() -> None:
    """A heading is one line; a paragraph under it may use words of its own."""
    page = (*HARBOUR, "What else happened", ABOUT)

    assert kept(*page) == page


def test_a_list_of_short_items_is_one_article() -> None:
    """Its items have nothing in common, and none outweighs the others."""
    page = (*HARBOUR[:2], *BREAK, *ORCHARD[:2], *BREAK, *OBSERVATORY[:2])

    assert kept(*page) == page


MORE = (
    "The council of Saltmouth had asked engineers for three drawings of the harbour before it voted on Tuesday.",
    "One drawing keeps the stone harbour as it was, with a breakwater no higher than the old one that broke.",
    "Another moves the boats of the fishermen upriver for good, which the crews of Saltmouth do not want at all.",
    "Brandt said that the ministry in Karlsholm had seen the drawings and had asked about the cost of the stone.",
    "A storm like that of January comes to Saltmouth once in forty years, the coastal office wrote to the council.",
    "The harbour fund was founded after such a storm, and every boat that moors in Saltmouth pays into it.",
)


def test_a_story_under_its_own_headline_is_left_to_be_cut_off() -> None:
    """Where one story ends and the next begins, others decide."""
    frost = ("Frost destroys apple blossom in the valley", *ORCHARD[:4])

    assert kept(*HARBOUR, *MORE, "Nordby Weekend", *frost) == (*HARBOUR, *MORE, "Nordby Weekend", *frost)
