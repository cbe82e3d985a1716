"""An alert's numbers, counted again."""

from datetime import timedelta

from tests.builders import NOON, change, evidence, mention, why
from workers.alert.counting import CountRules
from workers.detect.surprise import Surprise
from workers.model.alert import Change, Window
from workers.model.count import UnknownRange
from workers.study.recount import recount

RULES = CountRules(
    watch_id="pier",
    name="Pier",
    counted_hash="c1",
    watch_hash="sha256:aaaaaaaa",
    config_hash="sha256:bbbbbbbb",
    detector=Surprise(),
    threshold=1.95,
)
BUCKET = int(NOON.timestamp()) // 300
LAST = NOON + timedelta(minutes=14)


def told(observed: int, origins: int = 3) -> Change:
    """An alert of the third bucket after noon, judged by fifteen minutes."""
    window = Window(window="15m", observed=observed, expected=0.1, since=NOON)
    return change(
        opened_at=LAST,
        why=why(windows=(window,)),
        evidence=evidence(
            from_=NOON, to=LAST, origins=origins, articles=origins, sources=origins, copies_folded=0,
            languages={"en": origins}, terms={"pier": origins},
        ),
    )  # fmt: skip


MENTIONS = [mention(number, at=NOON + timedelta(minutes=7 * number)) for number in range(3)]


def test_numbers_that_follow_from_the_mentions_are_the_same() -> None:
    again = recount(told(3), MENTIONS, RULES)

    assert again.same
    assert [one.mention.article_id for one in again.kept] == ["a0", "a1", "a2"]


def test_mentions_before_the_evidence_are_not_counted() -> None:
    earlier = mention(9, at=NOON - timedelta(minutes=20))

    assert recount(told(3), [earlier, *MENTIONS], RULES).same


def test_a_copy_of_what_came_before_is_no_origin() -> None:
    copy = mention(9, at=NOON + timedelta(minutes=1), signature=MENTIONS[0].signature)
    numbers = {one.name: one.recounted for one in recount(told(3), [*MENTIONS, copy], RULES).numbers}

    assert (numbers["origins"], numbers["articles"], numbers["copies"]) == (3, 4, 1)


def test_no_window_counts_a_bucket_nobody_knows() -> None:
    unknown = [UnknownRange(first=BUCKET + 1, end=BUCKET + 2)]
    windows = recount(told(2), MENTIONS, RULES, unknown).windows

    assert [(one.told, one.recounted) for one in windows] == [(2, 2)]


def test_an_early_score_knew_only_what_had_come_by_then() -> None:
    later = mention(9, at=LAST + timedelta(seconds=30))

    assert recount(told(3), [*MENTIONS, later], RULES).same


def test_what_does_not_follow_is_said_with_both_numbers() -> None:
    again = recount(told(5, origins=4), MENTIONS, RULES)

    assert not again.same
    assert ("origins", 4, 3) in [(one.name, one.told, one.recounted) for one in again.numbers]
    assert [(one.told, one.recounted) for one in again.windows] == [(5, 3)]
