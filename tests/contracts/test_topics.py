"""What every topic classifier must do, whatever its rule."""

from functools import cache
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from ruamel.yaml import YAML

from workers.classify import AnyTopicClassifier
from workers.classify.lexicon import load_languages, words_of
from workers.classify.linear import Linear, Weights, tokens
from workers.classify.subjects import Subjects
from workers.classify.topic import Lexicon, TopicLexicon, load_topics
from workers.model.tags import Language, LanguageFrom, Topic

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


@cache
def shipped() -> TopicLexicon:
    return load_topics(load_languages())


@cache
def learnt() -> Weights:
    """What there is to learn from the articles above."""
    texts = {f"medtop:{code}": f"{title} {text}" for code, (title, text) in ARTICLES.items()}
    words = {word: {code: 9.0} for code, text in texts.items() for word in tokens(text) if len(word) > 4}
    return Weights(topics=shipped().names, words=words)


RULES: tuple[AnyTopicClassifier, ...] = (Lexicon(), Linear(weights="ours.topics.json"))
every_classifier = pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)


def find(rule: AnyTopicClassifier, title: str | None, text: str) -> tuple[Topic, ...]:
    weights = learnt() if isinstance(rule, Linear) else None
    return Subjects(lexicon=shipped(), rule=rule, weights=weights).find(title, text, ENGLISH)


def test_every_classifier_is_examined() -> None:
    assert {type(rule) for rule in RULES} == set(get_args(AnyTopicClassifier))


@every_classifier
@pytest.mark.parametrize("code", ARTICLES)
def test_a_plain_article_of_every_subject_is_known(rule: AnyTopicClassifier, code: str) -> None:
    title, text = ARTICLES[code]

    found = find(rule, title, text)

    assert found[0].code == f"medtop:{code}"
    assert found[0].name == shipped().names[found[0].code]


@every_classifier
@pytest.mark.parametrize("code", ARTICLES)
def test_a_topic_says_how_sure_it_is_and_why(rule: AnyTopicClassifier, code: str) -> None:
    title, text = ARTICLES[code]

    found = find(rule, title, text)

    assert 1 <= len(found) <= 2
    assert all(0.0 < topic.score <= 1.0 and topic.because for topic in found)
    assert [topic.score for topic in found] == sorted((topic.score for topic in found), reverse=True)


@every_classifier
def test_an_empty_article_has_no_topic(rule: AnyTopicClassifier) -> None:
    assert find(rule, None, "") == ()


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence and its subject."""

    text: str
    topic: str


EXAMPLES = sorted((Path(__file__).parent / "topics").glob("*.yaml"))
FEWEST_RIGHT = 0.6
"""Of a language's own examples; below it, its words are not shipped."""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_language_finds_the_subjects_of_its_own_examples(path: Path) -> None:
    examples = msgspec.convert(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), list[Example])
    language = Language(code=path.stem, confidence=1.0, from_=LanguageFrom.PROFILE)
    found = [Lexicon().classify(None, one.text, shipped(), language) for one in examples]

    right = [bool(topics) and topics[0].code == one.topic for topics, one in zip(found, examples, strict=True)]

    assert len(examples) >= 10
    assert sum(right) >= FEWEST_RIGHT * len(examples), [
        one.text for one, ok in zip(examples, right, strict=True) if not ok
    ]


def test_every_language_with_words_of_subjects_has_examples() -> None:
    languages = load_languages()

    assert {code for code in languages if languages[code].topics} == {path.stem for path in EXAMPLES}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_language_with_examples_has_words_for_every_subject(path: Path) -> None:
    topics = load_languages()[path.stem].topics

    assert len(topics) == 17
    assert all(sum(len(words_of(line)) for line in lines.values()) >= 12 for lines in topics.values())
    assert all(weight in {1.0, 2.0, 3.0} for lines in topics.values() for weight in lines)
