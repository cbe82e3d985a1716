"""What a watch counted, hour by hour, and what was usual."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, T0, at, mention
from workers.detect.origins import Fold
from workers.detect.partition import SLOT_S
from workers.detect.ratio import Ratio
from workers.model.signal import Mention, SlotRange
from workers.study.backtest import Span
from workers.study.course import Course, Courses, joined
from workers.study.recount import fold_history
from workers.study.replayed import Heard, Step
from workers.study.usual import HOUR_S

HOURS = 20 * 24
SPAN = Span(from_=T0, to=T0 + timedelta(hours=HOURS - 1))


def steps(mentions: list[Mention], unknown: dict[int, SlotRange] | None = None) -> list[Step]:
    """One for each; before the mention of a number the slots of that number are said to be unknown."""
    spans = unknown or {}
    return [
        Step(heard=(Heard(mention=one, late=False),), unknown=(spans[at],) if at in spans else ())
        for at, one in enumerate(mentions)
    ]


def course_of(taken: list[Step], span: Span = SPAN, lateness_s: int = 0) -> Course:
    courses = Courses({"acme": RULES}, lateness_s)
    assert list(courses.follow(taken)) == taken
    (course,) = courses.within(span)
    return course


def steady(days: int, a_day: int = 12) -> list[Mention]:
    return [mention(number, number * 24 / a_day) for number in range(days * a_day)]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 9)), max_size=60), st.integers(0, 99))
def test_the_counts_are_those_of_counting(made: list[tuple[int, int]], seed: int) -> None:
    """Copies within a day are one, whatever order the pages of ten minutes came in."""
    mentions = [
        replace(mention(number, minute / 60), signature=mention(text, 0).signature)
        for number, (minute, text) in enumerate(sorted(made))
    ]
    shaken = sorted(mentions, key=lambda one: one.at.timestamp() + Random(seed * one.position.offset).uniform(0, 600))
    counted = Counter(
        int((one.mention.at - T0).total_seconds()) // HOUR_S
        for one in fold_history(mentions, RULES)
        if one.fold is Fold.ORIGIN
    )

    assert Counter(dict(enumerate(course_of(steps(shaken), lateness_s=600).observed))) == counted


def test_what_comes_in_time_and_out_of_order_is_the_origin() -> None:
    """The earlier of two copies counts, though the later one and another bucket's mention came before it."""
    copies = [replace(mention(each, 0.96 + each / 10), signature=mention(0, 0).signature) for each in range(2)]
    other = mention(5, 1.2)

    assert course_of(steps([copies[1], other, copies[0]]), lateness_s=1_800).observed[:2] == (1, 1)


def test_what_came_too_late_is_not_counted() -> None:
    late = Step(heard=(Heard(mention=mention(1, 5), late=True),))

    assert sum(course_of([late]).observed) == 0


def test_the_hours_are_those_of_the_span() -> None:
    span = Span(from_=at(30.5), to=at(40.2))
    course = course_of(steps(steady(5)), span)

    assert course.from_s == int(at(30).timestamp())
    assert len(course.observed) == len(course.expected) == 11
    assert course.observed[:3] == (1, 0, 1)


def test_nothing_is_usual_before_anything_is_known() -> None:
    course = course_of(steps(steady(10)))

    assert set(course.expected[:24]) == {0.0}
    assert min(course.expected[24:]) > 0


def test_what_is_usual_is_learnt_and_forgotten() -> None:
    course = course_of(steps(steady(14)))

    assert sum(course.expected[13 * 24 : 14 * 24]) == pytest.approx(12, rel=0.15)
    assert sum(course.expected[19 * 24 : 20 * 24]) < sum(course.expected[14 * 24 : 15 * 24])


def test_a_day_does_not_know_itself() -> None:
    """Else every burst would be usual."""
    quiet = steady(15)
    loud = [*quiet[: 14 * 12], *(mention(1_000 + each, 14 * 24 + each / 60) for each in range(200))]
    plain, burst = course_of(steps(quiet)), course_of(steps(loud))

    assert burst.expected[: 15 * 24] == plain.expected[: 15 * 24]
    assert burst.expected[15 * 24 :] > plain.expected[15 * 24 :]


def test_an_outage_teaches_no_silence() -> None:
    """Four days of nothing that nobody knows the truth of leave what is usual as it was."""
    first = int(at(10 * 24).timestamp()) // SLOT_S
    gap = SlotRange(first=first, end=first + 4 * 288)
    back = [mention(5_000, 14 * 24 + 0.1)]
    told, silent = course_of(steps([*steady(10), *back], {120: gap})), course_of(steps([*steady(10), *back]))

    assert sum(told.expected[-24:]) > 1.2 * sum(silent.expected[-24:])


def test_what_is_counted_in_an_outage_teaches_nothing() -> None:
    """All at once, when the scraper is back: it is shown, and is no measure of anything."""
    first = int(at(10 * 24).timestamp()) // SLOT_S
    gap = SlotRange(first=first, end=first + 12)
    flood = [mention(5_000 + each, 10 * 24 + 0.5 + each / 1_000) for each in range(100)]
    quiet = course_of(steps([*steady(10), mention(9_000, 11 * 24)]))
    told = course_of(steps([*steady(10), *flood, mention(9_000, 11 * 24)], {120: gap}))

    assert told.observed[10 * 24] == 100
    assert sum(told.expected[-24:]) == pytest.approx(sum(quiet.expected[-24:]), rel=0.05)


def test_what_is_usual_stays_so_during_an_outage() -> None:
    first = int(at(10 * 24).timestamp()) // SLOT_S
    gap = SlotRange(first=first, end=first + 8 * 288)
    tail = Step(unknown=(gap,))
    told, silent = course_of([*steps(steady(10)), tail]), course_of(steps(steady(10)))

    assert sum(told.expected[17 * 24 : 18 * 24]) > 1.2 * sum(silent.expected[17 * 24 : 18 * 24])


def test_other_detectors_have_an_expectation_too() -> None:
    courses = Courses({"acme": replace(RULES, detector=Ratio())})
    list(courses.follow(steps(steady(3, a_day=96))))
    (course,) = courses.within(SPAN)

    assert course.expected[48] == pytest.approx(4, abs=1)


def test_unknown_spans_that_touch_are_one() -> None:
    spans = [SlotRange(first=1, end=3), SlotRange(first=3, end=4), SlotRange(first=9, end=10)]

    assert joined(spans) == [SlotRange(first=1, end=4), SlotRange(first=9, end=10)]
