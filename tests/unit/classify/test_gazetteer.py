"""Words of countries in languages that write in other ways than English."""

import pytest

from workers.classify.gazetteer import Cities, Gazetteer, compile_shared, compile_words
from workers.classify.lexicon import LanguageLexicon, Letters, PlaceNames, RegionWords
from workers.classify.region import find_regions
from workers.model.tags import Language, LanguageFrom

TONGUE = Language(code="xx", confidence=1.0, from_=LanguageFrom.PROFILE)
RUSSIAN = Letters(endings=("ого", "ий", "а", "у", "я", "и"), alike={ord("ё"): "е"})


def found(text: str, letters: Letters | None = None, nowhere: str = "", **words: dict[str, str]) -> list[str]:
    """The countries that a language with these words finds."""
    tables: dict[str, dict[str, str]] = {"names": {}, "people": {}, "capitals": {}, "places": {}} | words
    regions = RegionWords(
        names=tables["names"],
        people=tables["people"],
        capitals=tables["capitals"],
        places=tables["places"],
        nowhere=nowhere,
    )
    language = LanguageLexicon(letters=letters or Letters(), regions=regions)
    gazetteer = Gazetteer(words={"xx": compile_words(language)}, areas=dict.fromkeys(["CU", "DE", "KP", "KR"], "000"))
    return [region.code for region in find_regions(None, text, gazetteer, TONGUE)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Кубе тихо", False),
        ("Куба молчит", True),
        ("КУБА МОЛЧИТ", True),
        ("Куб стоит", True),
        ("Кубок наш", False),
        ("на кубу", False),
    ],
)
def test_an_ending_is_one_of_the_languages(text: str, *, named: bool) -> None:
    assert found(text, RUSSIAN, names={"CU": "Куб~"}) == ["CU"] * named


def test_any_ending_will_do_where_the_language_lists_none() -> None:
    names = {"CU": "Kub~"}

    assert found("Kubánec přijel", names=names) == ["CU"]
    assert found("Kubickovová přijela", names=names) == []


def test_every_word_of_a_phrase_has_endings() -> None:
    names = {"KP": "Северн~ Коре~", "KR": "Коре~"}

    assert found("из Северного Кореи", RUSSIAN, names=names) == ["KP"]
    assert found("СЕВЕРНОГО КОРЕИ", RUSSIAN, names=names) == ["KP"]
    assert found("Северность Кореи", RUSSIAN, names=names) == ["KR"]


def test_a_letter_may_be_written_as_one_character_or_two() -> None:
    """Bengali keyboards type one; the names come with two."""
    names = {"KR": "কোরিয়া~"}
    bengali = Letters(endings=("য়", "র"))

    assert found("কোরিয়ায় ভোট", bengali, names=names) == ["KR"]
    assert found("কোরিয়ায় ভোট", bengali, names=names) == ["KR"]


def test_a_sign_that_may_be_left_out_is_looked_for_both_ways() -> None:
    names, hindi = {"CU": "क़तर"}, Letters(silent="़")

    assert [found(text, hindi, names=names) for text in ("क़तर में", "क़तर में", "कतर में")] == [["CU"]] * 3
    assert found("खतर में", hindi, names=names) == []


def test_a_star_takes_any_letters_and_no_second_word() -> None:
    assert found("nordkoreanischen", people={"KP": "nordkorea*"}) == ["KP"]
    assert found("nordkorea-freundlich und Nordkoreanerinnen", people={"KP": "nordkorea*"}) == ["KP"]


def test_what_begins_small_may_begin_a_sentence_and_not_the_other_way_round() -> None:
    people = {"DE": "deutsch~", "CU": "Kubaner"}

    assert found("Deutsche Schiffe", people=people) == ["DE"]
    assert found("DEUTSCH", people=people) == ["DE"]
    assert found("kubaner", people=people) == []


def test_letters_that_are_one_to_a_language_are_one() -> None:
    assert found("в Королёве", Letters(alike={ord("ё"): "е"}), names={"DE": "Королёве"}) == ["DE"]
    assert found("в Королеве", Letters(alike={ord("ё"): "е"}), names={"DE": "Королёве"}) == ["DE"]


def test_a_turkish_capital_has_its_dot() -> None:
    assert found("BERLİN SESSİZ", Letters(dotted=True), capitals={"DE": "Berlin"}) == ["DE"]
    assert found("BERLİN SESSİZ", capitals={"DE": "Berlin"}) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [("المانيا", True), ("والمانيا", True), ("بالمانيا", True), ("عالمانيا", False), ("قالمانيا", False)],
)
def test_a_prefix_is_one_of_the_languages(text: str, *, named: bool) -> None:
    letters = Letters(prefixes=frozenset({"و", "ب", "وب"}))

    assert found(f"قال {text} امس", letters, names={"DE": "المانيا"}) == ["DE"] * named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("昨日キューバで", True),
        ("昨日のキューバ政府", True),
        ("キューバン料理", False),
        ("アキューバ", False),
        ("中継、キューバ", True),
    ],
)
def test_katakana_is_a_word_by_the_whole_run(text: str, *, named: bool) -> None:
    assert found(text, names={"CU": "キューバ"}) == ["CU"] * named


def test_han_characters_need_no_boundary_and_the_longest_name_wins() -> None:
    names = {"KR": "韩国", "KP": "北韩国"}

    assert found("在韩国人", names=names) == ["KR"]
    assert found("在北韩国人", names=names) == ["KP"]


@pytest.mark.parametrize(("text", "named"), [("쿠바에서 왔다", True), ("친쿠바 단체", True), ("스쿠바 다이빙", False)])
def test_korean_puts_particles_behind_and_some_syllables_before(text: str, *, named: bool) -> None:
    assert found(text, Letters(prefixes=frozenset({"친"})), names={"CU": "쿠바"}) == ["CU"] * named


def test_a_word_that_names_nothing_wins_over_an_equal_one() -> None:
    assert found("Essen schmeckt", places={"DE": "Essen"}, nowhere="Essen") == []
    assert found("Куб стоит", RUSSIAN, names={"CU": "Куб~"}, nowhere="Куб") == []
    assert found("Stadt Essen", places={"DE": "Stadt Essen"}, nowhere="Essen") == ["DE"]


def test_places_are_lent_and_names_are_not() -> None:
    lender = LanguageLexicon(regions=RegionWords(names={"DE": "Germany"}, places={"DE": "Kiel"}))
    own = LanguageLexicon(places=PlaceNames(names={"DE": "Tyskland"}, cities={"CU": "Havanna"}))
    shared = compile_shared(lender, Cities())
    gazetteer = Gazetteer(words={"xx": compile_words(own, shared)}, areas={"DE": "155", "CU": "419"})

    def codes(text: str) -> list[str]:
        return [region.code for region in find_regions(None, text, gazetteer, TONGUE)]

    assert codes("Kiel") == codes("Tyskland") == ["DE"]
    assert codes("Havanna") == ["CU"]
    assert codes("Germany") == []
