"""Reading the shipped lexicons."""

import msgspec
import pytest

from workers.classify.gazetteer import Cities
from workers.classify.lexicon import LanguageFile, Letters, PlaceNames, Shelf, load_languages, load_lexicon, words_of
from workers.classify.script import load_scripts


def test_a_line_of_words_is_split_at_commas_only() -> None:
    assert words_of(" New York ,Oslo,\n  Abu\n Dhabi, ,") == ("New York", "Oslo", "Abu Dhabi")


def test_norway_is_no_boolean_and_an_area_no_number() -> None:
    english = load_languages()["en"]
    areas = load_lexicon("regions.yaml", dict[str, dict[str, str]])

    assert english.regions.names["NO"] == "Norway"
    assert "KP" in areas["030"]["countries"].split()


def test_a_lexicon_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        load_lexicon("regions.yaml", dict[str, dict[str, int]])


def test_every_country_named_lies_in_one_area() -> None:
    areas = load_lexicon("regions.yaml", dict[str, dict[str, str]])
    placed = [country for area in areas.values() for country in area["countries"].split()]
    regions = load_languages()["en"].regions
    cities = load_lexicon("cities.yaml", Cities)
    named = {
        *(country for kind in (regions.names, regions.people, regions.capitals, regions.places) for country in kind),
        *(country for kind in (regions.offices, regions.short) for country in kind),
        *(country for line in regions.either.values() for country in line.split()),
        *(country for kind in (regions.parts, regions.hints) for country in kind),
        *cities.alone,
        *(country for codes in cities.either for country in codes.split()),
    }

    assert len(placed) == len(set(placed)) == 250
    assert named <= set(placed)


def test_every_topic_word_has_a_subject_with_a_name() -> None:
    names = load_lexicon("topics.yaml", dict[str, str])

    assert len(names) == 17
    assert all(set(language.topics) <= set(names) for language in load_languages().values())


def test_letters_that_are_alike_come_in_pairs() -> None:
    """A letter and its dot are two characters in most editors: the pair would take the letter for the dot."""
    files = load_languages()
    strange = {code: pair for code in files for pair in load_alike(code).split() if len(pair) != 2}

    assert "zh" in files
    assert strange == {}


def load_alike(code: str) -> str:
    try:
        return load_lexicon(f"{code}.yaml", LanguageFile).alike
    except FileNotFoundError:
        return ""


def test_many_letters_are_changed_as_a_few_are() -> None:
    few, many = Letters(alike={ord("國"): "国"}), load_languages()["zh"].letters

    assert many.table is not None
    assert many.plain("韓國 Korea") == "韩国 Korea"
    assert few.plain("韓國 Korea") == "韓国 Korea"


def test_a_shelf_makes_what_is_asked_for_once() -> None:
    made: list[str] = []

    def make(code: str) -> str:
        made.append(code)
        return code.upper()

    shelf = Shelf(frozenset({"en", "zh"}), make)

    assert (shelf["zh-Hans"], shelf.get("zh"), shelf.get("fr"), list(shelf), len(shelf)) == (
        *("ZH", "ZH", None),
        ["en", "zh"],
        2,
    )
    assert made == ["zh"]


def test_no_word_of_a_region_begins_with_its_ending() -> None:
    """A pattern of nothing would stand everywhere."""
    languages = load_languages()
    words = (
        (code, word)
        for code in languages
        for table in (languages[code].regions.names, languages[code].regions.people, languages[code].places.names)
        for line in table.values()
        for word in words_of(line)
    )

    assert [(code, word) for code, word in words if word[0] in "~*"] == []


def test_no_two_scripts_share_a_letter() -> None:
    scripts = load_scripts()

    assert {scripts.known[place - 1].code for place in set(scripts.table.tolist()) if place} == {
        script.code for script in scripts.known
    }


@pytest.mark.parametrize("code", ["cs", "no", "zh", "th"])
def test_places_that_are_read_by_lines_are_what_a_parser_of_yaml_reads(code: str) -> None:
    assert load_languages()[code].places == load_lexicon(f"places/{code}.yaml", PlaceNames)
