from hypothesis import given
from hypothesis import strategies as st

from workers.study.reading.places import By, Spot, apart, pieces

SPOTS = st.builds(
    lambda start, length, by: Spot(start=start, end=start + length, by=by, word="w"),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from(By),
)


@given(st.text(min_size=40, max_size=60), st.lists(SPOTS))
def test_the_pieces_of_a_line_are_the_line(text: str, spots: list[Spot]) -> None:
    assert "".join(piece for piece, _ in pieces(text, spots)) == text


def test_of_words_inside_each_other_the_watchs_is_marked() -> None:
    country = Spot(start=0, end=5, by=By.REGION, word="North")
    watch = Spot(start=0, end=11, by=By.WATCH, word="North Korea")
    subject = Spot(start=12, end=18, by=By.TOPIC, word="summit")

    assert apart([country, subject, watch]) == (watch, subject)


def test_of_two_of_one_kind_the_longer_is_marked() -> None:
    short, long = (Spot(start=0, end=end, by=By.REGION, word="w") for end in (5, 11))

    assert apart([short, long]) == (long,)
