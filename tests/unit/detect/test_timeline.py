"""Open buckets hold each article once, in an order that arrival cannot change."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from workers.detect import timeline
from workers.detect.origins import Fold, Kept, Seen
from workers.detect.timeline import add_mention, buckets_of
from workers.model.page import Position
from workers.model.signal import Mention

T0 = datetime(2024, 6, 18, tzinfo=UTC)


def mention(article: int, after_s: int, offset: int = 0) -> Mention:
    return Mention(
        watch_id="w",
        counted="c",
        article_id=f"{article:012x}",
        at=T0 + timedelta(seconds=after_s),
        position=Position(input="pages", offset=offset),
        signature=b"",
    )


def put(*mentions: Mention) -> tuple[Kept, ...]:
    kept: tuple[Kept, ...] = ()
    for one in mentions:
        kept = add_mention(kept, Seen(), one, width_s=300, fold_s=86_400)
    return kept


def test_order_of_arrival_does_not_show() -> None:
    """But for what is an origin: that is settled when the bucket closes."""
    mentions = [mention(1, 10), mention(2, 5), mention(3, 400), mention(1, 20), mention(1, 401)]

    assert len({tuple(one.mention for one in put(*order)) for order in permutations(mentions)}) == 1
    assert {sum(one.fold is Fold.ORIGIN for one in put(*order)) for order in permutations(mentions)} == {3}


def test_an_article_that_is_there_keeps_its_earliest_record() -> None:
    kept = put(mention(1, 20, offset=9), mention(1, 10, offset=3))

    assert [(one.mention.at, one.mention.position.offset) for one in kept] == [(T0 + timedelta(seconds=10), 3)]


def test_the_same_mention_again_gives_back_the_same_tuple() -> None:
    kept = put(mention(1, 10))

    assert add_mention(kept, Seen(), mention(1, 10), width_s=300, fold_s=86_400) is kept


def test_a_full_bucket_keeps_the_lowest_ids_whatever_the_order() -> None:
    many = [mention(number, number % 300) for number in range(timeline.BUCKET_ARTICLES + 5)]

    kept = {one.mention.article_id for one in put(*many)}
    assert kept == {one.mention.article_id for one in put(*many[::-1])}
    assert kept == {one.article_id for one in many[: timeline.BUCKET_ARTICLES]}


def test_buckets_begin_at_whole_multiples_of_the_width_since_the_epoch() -> None:
    starts = [start for start, _ in buckets_of(put(mention(1, 299), mention(2, 300), mention(3, 301)), 300)]

    assert starts == [int(T0.timestamp()), int(T0.timestamp()) + 300]
