"""Article -> Tags."""

from msgspec import Struct

from workers.classify.gazetteer import Gazetteer, load_gazetteer
from workers.classify.language import Profiles, detect_language, load_profiles
from workers.classify.lexicon import load_languages
from workers.classify.other_languages import Identifier
from workers.classify.publisher import Publisher, load_publishers
from workers.classify.region import find_regions
from workers.classify.subjects import Subjects, load_subjects
from workers.model.article import Article
from workers.model.tags import Tags

READ = 30_000
"""Characters of a text that are read: it has said by then what it is about, and a huge one cannot hold up the rest."""


class Knowledge(Struct, frozen=True, kw_only=True, eq=False):
    """All that tagging knows, compiled. Made once by whoever compiles the rules."""

    profiles: Profiles
    gazetteer: Gazetteer
    topics: Subjects
    publishers: dict[str, Publisher]


def load_knowledge() -> Knowledge:
    """Read and compile what every article needs (0.2 s, 23 MB); a language is read with its first article."""
    languages = load_languages()
    return Knowledge(
        profiles=load_profiles(),
        gazetteer=load_gazetteer(languages),
        topics=load_subjects(languages),
        publishers=load_publishers(),
    )


def tag_article(article: Article, knowledge: Knowledge, other: Identifier | None = None) -> Tags:
    """Say in which language an article is, which countries it is about, and which subjects.

    Args:
        article: Cleaned.
        knowledge: From `load_knowledge`.
        other: Asked for its language where we do not know it.
    """
    text = article.text[:READ]
    language = detect_language(article.title, text, knowledge.profiles, article.declared_language, other)
    return Tags(
        language=language,
        regions=find_regions(article.title, text, knowledge.gazetteer, language),
        topics=knowledge.topics.find(article.title, text, language),
    )
