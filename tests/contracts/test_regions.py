"""Every language of `LANGUAGES`: sentences of news in it are found to be about the countries they are about."""

from functools import cache
from pathlib import Path

import msgspec
import pytest
from ruamel.yaml import YAML

from workers.classify.lexicon import load_languages
from workers.classify.region import find_regions
from workers.classify.tag import Knowledge, load_knowledge
from workers.model.tags import Language, LanguageFrom

LANGUAGES = {
    "en",
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "fi",
    "pl",
    "cs",
    "sk",
    "uk",
    "ru",
    "bg",
    "ro",
    "hu",
    "el",
    "tr",
    "ar",
    "fa",
    "he",
    "hi",
    "bn",
    "id",
    "vi",
    "th",
    "zh",
    "ja",
    "ko",
    "sw",
}
LEAST = 0.6
"""Share of its sentences below which a language does not ship."""
FOLDER = Path(__file__).parent / "regions"


class Sentence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence, and the countries it is about; none for one that names none."""

    about: str
    text: str


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


def sentences(code: str) -> list[Sentence]:
    text = (FOLDER / f"{code}.yaml").read_text("utf-8")
    return msgspec.convert(YAML(typ="base", pure=True).load(text), list[Sentence])


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_sentences_are_about_the_countries_they_name(code: str) -> None:
    language = Language(code=code, confidence=1.0, from_=LanguageFrom.PROFILE)
    written = sentences(code)

    right = [
        {region.code for region in find_regions(None, one.text, knowledge().gazetteer, language)}
        == set(one.about.split())
        for one in written
    ]

    assert len(written) >= 10
    assert sum(right) / len(right) >= LEAST


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_sentence_that_names_no_country_is_among_them(code: str) -> None:
    assert any(one.about == "" for one in sentences(code))


def test_every_language_with_words_of_its_own_has_sentences() -> None:
    languages = load_languages()

    assert {code for code in languages if languages[code].regions.people} == LANGUAGES
    assert {path.stem for path in FOLDER.glob("*.yaml")} == LANGUAGES
