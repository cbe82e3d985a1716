"""Which series a mention falls into, and what it adds to each."""

import pytest
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, burst, mention
from workers.alert.counting import Counted
from workers.alert.series import ANY_VALUES, WHOLE, count_of, keys_of, members
from workers.detect.origins import Fold, Kept
from workers.model.signal import Mention
from workers.model.watch import Minimum

ANY = replace(RULES, split_by="region")
DAY10 = 240.0


def kept(*mentions: Mention, fold: Fold = Fold.ORIGIN) -> list[Kept]:
    return [Kept(mention=one, fold=fold, leader=one.position.offset) for one in mentions]


def countries(first: int, count: int) -> list[Kept]:
    """Articles about a country each."""
    return kept(*(mention(number, 0, regions=(f"C{number:02}",)) for number in range(first, first + count)))


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("region", ["", "region=JP", "region=KR"]),
        ("topic", ["", "topic=sea"]),
        ("language", ["", "language=en"]),
        ("source", ["", "source=s1.example"]),
        (None, [""]),
    ],
)
def test_an_article_falls_into_the_whole_and_into_the_parts_it_is_about(by: str | None, keys: list[str]) -> None:
    about = mention(1, 0, regions=("KR", "JP"), topics=("sea",))

    assert keys_of(replace(RULES, split_by=by), kept(about), ()) == keys


def test_an_article_without_a_source_is_no_part() -> None:
    assert keys_of(replace(RULES, split_by="source"), kept(mention(1, 0, source=None)), ()) == [WHOLE]


def test_only_the_parts_that_were_asked_for_are_told_apart() -> None:
    rules = replace(ANY, split_values=("KR",))

    assert keys_of(rules, kept(mention(1, 0, regions=("KR", "JP"))), ()) == ["", "region=KR"]


def test_values_that_find_no_room_are_counted_together() -> None:
    """A watch split by any value must not grow with the world."""
    first = keys_of(ANY, countries(0, ANY_VALUES), ())
    then = keys_of(ANY, countries(0, ANY_VALUES + 5), first)

    assert len(first) == 1 + ANY_VALUES
    assert set(then) - set(first) == {"region=other"}
    assert keys_of(ANY, countries(50, 3), then) == ["", "region=other"]


def test_what_is_counted_together_are_the_values_without_a_series_of_their_own() -> None:
    known = ["", "region=C00", "region=other"]
    articles = countries(0, 3)

    assert members(ANY, "region=other", articles, known) == tuple(articles[1:])
    assert members(ANY, "region=C00", articles, known) == (articles[0],)
    assert members(ANY, WHOLE, articles, known) == tuple(articles)


def test_a_watch_counts_what_it_was_told_to() -> None:
    """Five articles of three sources: two tell the same, and one was there before."""
    sources = ("a.example", "b.example", "b.example", "c.example", "d.example")
    folds = (Fold.ORIGIN, Fold.ORIGIN, Fold.COPY, Fold.COPY, Fold.REPEAT)
    articles = [
        Kept(mention=mention(number, 0, family=source), fold=fold, leader=number)
        for number, (source, fold) in enumerate(zip(sources, folds, strict=True))
    ]
    counts = {counted: count_of(replace(RULES, count=counted), articles) for counted in Counted}

    assert counts == {Counted.ORIGINS: 2, Counted.ARTICLES: 4, Counted.SOURCES: 3}


def test_sources_without_a_name_are_not_counted_as_one() -> None:
    rules = replace(RULES, count=Counted.SOURCES)

    assert count_of(rules, kept(mention(1, 0, family=None), mention(2, 0, family=None))) == 0


def test_an_alert_of_a_watch_split_by_any_value_names_the_parts_it_comes_from() -> None:
    feed = Feed(ANY).background(regions=("JP",))
    feed.mention(*burst(DAY10, 9, regions=("KR",)), *burst(DAY10, 3, first=50, regions=("JP",)))
    feed.tick(DAY10 + 0.1)
    feed.mention(*burst(DAY10 + 0.2, 24, first=100, regions=("KR",)))

    opened, *_, last = feed.told
    assert opened.series is None
    assert [(part.by, part.value) for part in last.parts] == [("region", "KR"), ("region", "JP")]


def test_a_part_that_counts_sources_opens_by_how_many_speak_of_it() -> None:
    """One paper that writes twelve times is one source."""
    rules = replace(RULES, count=Counted.SOURCES, minimum=Minimum(articles=3, sources=1))
    alone, many = Feed(rules).background(), Feed(rules).background()
    alone.mention(*burst(DAY10, 12, source="s1.example", family="s1.example"))
    for number, one in enumerate(burst(DAY10, 12)):
        many.mention(replace(one, source=f"p{number}.example", family=f"p{number}.example"))

    assert alone.told == []
    assert [change.why.counted for change in many.told] == ["sources"]
