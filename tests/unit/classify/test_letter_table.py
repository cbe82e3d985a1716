"""Changing a text letter by letter."""

from hypothesis import given
from hypothesis import strategies as st

from workers.classify.letter_table import letter_table


def test_each_letter_becomes_the_one_of_its_pair_and_all_others_stay() -> None:
    table = letter_table([(ord("國"), "国"), (ord("Ж"), "ж")])

    assert table.change("中國 Жук 🛰 é") == "中国 жук 🛰 é"


@given(st.text(alphabet=st.characters()))
def test_without_pairs_nothing_changes_not_even_half_a_character(text: str) -> None:
    """A page may hold anything, lone surrogates too."""
    assert letter_table([]).change(text) == text
