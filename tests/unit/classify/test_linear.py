"""Subjects by learnt weights."""

import msgspec
import pytest

from workers.classify.linear import Linear, Weights, classify_linear, decode_weights, tokens
from workers.model.tags import Language, LanguageFrom

ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)
HARBOUR = Weights(
    topics={"ports": "Ports and ships", "rail": "Railways"},
    words={"quay": {"ports": 4.0, "rail": -1.0}, "pilot": {"ports": 1.0}, "sleeper": {"rail": 4.0}},
)


def found(text: str, title: str | None = None, rule: Linear | None = None) -> list[str]:
    rule = rule or Linear(weights="ours.topics.json")
    return [topic.code for topic in classify_linear(title, text, HARBOUR, ENGLISH, rule)]


def test_the_words_of_a_text_decide_and_are_told() -> None:
    rule = Linear(weights="ours.topics.json")
    (topic,) = classify_linear("A pilot", "lay at the Quay.", HARBOUR, ENGLISH, rule)

    assert (topic.code, topic.name, topic.because) == ("ports", "Ports and ships", ("quay", "pilot"))
    assert topic.score > 0.9


def test_a_word_counts_once_however_often_it_is_said() -> None:
    assert found("quay, sleeper") == found("quay, sleeper, sleeper, sleeper") == ["ports"]


def test_what_knows_no_word_is_about_nothing() -> None:
    assert found("The weather was fine.") == []


def test_nothing_is_said_below_the_margin() -> None:
    assert found("quay sleeper", rule=Linear(weights="ours.topics.json", least=0.9)) == []


def test_a_script_without_spaces_is_read_in_pairs() -> None:
    assert list(tokens("港口罢工 port")) == ["港口", "口罢", "罢工", "port"]


def test_a_file_is_read() -> None:
    weights = decode_weights('{"topics": {"a": "Alpha"}, "words": {"one": {"a": 1.5}}}')

    assert (weights.topics, weights.words, weights.bias) == ({"a": "Alpha"}, {"one": {"a": 1.5}}, {})


@pytest.mark.parametrize(
    "text",
    [
        "words",
        '{"topics": {}, "words": {}}',
        '{"topics": {"a": "Alpha"}, "words": {"one": {"b": 1}}}',
        '{"topics": {"a": "Alpha"}, "words": {}, "bias": {"b": 1}}',
        '{"topics": {"a": "Alpha"}, "words": {"one": "a"}}',
        '{"topics": {"a": "Alpha"}, "words": {}, "version": 2}',
    ],
)
def test_a_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_weights(text)
