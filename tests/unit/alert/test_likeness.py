"""Whether a report belongs to a story."""

from hypothesis import given
from hypothesis import strategies as st

from workers.alert.likeness import WORDS, joined, most_alike, spread_of

FIRE = {1: 24, 2: 24, 3: 24, 4: 24}
STRIKE = {11: 24, 12: 24, 13: 24, 14: 24}


def found(gist: dict[int, int], *stories: dict[int, int]) -> int | None:
    return most_alike(gist, stories, spread_of(stories))


def test_a_report_belongs_to_the_story_whose_words_it_shares() -> None:
    assert found({1: 24, 2: 24, 3: 24, 99: 24}, STRIKE, FIRE) == 1


def test_a_report_of_something_else_belongs_to_none() -> None:
    assert found({21: 24, 22: 24, 23: 24}, STRIKE, FIRE) is None


def test_one_shared_word_is_a_name_and_no_story() -> None:
    assert found({1: 200}, {1: 200}) is None


def test_words_that_run_through_all_stories_make_no_likeness() -> None:
    """Else every report of an alert on a person would be of one story, for that person's friends."""
    common = {77: 24, 78: 24, 79: 24}
    report = {91: 24, 92: 24, 93: 24, **common}
    others = [{100 * n + k: 24 for k in range(3)} | common for n in range(2, 8)]

    assert found(report, {1: 24, 2: 24, 3: 24, **common}) == 0
    assert found(report, *others) is None


def test_the_words_of_the_only_story_weigh_as_much_as_any() -> None:
    """Counted among all its reports they would be called frequent, and the story fall apart."""
    half = {1: 24, 2: 24, 51: 24, 52: 24}

    assert found(half, FIRE) == 0


def test_of_two_stories_equally_like_the_first_is_taken() -> None:
    assert found(FIRE, dict(FIRE), dict(FIRE)) == 0


def test_a_story_keeps_its_heaviest_words() -> None:
    story = {word: 200 - word for word in range(WORDS)}

    grown = joined(story, {WORDS - 1: 50, 999: 1})

    assert len(grown) == WORDS
    assert grown[WORDS - 1] == story[WORDS - 1] + 50
    assert 999 not in grown


GISTS = st.dictionaries(st.integers(0, 30), st.integers(1, 255), max_size=20)


@given(GISTS, st.lists(GISTS, max_size=6))
def test_the_order_of_words_does_not_matter(gist: dict[int, int], stories: list[dict[int, int]]) -> None:
    turned = [dict(reversed(story.items())) for story in stories]

    assert found(gist, *stories) == found(dict(reversed(gist.items())), *turned)
