import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ingest.pages import HARBOUR, ORCHARD, text_of
from workers.ingest.fingerprint import LEAST_WORDS, MOST_ANCHORS, PERMUTATIONS, anchors, signature

WORDS = st.lists(st.sampled_from([f"word{number}" for number in range(400)]), min_size=300, max_size=300)


def alike(first: bytes, second: bytes) -> float:
    """The estimate of Jaccard similarity, as the docstring of `signature` has it."""
    share = sum(one == other for one, other in zip(first, second, strict=True)) / PERMUTATIONS
    return (share - 1 / 256) / (1 - 1 / 256)


def grams(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def test_a_signature_never_changes() -> None:
    """States keep signatures; another value here makes every kept one worthless."""
    assert signature(text_of(*HARBOUR)).hex() == (
        "a28034ff1e202db8b95242275b348637c718214222b1f05cf47125c318044fca"
        "7fd1a17570fa39eab909cd8300a654a5e336724860b270375e3a389b09d6b68f"
    )


def test_a_signature_has_a_byte_for_each_permutation_and_a_short_text_has_none() -> None:
    assert len(signature("one two three four five six seven eight")) == PERMUTATIONS
    assert signature("one two three four five six seven") == b""
    assert signature("") == b""
    assert LEAST_WORDS == 8


def test_case_marks_and_spacing_do_not_matter() -> None:
    text = text_of(*HARBOUR)

    assert signature(text) == signature(text.upper().replace(",", " -").replace("\n", "   "))


@given(WORDS, WORDS, st.integers(min_value=0, max_value=300))
def test_equal_bytes_estimate_the_share_of_common_word_groups(first: list[str], second: list[str], shared: int) -> None:
    """Five standard deviations of an estimate over 64 permutations."""
    mixed = first[:shared] + second[shared:]
    common, all_of = grams(first) & grams(mixed), grams(first) | grams(mixed)

    assert alike(signature(" ".join(first)), signature(" ".join(mixed))) == pytest.approx(
        len(common) / len(all_of), abs=0.32
    )


def test_the_estimate_is_not_biased() -> None:
    words = [f"word{number}" for number in range(2000)]
    errors = []
    for start in range(0, 1600, 40):
        first, second = words[start : start + 300], words[start + 100 : start + 400]
        true = len(grams(first) & grams(second)) / len(grams(first) | grams(second))
        errors.append(alike(signature(" ".join(first)), signature(" ".join(second))) - true)

    assert sum(errors) / len(errors) == pytest.approx(0, abs=0.05)


def test_letters_are_the_words_of_scripts_without_spaces() -> None:
    first = "委員会は火曜日に嵐で壊れた港を再建することを決めた"

    assert signature(first) != b""
    assert alike(signature(first), signature(first + "と発表")) > 0.6


@given(st.text(st.characters(max_codepoint=0x7F), min_size=20, max_size=200))
def test_a_mark_of_another_alphabet_changes_no_word(text: str) -> None:
    """Texts of ASCII are split another way, and a copy often has but a dash more."""
    assert signature(text) == signature(f"{text} — ")


def test_a_very_long_text_is_compared_by_its_beginning() -> None:
    text = "word " * 20_000
    tail = " ".join(f"other{number}" for number in range(2000))

    assert signature(text) == signature(text + tail)
    assert anchors(text) == anchors(f"{text} Saltmouth 4,200")


def test_anchors_are_numbers_and_names_that_do_not_begin_a_sentence() -> None:
    found = {
        word
        for word, _ in anchors(
            "Boats sank near Saltmouth. Nobody drowned, Ilse Brandt said; 4,200 came.\nMayors “Spoke”."
        )
    }

    assert found == {"saltmouth", "ilse", "brandt", "4,200"}


def test_days_months_and_years_are_no_anchors() -> None:
    """All reports of one day name them."""
    text = "Boats sank near Saltmouth on Tuesday, as in March 1998 and 2024; flat 2124 and 19 others were hit."

    assert {word for word, _ in anchors(text, frozenset({"tuesday", "march"}))} == {"saltmouth", "2124", "19"}


def test_anchors_are_few_and_the_same_whatever_the_order() -> None:
    names = [f"x Name{number}" for number in range(40)]

    assert anchors(" ".join(names)) == anchors(" ".join(reversed(names)))
    assert len(anchors(" ".join(names))) == MOST_ANCHORS
    assert all(0 <= value < 2**16 for _, value in anchors(" ".join(names)))


def test_an_edited_copy_keeps_most_anchors() -> None:
    copy, other = text_of(*HARBOUR, "One line more from Karlsholm."), text_of(*ORCHARD)
    own = set(anchors(text_of(*HARBOUR)))

    assert len(own & set(anchors(copy))) >= len(own) - 1
    assert not own & set(anchors(other))
