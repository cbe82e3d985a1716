"""The most telling words of an article."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import PROSE
from workers.ingest.gist import SCALE_OF_ONE, WORDS, gist, pack_gist, unpack_gist


def test_what_comes_again_and_stands_in_the_title_is_the_most_telling() -> None:
    words = dict(gist("A pier and its crane", PROSE + "The crane was built in a summer."))

    assert words["crane"] > words["pier"] > words["counci"]
    assert words["crane"] > words["summer"] > words["counci"]


def test_a_name_tells_more_than_another_word() -> None:
    words = dict(gist(None, "The harbour of Rostock was closed while the harbours nearby stayed open."))

    assert words["rostoc"] > words["closed"]


def test_a_capital_at_the_start_of_a_sentence_makes_no_name_of_a_word_that_is_written_small_elsewhere() -> None:
    words = dict(gist(None, "Ships wait. No ships move."))

    assert words["ships"] < 2 * SCALE_OF_ONE


def test_short_words_months_days_and_years_tell_nothing() -> None:
    words = dict(gist("On the day", "The crane fell on 11 March 2025, a Tuesday.", {"march", "tuesday"}))

    assert set(words) == {"crane", "fell", "11"}


def test_a_short_word_in_capitals_is_a_name() -> None:
    assert "eib" in dict(gist(None, "The loan comes from the EIB in summer."))


def test_in_a_title_all_in_capitals_short_words_are_none() -> None:
    assert set(dict(gist("SHIP OF THE YEAR", "A crane."))) == {"crane", "ship", "year"}


def test_endings_do_not_matter() -> None:
    assert gist(None, "Танкер в Босфоре") == gist(None, "Танкеров в Босфорах")


def test_words_are_found_where_no_blank_stands_between_them() -> None:
    japanese, thai = gist("海峡でタンカー座礁", "海峡でタンカーが座礁した。"), gist(None, "เรือบรรทุก")

    assert {word for word, _ in japanese} == {"海峡", "タン", "ンカ", "カー", "ー座", "座礁"}
    assert [word for word, _ in thai][:3] == ["เรือ", "รือบ", "ือบร"]


def test_an_article_of_few_words_has_a_short_gist() -> None:
    assert gist(None, "") == ()
    assert pack_gist(()) == b""
    assert unpack_gist(b"") == {}


def test_the_words_of_a_watch_are_left_out_of_its_mentions() -> None:
    words = gist("Crane falls in Rostock", "A crane fell in Rostock.")

    kept = unpack_gist(pack_gist(words, ("Port of Rostock",)))

    assert len(kept) == len(words) - 1
    assert len(unpack_gist(pack_gist(words))) == len(words)


def test_the_bytes_are_the_same_for_ever() -> None:
    """States keep them: another hash or scale would take every story apart."""
    assert pack_gist(gist("A pier and its crane", "The crane stands.")).hex() == "7ee00cdd000caa6008"


def test_a_long_article_has_a_gist_of_twenty_words() -> None:
    packed = pack_gist(gist(None, " ".join(f"word{n}" for n in range(100))))

    assert (len(packed), len(unpack_gist(packed))) == (3 * WORDS, WORDS)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_a_gist_of_bounded_size(title: str, text: str) -> None:
    packed = pack_gist(gist(title, text))

    assert len(packed) <= 3 * WORDS
    assert all(0 < weight < 256 for weight in unpack_gist(packed).values())


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(1, 255)), max_size=WORDS))
def test_what_is_packed_is_unpacked(words: list[tuple[str, int]]) -> None:
    assert set(unpack_gist(pack_gist(words)).values()) <= {weight for _, weight in words}
