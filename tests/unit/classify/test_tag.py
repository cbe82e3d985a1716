"""All tags of an article."""

from datetime import UTC, datetime

from workers.classify.tag import Knowledge, tag_article
from workers.model.article import Article


def article(title: str | None, text: str) -> Article:
    return Article(id="a", place=0, title=title, text=text, at=datetime(2024, 5, 1, tzinfo=UTC))


def test_an_article_gets_language_regions_and_topics(knowledge: Knowledge) -> None:
    text = (
        "HELSINKI (Agency) - Finland's parliament voted on Tuesday to hold an early election after the coalition "
        "fell apart. The prime minister will stay in office until a new government is formed."
    )
    article = Article(
        id="a", place=0, title="Finland heads for election", text=text, at=datetime(2024, 5, 1, tzinfo=UTC)
    )

    tags = tag_article(article, knowledge)

    assert tags.language.code == "en"
    assert [region.code for region in tags.regions] == ["FI"]
    assert [topic.code for topic in tags.topics] == ["medtop:11000000"]


def test_an_article_without_words_gets_none(knowledge: Knowledge) -> None:
    tags = tag_article(article(None, ""), knowledge)

    assert (tags.language.code, tags.regions, tags.topics) == ("und", (), ())


def test_only_the_beginning_of_a_huge_text_is_read(knowledge: Knowledge) -> None:
    """A page of millions of words must not hold up the others."""
    tags = tag_article(article(None, "Peru voted. " + "It rained again. " * 3000 + "Chile Chile Chile"), knowledge)

    assert [region.code for region in tags.regions] == ["PE"]
