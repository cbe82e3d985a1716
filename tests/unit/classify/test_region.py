"""Regions of an article."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workers.classify.gazetteer import Gazetteer, compile_words
from workers.classify.lexicon import LanguageLexicon, RegionWords
from workers.classify.region import find_regions
from workers.model.tags import Language, LanguageFrom, Region

ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)


def regions(gazetteer: Gazetteer, text: str, title: str | None = None) -> tuple[Region, ...]:
    return find_regions(title, text, gazetteer, ENGLISH)


def codes(gazetteer: Gazetteer, text: str, title: str | None = None) -> list[str]:
    return [region.code for region in regions(gazetteer, text, title)]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("KP", "Rain fell over Pyongyang."),
        ("KP", "The DPRK fired two rockets."),
        ("RU", "The Kremlin declined to comment."),
        ("US", "A White House spokesman said so."),
        ("US", "U.S. officials said so."),
        ("US", "It is a US-led force."),
        ("GB", "It is the U.K.'s largest port."),
        ("AE", "UAE ministers met."),
        ("SE", "Two Swedes were found."),
        ("CA", "Snow closed schools in Saskatchewan."),
        ("NO", "Norwegian fishermen stayed in port."),
        ("CI", "Côte d’Ivoire will vote in May."),
        ("US", "She grew up in Tenafly, N.J., with two brothers."),
        ("IN", "The monsoon reached Coimbatore."),
    ],
)
def test_a_country_is_named_in_many_ways(gazetteer: Gazetteer, code: str, text: str) -> None:
    assert codes(gazetteer, text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing in here names a place.",
        "A woman fried a turkey and polished the china, we saw us.",
        "She read it in the New York Times.",
        "Michael Jordan scored again.",
        "Miss Georgia Brown sang.",
        "The eChina shop sells Germanium.",
        "The singer Paris Smith sang.",
        "The N.J. sign fell.",
        "Latin American markets rose.",
        "They bought a guinea pig, chilean in name only.",
    ],
)
def test_none_is_named_where_nothing_names_one(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer, text) == []


@pytest.mark.parametrize(
    "text",
    ["King Abdullah of Jordan spoke.", "In Jordan, schools closed.", "Amman, Jordan, was quiet.", "He left Jordan."],
)
def test_a_name_of_persons_that_stands_alone_is_a_place(gazetteer: Gazetteer, text: str) -> None:
    assert codes(gazetteer, text) == ["JO"]


def test_a_title_with_capitals_everywhere_still_names_a_place(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "Schools closed.", title="King Says Jordan Will Pay") == ["JO"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("New Mexico votes.", ["US"]),
        ("South Korean ships left.", ["KR"]),
        ("The Democratic Republic of Congo closed its border.", ["CD"]),
        ("South Sudan and Papua New Guinea signed.", ["PG", "SS"]),
    ],
)
def test_the_longest_name_wins(gazetteer: Gazetteer, text: str, wanted: list[str]) -> None:
    assert codes(gazetteer, text) == wanted


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Georgia passed the law, which Georgia needs; Tbilisi was quiet.", "GE"),
        ("Georgia passed the law, said officials in Atlanta.", "US"),
        ("Koreans on both sides watched, also in Pyongyang.", "KP"),
        ("Koreans watched.", "KR"),
    ],
)
def test_a_name_of_two_places_follows_the_rest_of_the_text(gazetteer: Gazetteer, text: str, first: str) -> None:
    assert codes(gazetteer, text)[0] == first


def test_a_dateline_outweighs_a_few_mentions(gazetteer: Gazetteer) -> None:
    """Where it was written is mostly what it is about."""
    body = "the company sold its shops in Spain, and may sell one in Spain next year."

    assert codes(gazetteer, f"OSLO, March 2 (Agency) - {body}")[0] == "NO"
    assert codes(gazetteer, f"Oslo (Agency) - {body}")[0] == "NO"
    assert codes(gazetteer, f"An Oslo court - the first - said {body}")[0] == "ES"


@pytest.mark.parametrize(
    ("code", "dateline", "body"),
    [
        ("ja", "【オスロ通信】", "スペインの会社はスペインの店を売った。"),
        ("zh-Hans", "通讯社奥斯陆6月18日电", "公司出售了在西班牙的商店，西班牙的。"),
        ("zh-Hant", "（通訊社奧斯陸18日電）", "公司出售了在西班牙的商店，西班牙的。"),
        ("ko", "(오슬로=통신)", "회사는 스페인 상점과 스페인 창고를 팔았다."),
    ],
)
def test_east_asian_datelines_outweigh_a_few_mentions(
    gazetteer: Gazetteer, code: str, dateline: str, body: str
) -> None:
    language = Language(code=code, confidence=1.0, from_=LanguageFrom.SCRIPT)

    assert find_regions(None, dateline + body, gazetteer, language)[0].code == "NO"
    assert find_regions(None, body + dateline, gazetteer, language)[0].code == "ES"


def test_a_word_in_the_title_counts_more(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "Chile won.", title="Peru loses")[0] == "PE"


def test_an_all_capital_title_names_places_too(gazetteer: Gazetteer) -> None:
    assert codes(gazetteer, "", title="BRAZIL TO SELL MORE COFFEE") == ["BR"]


def test_a_country_named_in_passing_is_left_out(gazetteer: Gazetteer) -> None:
    text = "Kenya and Kenyan farmers in Nairobi and Mombasa want Kenya to act; one came from Malta."

    assert codes(gazetteer, text) == ["KE"]


@pytest.mark.parametrize("origin", ["a native of Mexico", "who was born in Mexico", "who grew up in Mexico"])
def test_where_a_person_is_from_counts_less_than_where_things_happen(gazetteer: Gazetteer, origin: str) -> None:
    text = f"The mason, {origin}, stood before a Superior Court judge, said the Police Department."

    assert codes(gazetteer, text)[0] == "US"
    assert codes(gazetteer, "The mason left Mexico for a Superior Court hearing.")[0] == "MX"


def test_where_a_person_is_from_is_told_in_each_language_by_its_own_words(gazetteer: Gazetteer) -> None:
    german = Language(code="de", confidence=1.0, from_=LanguageFrom.PROFILE)
    text = "Der Trainer, gebürtig aus Kroatien, hat in Dänemark gewonnen."

    assert [region.code for region in find_regions(None, text, gazetteer, german)] == ["DK"]


def test_institutions_of_one_country_hint_at_it(gazetteer: Gazetteer) -> None:
    """Local news rarely names its country."""
    assert codes(gazetteer, "The SAPS said load shedding hampered the search.") == ["ZA"]
    assert codes(gazetteer, "The EFCC arraigned a former adviser.") == ["NG"]


def test_the_first_country_has_score_one_and_its_reason(gazetteer: Gazetteer) -> None:
    first, second = regions(gazetteer, "Japan agreed with Peru, said Tokyo.")

    assert (first.code, first.score, first.area, first.because) == ("JP", 1.0, "030", ("Japan", "Tokyo"))
    assert (second.code, second.area, second.because) == ("PE", "419", ("Peru",))
    assert 0.45 <= second.score < 1.0


def test_words_of_another_language_are_used_for_it(gazetteer: Gazetteer) -> None:
    words = {
        "en": gazetteer.words["en"],
        "de": compile_words(LanguageLexicon(regions=RegionWords(names={"DE": "Deutschland"}))),
    }
    german = Language(code="de", confidence=1.0, from_=LanguageFrom.PROFILE)
    both = Gazetteer(words=words, areas=gazetteer.areas)

    assert [region.code for region in find_regions(None, "In Deutschland.", both, german)] == ["DE"]
    assert find_regions(None, "In Deutschland.", both, ENGLISH) == ()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(["Peru", "Chile", "and", "the", "US", "Mexico", "New", ",", "Jordan", "-", "İ", "ﬁ", "\n"])
        | st.text(max_size=5),
        max_size=40,
    )
)
def test_any_text_is_ranked(gazetteer: Gazetteer, words: list[str]) -> None:
    text = " ".join(words)
    found = regions(gazetteer, text)

    assert [region.score for region in found] == sorted((region.score for region in found), reverse=True)
    assert all(region.score == 1.0 for region in found[:1])
    assert all(word in text.replace("’", "'") for region in found for word in region.because)
