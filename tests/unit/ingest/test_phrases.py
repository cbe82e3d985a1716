import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.ingest.phrases import compile_phrases

PHRASES = ("our app", "our application", "notre été", "наш канал", "お知らせ", "c++")


@given(st.text(alphabet="our ap+cntéнашкл お知ら", max_size=40), st.sampled_from(("", *PHRASES)), st.text(max_size=5))
def test_phrases_are_found_as_a_plain_search_for_each_finds_them(before: str, inside: str, after: str) -> None:
    line = (before + inside + after).casefold()

    assert compile_phrases(PHRASES).are_in(line) is any(phrase in line for phrase in PHRASES)


@pytest.mark.parametrize(
    ("line", "found"),
    [("live from the mole", True), ("the liver of a cod", False), ("wir sind live.", True), ("今日の直播です", True)],
)
def test_whole_phrases_are_not_found_within_words_where_scripts_part_them(line: str, found: bool) -> None:
    assert compile_phrases(("live", "直播"), whole=True).are_in(line) is found


def test_of_no_phrases_none_is_in_a_line() -> None:
    assert not compile_phrases(()).are_in("any line")
    assert not compile_phrases((), whole=True).are_in("any line")
