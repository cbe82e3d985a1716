"""The shipped knowledge, loaded once for all these tests."""

import pytest

from workers.classify.gazetteer import Gazetteer
from workers.classify.language import Profiles
from workers.classify.tag import Knowledge, load_knowledge
from workers.classify.topic import TopicLexicon


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def profiles(knowledge: Knowledge) -> Profiles:
    return knowledge.profiles


@pytest.fixture
def gazetteer(knowledge: Knowledge) -> Gazetteer:
    return knowledge.gazetteer


@pytest.fixture
def topics(knowledge: Knowledge) -> TopicLexicon:
    return knowledge.topics.lexicon
