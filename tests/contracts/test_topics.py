"""What every topic classifier must do, whatever its rule."""

from functools import cache
from typing import get_args

import pytest

from workers.classify import AnyTopicClassifier
from workers.classify.lexicon import load_languages
from workers.classify.topic import Keywords, TopicLexicon, load_topics
from workers.model.tags import Language, LanguageFrom

CLASSIFIERS: list[Keywords] = [kind() for kind in get_args(AnyTopicClassifier) or (AnyTopicClassifier,)]
ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)

ARTICLES = {
    "01000000": ("Debut novel wins film deal", "The author's book will become a movie with two well-known actors."),
    "02000000": (
        "Man jailed for robbery",
        "The judge sentenced him after a jury found him guilty; his lawyer will appeal.",
    ),
    "03000000": ("Earthquake kills dozens", "Rescuers searched the rubble for survivors as the death toll rose."),
    "04000000": ("Shares fall as bank cuts forecast", "Investors sold stocks after quarterly profit missed estimates."),
    "05000000": ("Schools to drop exam", "Teachers said pupils needed more time in the classroom before university."),
    "06000000": (
        "Emissions hit record",
        "Scientists warned that global warming and deforestation threaten biodiversity.",
    ),
    "07000000": (
        "Hospital begins vaccine trial",
        "Doctors gave patients a first dose against the virus, a nurse said.",
    ),
    "08000000": (
        "Lost dog reunited with owner",
        "The heartwarming story of the puppy went viral on her 100th birthday.",
    ),
    "09000000": (
        "Workers walk out over wages",
        "The union said employees would strike until redundancies were withdrawn.",
    ),
    "10000000": (
        "Ten recipes for a summer picnic",
        "The chef's salad and cakes need few ingredients and little cooking.",
    ),
    "11000000": ("Parliament backs coalition", "Lawmakers voted for the prime minister's cabinet before the election."),
    "12000000": (
        "Bishops gather for prayer",
        "The archbishop asked churches and mosques to pray; the pope sent a blessing.",
    ),
    "13000000": (
        "Telescope spots distant galaxy",
        "Astronomers at the laboratory used new software to study its orbit.",
    ),
    "14000000": ("March for gender equality", "Women and immigrants spoke of racism, poverty and discrimination."),
    "15000000": ("Striker scores twice in cup final", "The coach praised his squad after the match at the stadium."),
    "16000000": ("Troops shell border town", "Soldiers fired artillery and missiles until a ceasefire was agreed."),
    "17000000": (
        "Blizzard warning for the north",
        "Forecasters expect heavy snow, strong winds and freezing temperatures.",
    ),
}

every_classifier = pytest.mark.parametrize("classifier", CLASSIFIERS, ids=lambda one: type(one).__name__)


@cache
def shipped() -> TopicLexicon:
    return load_topics(load_languages())


@every_classifier
@pytest.mark.parametrize("code", ARTICLES)
def test_a_plain_article_of_every_subject_is_known(classifier: Keywords, code: str) -> None:
    title, text = ARTICLES[code]

    found = classifier.classify(title, text, shipped(), ENGLISH)

    assert found[0].code == f"medtop:{code}"
    assert found[0].name == shipped().names[found[0].code]


@every_classifier
@pytest.mark.parametrize("code", ARTICLES)
def test_a_topic_says_how_sure_it_is_and_why(classifier: Keywords, code: str) -> None:
    title, text = ARTICLES[code]

    found = classifier.classify(title, text, shipped(), ENGLISH)

    assert 1 <= len(found) <= 2
    assert all(0.0 < topic.score <= 1.0 and topic.because for topic in found)
    assert [topic.score for topic in found] == sorted((topic.score for topic in found), reverse=True)


@every_classifier
def test_an_empty_article_has_no_topic(classifier: Keywords) -> None:
    assert classifier.classify(None, "", shipped(), ENGLISH) == ()
