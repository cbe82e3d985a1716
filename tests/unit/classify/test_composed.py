"""Text in which a letter is one however a page writes it."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.classify.composed import composed

BASES = "aeou иеу ক়কি শ য ে া কখज न र を か ש ا ل 選"
MARKS = "\u0301\u0308\u0306\u0654\u0655\u093c\u09bc\u09d7\u3099"


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("Cafe\u0301", "Caf\u00e9"),
        ("и\u0306од", "йод"),
        ("か\u3099", "が"),
        ("রাশি\u09df\u09be", "রাশি\u09af\u09bc\u09be"),
        ("\u0958तर", "\u0915\u093cतर"),
        ("ক\u09c7\u09be", "ক\u09cb"),
        ("\u0928\u093c", "\u0929"),
        ("\u0930\u093c", "\u0931"),
        ("\u0933\u093c", "\u0934"),
        ("주\u1112\u1161\u11ab", "주한"),
    ],
)
def test_a_letter_in_parts_is_put_together(apart: str, together: str) -> None:
    assert composed(f"– {apart} –") == f"– {together} –"


@given(st.lists(st.tuples(st.sampled_from(BASES), st.sampled_from(("", *MARKS)))))
def test_text_of_these_languages_is_in_nfc_afterwards(letters: list[tuple[str, str]]) -> None:
    text = "".join(base + mark for base, mark in letters)

    assert composed(text) == normalize("NFC", text)


def test_what_is_composed_stays_the_same_text() -> None:
    text = "Ökonomie – अर्थव्यवस्था"

    assert composed(text) is text
