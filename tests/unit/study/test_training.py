"""What is learnt from labelled articles."""

from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest

from workers.classify.linear import Linear, Weights, classify_linear
from workers.model.tags import Language, LanguageFrom
from workers.study.training import FOLDS, Example, Judged, distinct, find_faults, judge, score, train

ENGLISH = Language(code="en", confidence=1.0, from_=LanguageFrom.PROFILE)
RULE = Linear(weights="ours.topics.json")
WORDS = {
    "ports": "quay pilot tide crane ferry berth dredger harbour",
    "rail": "sleeper signal carriage platform driver tunnel buffer express",
    "farms": "barley tractor heifer harvest drought orchard fodder shepherd",
}
COMMON = "the council met on Monday and said that much is still to be done before the winter"
STRANGE = 5
"""Articles of each subject that speak in words of the next one."""


def articles(*topics: str, number: int = 20) -> list[Example]:
    return [one for topic in topics for one in written(topic, number)]


def written(topic: str, number: int) -> Iterator[Example]:
    words = WORDS[topic].split()
    for place in range(number):
        said = [words[(place * step + step) % len(words)] for step in (1, 3, 5)]
        yield Example(topic=topic, title=f"A {said[0]}", text=f"{COMMON}: {' '.join(said)} {place}")


def found(weights: Weights, text: str) -> list[str]:
    return [topic.code for topic in classify_linear(None, text, weights, ENGLISH, RULE)]


@pytest.mark.parametrize("topics", [("ports", "rail"), ("ports", "rail", "farms")])
def test_what_was_learnt_tells_articles_that_were_not_there(topics: Sequence[str]) -> None:
    weights = train(articles(*topics), 1000)

    assert set(weights.topics) == set(topics)
    for topic in topics:
        first, *_, last = WORDS[topic].split()
        assert found(weights, f"Nobody had seen the {first} or the {last} since.")[0] == topic


def test_the_words_that_decided_are_those_of_the_subject() -> None:
    weights = train(articles("ports", "rail"), 1000)

    (topic,) = classify_linear("The tide", f"{COMMON}, at the quay.", weights, ENGLISH, RULE)

    assert set(topic.because[:2]) == {"tide", "quay"}


def test_two_subjects_are_as_sure_as_the_model_says() -> None:
    examples = [Example(topic=topic, text=word) for topic, word in [("a", "alpha"), ("b", "beta")] for _ in range(10)]
    examples += [Example(topic="a", text="gamma")] * 6 + [Example(topic="b", text="gamma")] * 2
    model = import_module("sklearn.linear_model").LogisticRegression(C=10.0)
    columns = ("alpha", "beta", "gamma")
    model.fit([[float(one.text == word) for word in columns] for one in examples], [one.topic for one in examples])

    weights = train(examples, 1000)

    for place, word in enumerate(columns):
        shares = model.predict_proba([[float(place == column) for column in range(3)]])[0]
        topics = classify_linear(None, word, weights, ENGLISH, Linear(weights="x", least=0.0, second=0.0001))
        assert {topic.code: topic.score for topic in topics} == pytest.approx(
            dict(zip(model.classes_, shares, strict=True)), abs=0.003
        )


def test_the_same_articles_give_the_same_weights() -> None:
    assert train(articles(*WORDS), 1000) == train(articles(*WORDS), 1000)


def test_no_more_words_are_kept_than_asked_and_those_that_tell_most() -> None:
    weights = train(articles(*WORDS), 24)

    assert set(weights.words) <= set(" ".join(WORDS.values()).split())


def test_names_are_those_of_the_articles_or_the_codes() -> None:
    examples = [*articles("ports", "rail"), Example(topic="ports", name="Ports and ships", text="quay")]

    assert train(examples, 100).topics == {"ports": "Ports and ships", "rail": "rail"}


def test_an_article_is_judged_by_weights_that_never_saw_it() -> None:
    odd = [Example(topic="ports", text=f"odd{place} odd{place} ") for place in range(STRANGE)]
    examples = [*articles("ports", "rail"), *odd]

    judged = [one for part in range(FOLDS) for one in judge(examples, part, 1000, RULE)]

    assert len(judged) == len(examples)
    assert sum(one.topic == "ports" and not one.found for one in judged) == STRANGE


def test_scores_say_what_a_subject_was_taken_for() -> None:
    weights = train(articles(*WORDS), 1000)
    said = {topic: classify_linear(None, WORDS[topic], weights, ENGLISH, RULE) for topic in WORDS}
    judged = [
        *[Judged(topic="ports", found=said["ports"])] * 3,
        *[Judged(topic="ports", found=said["rail"])] * 2,
        Judged(topic="ports", found=said["farms"]),
        Judged(topic="ports", found=()),
        Judged(topic="rail", found=said["rail"]),
    ]

    ports, rail = score(judged)

    assert (ports.code, ports.examples, ports.found, ports.said, ports.instead) == ("ports", 7, 3, 3, "rail")
    assert (rail.code, rail.examples, rail.found, rail.said, rail.instead) == ("rail", 1, 1, 3, None)


def test_an_article_that_stands_there_twice_counts_once() -> None:
    (one, *others) = articles("ports", "rail")

    assert distinct([one, one, *others]) == [one, *others]


@pytest.mark.parametrize(
    ("examples", "fault"),
    [
        ([], "found 0 subjects; expected two or more to tell apart"),
        (articles("ports"), "found 1 subjects; expected two or more to tell apart"),
        ([*articles("ports"), *articles("rail", number=9)], '"rail" has 9 different articles; expected 10 or more'),
        (
            [
                *articles("ports", "rail"),
                Example(topic="ports", name="Ports", text="a"),
                Example(topic="ports", name="Ships", text="b"),
            ],
            '"ports" is named "Ports" and "Ships"; expected one name',
        ),
    ],
)
def test_what_nothing_can_be_learnt_from_is_told(examples: list[Example], fault: str) -> None:
    assert list(find_faults(examples)) == [fault]
