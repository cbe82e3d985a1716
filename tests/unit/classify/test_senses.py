"""A word has one meaning in an article."""

import pytest

from workers.classify.gazetteer import Gazetteer
from workers.classify.region import find_regions
from workers.model.tags import Language, LanguageFrom

ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)


def codes(gazetteer: Gazetteer, text: str, title: str | None = None) -> list[str]:
    return [region.code for region in find_regions(title, text, gazetteer, ENGLISH)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("GLASGOW, Ky. (WXYZ) -- A barn burnt in Glasgow, and Glasgow firemen came too late.", "US"),
        ("The mayor of Paris, Texas, opened the fair; all of Paris came to the barbecue.", "US"),
        ("NORFOLK, Va., March 3 - The yard in Norfolk will close.", "US"),
        ("DUBLIN, Ohio, March 12 - A bank in Dublin paid nothing.", "US"),
        ("London, Ontario, has a new bridge. The London council paid for it.", "CA"),
    ],
)
def test_a_city_lies_where_the_text_says_so(gazetteer: Gazetteer, text: str, country: str) -> None:
    assert codes(gazetteer, text) == [country]


def test_a_list_of_places_moves_no_capital(gazetteer: Gazetteer) -> None:
    assert set(codes(gazetteer, "He flew to Paris, Germany and Spain.")) == {"DE", "ES", "FR"}


def test_an_abbreviation_without_a_stop_counts_in_a_dateline_only(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "STOUGHTON, Mass, March 11 - Shares were issued.") == ["US"]
    assert codes(gazetteer, "On Sunday, Mass was said for the miners.") == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Edmonton police searched a flat, Alberta officials said.", "CA"),
        ("Edmonton police searched a flat, a court in Manchester heard.", "GB"),
        ("Edmonton police searched a flat.", "CA"),
    ],
)
def test_a_city_with_a_namesake_follows_the_rest_of_the_text(gazetteer: Gazetteer, text: str, country: str) -> None:
    """The larger one's country where the text says nothing."""
    assert codes(gazetteer, text)[0] == country


def test_a_namesake_weighs_less_than_a_city_that_has_none(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "They drove from Edmonton to Cairns.")[0] == "AU"


def test_a_person_once_is_that_person_throughout(gazetteer: Gazetteer) -> None:
    text = "Georgia Miller skated in Oslo. Georgia is nine. Georgia began at four, and Georgia will not stop."

    assert codes(gazetteer, text, title="Georgia skates") == ["NO"]


def test_a_place_that_is_written_as_one_stays_a_place(gazetteer: Gazetteer) -> None:
    text = "Michael Jordan opened a school in Jordan. Jordan paid for it."

    assert codes(gazetteer, text) == ["JO"]


def test_a_possessive_before_a_place_is_no_first_name(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "He came to Miller's Paris office.") == ["FR"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The bond of 40 million Canadian dollars was sold by a bank in Oslo.", "NO"),
        ("Dallas Cowboys and Miami Dolphins will play in Oslo.", "NO"),
        ("The accused, a Mexican national, lived in Oslo.", "NO"),
    ],
)
def test_money_teams_and_passports_count_for_less(gazetteer: Gazetteer, text: str, first: str) -> None:
    assert codes(gazetteer, text)[0] == first


def test_what_only_hints_decides_where_nothing_else_does(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "The fare rose to forty ringgit.") == ["MY"]
    assert codes(gazetteer, "The fare in Oslo rose to forty ringgit.")[0] == "NO"
