"""JSON that is nested, cut or hostile."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import PageRejected
from workers.ingest.json_text import MOST_LEVELS, levels_of, mend_pairs, read_object, value_of
from workers.model.rejection import Reason


def nested(levels: int) -> str:
    """An object of so many levels with some shallow brackets beside, and in a string, that are none."""
    inner = "[" * (levels - 1) + "]" * (levels - 1)
    return f'{{"text": "{"[{" * 200}", "flat": {[[]] * 200}, "deep": {inner or 1}}}'


def test_as_many_levels_as_allowed_are_read_and_one_more_is_refused() -> None:
    """Whatever this version of the parser would bear."""
    assert "deep" in read_object(nested(MOST_LEVELS))
    with pytest.raises(PageRejected, match=f"nested {MOST_LEVELS + 1} levels deep") as refusal:
        read_object(nested(MOST_LEVELS + 1))
    assert refusal.value.reason is Reason.BROKEN_JSON


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


NESTED = st.recursive(
    st.text(alphabet='[]{}"\\a', max_size=40),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(alphabet='[{"\\', max_size=3), inner),
    max_leaves=30,
)


@given(st.lists(NESTED, min_size=1))
def test_levels_are_those_outside_strings(value: list[object]) -> None:
    padded = [*value, *[[]] * MOST_LEVELS]

    assert levels_of(json.dumps(padded)) == max(depth_of(value), 2)


@pytest.mark.parametrize("piece", ['\\"', '"', "[", "[]", '["', "{", "\\"])
def test_levels_are_told_in_a_time_that_grows_with_the_page_and_no_faster(piece: str) -> None:
    page = "[" * (MOST_LEVELS + 1) + '"' + piece * (2_000_000 // len(piece))
    began = process_time()
    levels_of(page)

    assert process_time() - began < 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a \ud83d", "a \ufffd"),
        (r"\ud800 again", "\ufffd again"),
        (r"\udc00", "\ufffd"),
        (r"\ud83d\u0041", "\ufffdA"),
        (r"\uDE00\uD83D.", "\ufffd\ufffd."),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud800 \ud800 \ud83d\ude00", "\\ud800 \ufffd \U0001f600"),
    ],
)
def test_half_a_character_is_read_as_an_unknown_one(written: str, read: str) -> None:
    """A scraper cut the text there; the rest of it is news all the same."""
    fields = read_object(f'{{"text": "{written}", "{written}": 1}}')

    assert value_of(fields["text"]) == read
    assert read in fields


def test_what_is_broken_otherwise_stays_broken() -> None:
    with pytest.raises(PageRejected) as refusal:
        read_object(r'{"text": "\ud800')
    assert refusal.value.reason is Reason.BROKEN_JSON


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_written_and_encoded_after_mending(text: str) -> None:
    mended = mend_pairs(json.dumps({"text": text}))

    value_of(read_object(mended)["text"]).__str__().encode()
    assert mend_pairs(mended) == mended
