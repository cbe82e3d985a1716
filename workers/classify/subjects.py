"""The topic classifier of a config, ready for use."""

from collections.abc import Mapping

from msgspec import Struct

from workers.classify import AnyTopicClassifier
from workers.classify.lexicon import LanguageLexicon
from workers.classify.linear import Linear, Weights, classify_linear
from workers.classify.topic import Lexicon, TopicLexicon, load_topics
from workers.model.tags import Language, Topic


class Subjects(Struct, frozen=True, kw_only=True, eq=False):
    """What finds the subjects of articles, and the taxonomy it knows."""

    lexicon: TopicLexicon
    rule: AnyTopicClassifier = Lexicon()
    weights: Weights | None = None
    """For `Linear` alone."""

    @property
    def names(self) -> Mapping[str, str]:
        """Code to name, of every subject that can be found."""
        return self.weights.topics if self.weights is not None else self.lexicon.names

    def find(self, title: str | None, text: str, language: Language) -> tuple[Topic, ...]:
        """At most two subjects, the better first; none where it is left open."""
        if isinstance(self.rule, Linear):
            return classify_linear(title, text, self.weights, language, self.rule) if self.weights is not None else ()
        return self.rule.classify(title, text, self.lexicon, language)


def load_subjects(languages: Mapping[str, LanguageLexicon]) -> Subjects:
    """What is shipped: the words in the lexicons.

    Args:
        languages: From `load_languages`.
    """
    return Subjects(lexicon=load_topics(languages))
