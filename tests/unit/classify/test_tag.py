"""All tags of an article."""

from datetime import UTC, datetime

from workers.classify.tag import Knowledge, tag_article
from workers.model.article import Article


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
    tags = tag_article(Article(id="a", place=0, title=None, text="", at=datetime(2024, 5, 1, tzinfo=UTC)), knowledge)

    assert (tags.language.code, tags.regions, tags.topics) == ("und", (), ())
