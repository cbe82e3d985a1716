"""Letters that look like others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.ingest.homoglyphs import fold_homoglyphs


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("the \u0421osmodrome", "the Cosmodrome"),
        ("Vladimi\u0433", "Vladimi\u0433"),
        ("P\u043eссия", "P\u043eссия".replace("P", "Р")),
        ("Αthens", "Athens"),
        ("A\u03b8ήνα", "\u0391θήνα"),
        ("Μοсква", "Μοсква".replace("Μο", "Мо")),
        ("вiн знав", "він знав"),
        ("повеќе с\u00e8 до смртта", "повеќе с\u0450 до смртта"),
        ("Zürісh", "Zürich"),
        ("\u0440aypal", "paypal"),
    ],
)
def test_a_look_alike_letter_in_a_foreign_word_is_folded(dirty: str, clean: str) -> None:
    assert fold_homoglyphs(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Москва СССР РОСА",
        "iPhone'а и COVIDом",
        "Ἀθήνα λόγος",
        "β-carotene and µm and Ωmega",
        "ТАСС and BBC",
        "Ἑλλάδα και Россия",
        "Слово word слово",
        "Каркараly.jpg",
    ],
)
def test_words_of_one_alphabet_and_true_mixtures_are_left_alone(text: str) -> None:
    assert fold_homoglyphs(text) == text


ALPHABETS = st.text("aeopcxyiAEOPCXHbdщжаеорсхуіАЕОРСХНбдαοΑΕΟΡΧΗδλ é-", max_size=12)


@given(ALPHABETS)
def test_folding_twice_is_folding_once_and_keeps_the_length(text: str) -> None:
    folded = fold_homoglyphs(text)

    assert fold_homoglyphs(folded) == folded
    assert len(folded) == len(text)
