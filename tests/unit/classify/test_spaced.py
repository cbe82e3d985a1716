"""Text as the search for words wants it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.classify.lexicon import Letters
from workers.classify.spaced import spaced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A Goal, at last!", " a  goal  at  last "),
        ("Women’s Day – “Ärzte”", " women  s  day  ärzte "),
        ("Выборы: «да»", " выборы  да "),
        ("चुनाव। मतदान", " चुनाव  मतदान "),
        ("", "  "),
    ],
)
def test_words_are_small_and_each_has_its_own_spaces(text: str, words: str) -> None:
    assert spaced(text, Letters()) == words


def test_a_letter_is_one_whether_it_is_written_as_one_or_two() -> None:
    """Bengali pages do both."""
    assert spaced("সম\u09df", Letters()) == spaced("সম\u09af\u09bc", Letters())


def test_letters_that_are_one_to_the_language_are_one() -> None:
    assert spaced("هدنة", Letters(alike={ord("ة"): "ه"})) == " هدنه "


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF)))
def test_a_letter_of_another_script_changes_nothing_in_the_words_beside_it(text: str) -> None:
    """Texts with and without such letters go two ways."""
    assert spaced(text + " ж", Letters()).split()[:-1] == spaced(text, Letters()).split()
