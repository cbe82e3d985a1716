from workers.config.node import Items, Place, Scalar
from workers.config.read import Parsed
from workers.config.table import read_table

COLUMNS = {"id": False, "name": False, "terms": True}


def read(text: str) -> Parsed:
    return read_table(text, "f.csv", "watches", COLUMNS)


def rows(text: str) -> list[Place]:
    parsed = read(text)
    assert parsed.place is not None
    return list(parsed.place.each("watches"))


def test_a_row_is_a_mapping_and_a_column_may_hold_a_list() -> None:
    (row,) = rows("id,name,terms\n030,NO,a | b c|\n")

    assert (row.text("id"), row.text("name")) == ("030", "NO")
    terms = row.within("terms").node
    assert isinstance(terms, Items)
    assert [item.text for item in terms.items if isinstance(item, Scalar)] == ["a", "b c"]


def test_an_empty_cell_is_left_out() -> None:
    (row,) = rows("id,name,terms\nx,,a\n")

    assert row.inside("name") is None


def test_a_row_knows_its_line_also_after_a_cell_of_several_lines() -> None:
    found = rows('id,name,terms\na,"one\ntwo",x\n\nb,three,y\n')

    assert [row.node.line for row in found] == [2, 5]


def test_a_row_of_another_length_is_told_and_the_rest_is_read() -> None:
    parsed = read("id,name,terms\na,b\nc,d,e\n")

    assert [str(mistake) for mistake in parsed.mistakes] == [
        "f.csv:2: watches[0]: found 2 cells; expected 3, as many as the first row names"
    ]
    assert parsed.place is not None
    assert [row.text("id") for row in parsed.place.each("watches")] == ["c"]


def test_a_misspelt_column_is_told_once() -> None:
    parsed = read("id,name,trems\na,b,c\nd,e,f\n")

    assert [str(mistake) for mistake in parsed.mistakes] == [
        "f.csv:1: trems: found an unknown column; expected terms (did you mean that?)"
    ]


def test_a_cell_longer_than_any_table_needs_ends_the_reading() -> None:
    parsed = read('id,name,terms\na,b,c\nd,"' + "x" * 200_000)

    assert [mistake.line for mistake in parsed.mistakes] == [3]
