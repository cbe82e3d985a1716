"""What became of everything around a time, and the first step that said no."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import NOON, mention
from tests.unit.study.steps import after, opened, resolved
from workers.alert.counting import CountRules
from workers.detect.surprise import Surprise
from workers.model.notice import Delivery, Verdict
from workers.model.signal import Mention, SlotRange
from workers.model.watch import Minimum
from workers.study.funnel import Asked, Funnel, Read, build_funnel, look_around
from workers.study.replayed import Heard, lives_of
from workers.study.verdicts import explain_funnel, first_no
from workers.study.words import NEAR
from workers.watch.weigh import Because

RULES = CountRules(
    watch_id="pier",
    name="Old Pier",
    counted_hash="c1",
    watch_hash="sha256:aaaaaaaa",
    config_hash="sha256:bbbbbbbb",
    detector=Surprise(),
    threshold=1.95,
)
QUIET = [mention(1_000 + number, at=NOON - timedelta(hours=7 * number)) for number in range(1, 30)]
"""Nine days with a mention every seven hours."""
BURST = [mention(number, at=after(number)) for number in range(1, 7)]
"""Six reports in six minutes."""
PAGES = Read(pages=40, refused=2, articles=41, found=6)


def funnel(
    mentions: Iterable[Mention] = (),
    *,
    late: Iterable[Mention] = (),
    read: Read = PAGES,
    rules: CountRules = RULES,
    unknown: tuple[SlotRange, ...] = (),
    minutes: float = 0,
    known: Iterable[Mention] = QUIET,
) -> Funnel:
    """Of the watch at noon, or so many minutes later."""
    heard = [Heard(mention=one, late=False) for one in (*known, *mentions)]
    heard += [Heard(mention=one, late=True) for one in late]
    asked = Asked(rules=rules, at=after(minutes), heard=heard, unknown=unknown)
    return build_funnel(look_around(asked), read, ())


def test_what_came_in_is_counted_by_what_it_added() -> None:
    copy = mention(7, at=after(7), signature=BURST[0].signature)
    again = replace(BURST[0], at=after(8))
    found = funnel([*BURST, copy, again], late=[mention(9, at=after(9))])

    assert (found.origins, found.copies, found.repeats, found.late, found.mentions) == (6, 1, 1, 1, 8)


def test_the_bucket_that_came_nearest_is_shown_as_counting_scored_it() -> None:
    found = funnel([*BURST, mention(50, at=after(50))])

    assert found.moment is not None
    assert found.moment.start_s == NOON.timestamp() + 300
    assert found.moment.score.value == pytest.approx(3.2, abs=0.5)
    assert found.moment.facts.articles == 6


def test_a_bucket_nobody_knows_is_not_scored() -> None:
    found = funnel(BURST, unknown=BROKEN)

    assert found.moment is not None
    assert (found.moment.blind, found.moment.score.value) == (True, 0.0)


def test_what_is_further_than_an_hour_away_is_not_asked_about() -> None:
    found = funnel(BURST, minutes=-120)

    assert found.moment is None
    assert found.mentions == 0


def test_the_time_told_of_reaches_as_far_back_as_the_window_that_decided() -> None:
    slow = [mention(number, at=after(-230 + 15 * number)) for number in range(1, 17)]
    found = funnel(slow, minutes=10)

    assert found.from_ <= after(-200)
    assert found.to == after(70)


def test_mentions_of_the_watch_as_it_was_before_do_not_count() -> None:
    assert funnel([replace(one, counted="c0") for one in BURST]).mentions == 0


def test_alerts_open_within_the_time_are_named() -> None:
    lives = lives_of([opened("a1"), resolved("a1", at=30), opened("a2", at=600)])
    asked = Asked(rules=RULES, at=after(20), heard=(), unknown=())
    found = build_funnel(look_around(asked), PAGES, lives)

    assert [life.first.alert_id for life in found.alerts] == ["a1"]


ALONE = [mention(1, at=NOON)]
BROKEN = (SlotRange(first=int(NOON.timestamp()) // 300 - 2, end=int(NOON.timestamp()) // 300 + 4),)
NO_SOURCES = [replace(one, source="paper.example", family="paper.example") for one in BURST]
COPIES = [mention(number, at=after(number), signature=QUIET[0].signature) for number in range(3)]
REPEATS = [replace(QUIET[0], at=after(number)) for number in range(3)]

FIRST_NO = [
    ("nothing was read", funnel(read=Read(pages=0)), "Nothing was read in this time."),
    ("nothing is remembered", funnel(read=Read()), "Nothing was read in this time."),
    ("all refused", funnel(read=Read(pages=3, refused=3)), "All 3 pages were refused; `groundswell read` says why."),
    ("no term", funnel(read=Read(pages=3, articles=9)), "None of 9 articles has a term of the watch."),
    (
        "only near",
        funnel(read=Read(pages=3, articles=9, near={"needs_missing": 3, "masked": 1})),
        f"No article is a mention, though 4 came near: 3 x {NEAR[Because.NEEDS_MISSING]}; 1 x {NEAR[Because.MASKED]}.",
    ),
    (
        "stale",
        funnel(read=Read(pages=3, articles=9, found=2, stale=2)),
        "All 2 articles that name it were published too long before they were fetched.",
    ),
    ("late", funnel(late=BURST), "All 6 mentions came after their buckets were closed: too late to count."),
    ("repeats", funnel(REPEATS), "All 3 mentions are articles that were counted before."),
    ("copies", funnel(COPIES), "All 3 new articles are copies of what was counted before: no new origin."),
    (
        "unknown",
        funnel(BURST, unknown=BROKEN),
        "Ingest was broken, or had just recovered: 6 of 6 mentions fell into buckets whose true count nobody knows.",
    ),
    ("learning", funnel(BURST, known=()), "The watch was still learning: 0.0 days are known, 24h are needed."),
    (
        "usual",
        funnel(ALONE),
        "Not rare enough: 1 in 15m, where 0.035 are usual: a score of 0.80, and the watch's line is 1.95.",
    ),
    (
        "few articles",
        funnel(BURST, rules=replace(RULES, minimum=Minimum(articles=9, sources=2))),
        "Rare enough, but on 6 articles only; 9 are asked for.",
    ),
    ("one source", funnel(NO_SOURCES), "Rare enough, but from 1 source only; 2 are asked for."),
    (
        "another config",
        funnel(BURST),
        "Nothing said no by the config as it is now; no alert is known all the same: has the config changed since?",
    ),
]


@pytest.mark.parametrize(("told", "said"), [case[1:] for case in FIRST_NO], ids=[case[0] for case in FIRST_NO])
def test_the_first_step_that_said_no_is_named(told: Funnel, said: str) -> None:
    assert first_no(told) == said
    assert list(explain_funnel(told))[-1] == said


def test_what_took_more_away_than_was_left_is_named_too() -> None:
    """One mention is not rare; twelve near misses may be the true reason."""
    said = first_no(funnel(ALONE, read=Read(pages=20, articles=20, found=1, near={"scope_region": 12})))

    assert said.endswith("the watch's line is 1.95. Besides, 12 articles only came near.")


def test_what_took_less_away_than_was_left_is_not_the_reason() -> None:
    said = first_no(funnel(ALONE, read=Read(pages=20, articles=20, found=1, near={"scope_region": 1})))

    assert "Besides" not in said


def delivery(verdict: Verdict) -> Delivery:
    return Delivery(at=NOON, alert_id="a1", sequence=0, subscription="desk", verdict=verdict)


def test_an_alert_is_the_answer_where_there_was_one() -> None:
    found = replace(funnel(BURST), alerts=lives_of([opened("a1")]))

    assert first_no(found) == "It did alert: a1; `groundswell explain a1` says why."
    assert first_no(found, [delivery(Verdict.SEND_FIRST)]).startswith("It did alert: a1")


def test_an_alert_that_nobody_was_told_of_says_why() -> None:
    found = replace(funnel(BURST), alerts=lives_of([opened("a1")]))
    held = [delivery(Verdict.HOLD_TOO_WEAK)]

    assert first_no(found, held) == "It did alert (a1), and nobody was told: desk hold_too_weak."
    assert "    change 0 to desk: hold_too_weak" in list(explain_funnel(found, held))


def test_every_step_is_told_with_its_numbers() -> None:
    lines = list(explain_funnel(funnel(BURST, read=replace(PAGES, near={"masked": 2}))))

    assert lines[:6] == [
        "pier (Old Pier), 2025-03-10 11:00 UTC to 2025-03-10 13:00 UTC",
        "  40 pages read, 2 of them refused",
        "  41 articles",
        "  2 nearly named the watch: its terms stand only inside masked phrases (masked)",
        "  6 named it; 0 of them too old to count",
        "  6 mentions; 0 came too late to count",
    ]
    assert "  6 origins" in lines
