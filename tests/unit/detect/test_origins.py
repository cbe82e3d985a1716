"""Copies are one origin; what was seen within a day is not new."""

from datetime import UTC, datetime, timedelta

import pytest

from workers.detect.origins import LEADERS, Fold, Kept, Seen, fold_all, fold_mention, remember
from workers.model.page import Position
from workers.model.signal import Mention

DAY_S = 86_400
T0 = datetime(2024, 6, 18, tzinfo=UTC)


def text(number: int, changed: int = 0) -> bytes:
    """A signature of its own for each number; ``changed`` of its 64 bytes differ from the plain one's."""
    return bytes((number * 31 + place * 7 + (97 if place < changed else 0)) % 256 for place in range(64))


def mention(
    article: int, *, after_s: int = 0, signature: bytes | None = None, anchors: tuple[int, ...] = (1,)
) -> Mention:
    return Mention(
        watch_id="w",
        counted="c",
        article_id=f"{article:012x}"[::-1],
        at=T0 + timedelta(seconds=after_s),
        position=Position(input="pages", offset=article),
        signature=text(article) if signature is None else signature,
        anchors=anchors,
    )


def folds(*mentions: Mention, seen: Seen | None = None) -> list[Fold]:
    return [kept.fold for kept in fold_all(seen or Seen(), mentions, DAY_S)]


def test_twelve_copies_are_one_origin() -> None:
    copies = [mention(number, after_s=number, signature=text(1, changed=number)) for number in range(12)]

    assert folds(*copies) == [Fold.ORIGIN] + [Fold.COPY] * 11


def test_different_texts_are_origins() -> None:
    assert folds(mention(1), mention(2), mention(3)) == [Fold.ORIGIN] * 3


def test_a_page_fetched_again_adds_nothing() -> None:
    assert folds(mention(1), mention(1, after_s=60)) == [Fold.ORIGIN, Fold.REPEAT]


def test_copies_that_trickle_in_over_hours_fold_into_the_closed_leader() -> None:
    seen = remember(Seen(), fold_all(Seen(), [mention(1)], DAY_S), DAY_S)

    assert folds(mention(2, after_s=3 * 3_600, signature=text(1, changed=9)), seen=seen) == [Fold.COPY]


def test_a_copy_is_credited_to_the_leader_most_alike() -> None:
    near, far = mention(1, signature=text(9, changed=20)), mention(2, signature=text(9)[:10] + text(50)[10:])

    copy = fold_mention(Seen(), fold_all(Seen(), [far, near], DAY_S), mention(3, signature=text(9)), DAY_S)

    assert copy.fold is Fold.COPY
    assert copy.leader == int(near.article_id[:8], 16)


def test_templated_briefs_without_a_shared_name_or_number_are_origins() -> None:
    """Earnings reports read alike word for word and tell of different companies."""
    briefs = mention(1, signature=text(1), anchors=(5, 6)), mention(2, signature=text(1), anchors=(7, 8))

    assert folds(*briefs) == [Fold.ORIGIN, Fold.ORIGIN]


@pytest.mark.parametrize(("hours", "expected"), [(23, Fold.COPY), (25, Fold.ORIGIN)])
def test_what_is_older_than_the_fold_counts_again(hours: int, expected: Fold) -> None:
    seen = remember(Seen(), fold_all(Seen(), [mention(1)], DAY_S), DAY_S)

    assert folds(mention(2, after_s=hours * 3_600, signature=text(1)), seen=seen) == [expected]


def test_what_is_seen_again_stays_seen() -> None:
    """A page fetched every hour for a week is one article."""
    seen = Seen()
    counted: list[Fold] = []
    for hour in range(0, 168, 6):
        kept = fold_all(seen, [mention(1, after_s=hour * 3_600)], DAY_S)
        counted += [one.fold for one in kept]
        seen = remember(seen, kept, DAY_S)

    assert counted == [Fold.ORIGIN] + [Fold.REPEAT] * (len(counted) - 1)


def test_texts_too_short_to_compare_are_told_apart_by_id_alone() -> None:
    assert folds(mention(1, signature=b""), mention(2, signature=b"")) == [Fold.ORIGIN, Fold.ORIGIN]


def test_memory_of_leaders_is_bounded_and_drops_the_oldest() -> None:
    seen = Seen()
    for number in range(LEADERS + 30):
        signature = bytes((number * 7 + place * (number + 3)) % 256 for place in range(64))
        one = Kept(mention=mention(number, after_s=number, signature=signature), fold=Fold.ORIGIN, leader=number)
        seen = remember(seen, [one], DAY_S)

    assert len(seen.leader_keys) == LEADERS
    assert seen.leader_keys[0] == 30
    assert len(seen.signatures) + len(seen.anchors) + 12 * LEADERS <= 16 * 1024
