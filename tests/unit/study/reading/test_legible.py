import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.study.reading.legible import legible


@given(st.text())
def test_nothing_is_left_that_is_not_seen(text: str) -> None:
    shown = legible(text)

    assert shown.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert legible(shown) == shown


@pytest.mark.parametrize("text", ["Ærø, 東京 và Ελλάδα", "می\u200cخواهم", "👩\u200d🚒", "क\u200dष"])
def test_what_belongs_to_words_stays(text: str) -> None:
    assert legible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("bell\x07", "bell\\x07"),
        ("one\ttwo\r\nthree\x85four", "one two  three four"),
        ("moved\x9b1A", "moved\\x9b1A"),
        ("turned\u202egnp.exe", "turned\\u202egnp.exe"),
        ("half \ud83d", "half \\ud83d"),
        ("icon \ue001", "icon \\ue001"),
        ("wide\u3000space", "wide space"),
    ],
)
def test_what_moves_a_cursor_or_turns_words_is_shown_as_its_number(text: str, shown: str) -> None:
    assert legible(text) == shown
