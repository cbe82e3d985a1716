"""What is told of sources that fail, and when it is over."""

import pytest

from tests.unit.detect.faulty import END, FLOOD, GAP, NOON, OPENED, RESOLVED, many_papers, outline, steps_of, two_papers
from tests.unit.detect.newsroom import DAY, MONDAY, newsroom, without
from workers.detect.guard import Guard, decide_slot
from workers.model.alert import Severity
from workers.model.fault import ALL, MORE


def test_sound_weeks_are_not_worth_a_word() -> None:
    assert steps_of(two_papers()) == ()


def test_a_source_that_falls_silent_is_told_of_and_so_is_its_return() -> None:
    outage = range(NOON, NOON + 60)

    opened, resolved = steps_of(without(two_papers(), outage, "b.example"))

    assert outline([opened, resolved]) == [("b.example", GAP, "opened"), ("b.example", GAP, "resolved")]
    assert opened.fault.since == outage.start
    assert outage.start < opened.fault.told < outage.start + 36
    assert opened.fault.expected == pytest.approx(4 * opened.fault.slots, rel=0.2)
    assert resolved.fault.told == outage.stop + 2
    assert (resolved.fault.slots, resolved.fault.sequence) == (60, 1)
    assert resolved.fault.expected == pytest.approx(4 * 60, rel=0.2)


@pytest.mark.parametrize(("lost", "name", "later"), [(("b.example",), "b.example", 1.25), ((), ALL, 2.0)])
def test_silence_is_told_later_than_the_guard_begins_to_doubt(lost: tuple[str, ...], name: str, later: float) -> None:
    told = without(two_papers(), range(NOON, END), *lost)
    guard, noticed = Guard(), list[int]()
    for slot in range(MONDAY, NOON + 60):
        guard, verdict = decide_slot(guard, slot, told.get(slot, {}))
        noticed += [slot] * any(one == name for one, _ in verdict.sources)

    (opened,) = steps_of(told, NOON + 60)

    least = max(noticed[0] + 2, NOON + later * (noticed[0] + 1 - NOON) - 1)
    assert opened.fault.source == name
    assert opened.fault.told == pytest.approx(least, abs=1.5)


def test_a_pause_that_chance_may_make_is_not_told() -> None:
    assert steps_of(without(two_papers(), range(NOON, NOON + 8), "b.example")) == ()


def test_a_source_that_speaks_rarely_is_not_missed_for_a_day() -> None:
    told = two_papers()
    for slot in range(MONDAY, NOON, 72):
        told[slot] = {**told[slot], "rare.example": 1}

    assert steps_of(told) == ()


def test_a_source_of_yesterday_is_not_missed_yet() -> None:
    """Its first night would be taken for an outage."""
    told = two_papers()
    for slot in range(NOON - 300, NOON):
        told[slot] = {**told[slot], "new.example": 2}

    assert steps_of(told) == ()


def test_the_silence_of_everything_is_one_alert_and_a_critical_one() -> None:
    outage = range(NOON, NOON + 84)

    steps = steps_of(without(many_papers(40), outage))

    assert outline(steps) == [(ALL, GAP, "opened"), (ALL, GAP, "resolved")]
    assert steps[0].fault.severity is Severity.CRITICAL
    assert (steps[0].fault.since, steps[0].fault.blind) == (outage.start, True)
    assert steps[1].fault.told == outage.stop + 2


def test_the_silence_of_most_is_one_alert_that_names_a_few() -> None:
    """Nothing can alert then, so it is no matter of single sources."""
    told = many_papers(6)
    silent = [name for name in told[NOON] if name not in ("000.example", "005.example")]

    steps = steps_of(without(told, range(NOON, NOON + 100), *silent))

    whole = [one for one in steps if one.fault.source == ALL]
    assert outline(whole) == [(ALL, GAP, "opened"), (ALL, GAP, "resolved")]
    assert whole[0].fault.names == ("002.example", "001.example", "004.example")
    assert (whole[0].fault.sources, whole[0].fault.severity) == (3, Severity.CRITICAL)
    assert {one.fault.source for one in steps if one.type is OPENED and one.fault.told > whole[0].fault.told} == set()


def test_while_too_few_speak_nothing_is_told_of_single_sources() -> None:
    told = newsroom(MONDAY, 10, {"a": 20, "b": 20, "c": 15, "slow": 1})

    steps = steps_of(without(told, range(NOON, NOON + 90), "a", "b", "slow"))

    assert outline(steps) == [(ALL, GAP, "opened"), (ALL, GAP, "resolved")]
    assert steps[0].because == ("too_few_speak",)


def test_when_a_quarter_of_the_intake_is_silent_the_busiest_alert_speaks_for_it() -> None:
    told = newsroom(MONDAY, 10, {"a": 20, "b": 6, "c": 4})
    few = without(without(told, range(NOON, NOON + 90), "b"), range(NOON + 30, NOON + 90), "c")

    steps = [one for one in steps_of(few) if one.type is not RESOLVED]

    assert [(one.fault.source, one.because, one.fault.severity) for one in steps] == [
        ("b", ("silent",), Severity.NOTICE),
        ("b", ("severity_raised",), Severity.WARNING),
        ("c", ("silent",), Severity.NOTICE),
    ]
    assert steps[1].last is not None
    assert (steps[1].fault.sequence, steps[1].last.severity) == (1, Severity.NOTICE)


def test_a_source_that_is_a_quarter_of_the_intake_is_a_warning_at_once() -> None:
    told = newsroom(MONDAY, 10, {"a": 20, "b": 9, "c": 4})

    opened, _ = steps_of(without(told, range(NOON, NOON + 90), "b"))

    assert (opened.fault.source, opened.fault.severity) == ("b", Severity.WARNING)


def test_beyond_twenty_silent_sources_the_rest_are_one_alert() -> None:
    told = newsroom(MONDAY, 10, {"big.example": 400, **{f"{n:02}.example": 3 for n in range(26)}})

    steps = steps_of(without(told, range(NOON, NOON + 60), *(f"{n:02}.example" for n in range(26))))

    opened = [one.fault for one in steps if one.type is OPENED]
    assert len(opened) == 21
    assert (opened[-1].source, opened[-1].sources) == (MORE, 6)
    assert opened[-1].names == ("20.example", "21.example", "22.example")
    assert len([one for one in steps if one.type is RESOLVED]) == 21


def test_a_source_that_stays_away_is_let_go() -> None:
    end = MONDAY + 14 * DAY

    steps = steps_of(without(newsroom(MONDAY, 14, {"a": 9, "b": 3}), range(NOON, end), "b"), end)

    assert [one.because for one in steps] == [("silent",), ("source_gone",)]


def test_a_sign_of_life_now_and_then_is_no_return() -> None:
    """One alert for a scraper that is broken and now and then is not, not one an hour."""
    told = two_papers()
    broken = without(told, range(NOON, NOON + 120), "b.example")
    for slot in range(NOON + 30, NOON + 120, 12):
        broken[slot] = {**broken[slot], "b.example": 1}

    assert outline(steps_of(broken)) == [("b.example", GAP, "opened"), ("b.example", GAP, "resolved")]


def test_a_source_that_gives_more_than_ever_for_a_while_is_told() -> None:
    told = two_papers()
    for slot in range(NOON, NOON + 12):
        told[slot] = {**told[slot], "b.example": 80}

    opened, resolved = steps_of(told)

    assert outline([opened, resolved]) == [("b.example", FLOOD, "opened"), ("b.example", FLOOD, "resolved")]
    assert (opened.fault.told, opened.fault.observed) == (NOON + 2, 80)
    assert opened.fault.expected < 10
    assert resolved.fault.told == NOON + 12 + 6


@pytest.mark.parametrize("times", [2.0, 2.8])
def test_big_news_is_no_flood(times: float) -> None:
    """More than in any five minutes before, for hours."""
    told = newsroom(MONDAY, 10, {"a.example": 50, "b.example": 30})
    for slot in range(NOON, NOON + 36):
        told[slot] = {name: round(times * count) for name, count in told[slot].items()}

    assert steps_of(told) == ()


def test_a_flood_that_lasts_becomes_the_usual() -> None:
    told = {slot: {**one, "b.example": 30 if slot >= NOON else one["b.example"]} for slot, one in two_papers().items()}

    steps = steps_of(told)

    assert outline(steps) == [("b.example", FLOOD, "opened"), ("b.example", FLOOD, "resolved")]


def test_what_was_held_up_and_comes_at_once_is_told_at_once() -> None:
    outage = range(NOON, NOON + 84)
    told = without(two_papers(), outage)
    told[outage.stop] = {"a.example": 400, "b.example": 200}

    steps = steps_of(told)

    assert outline(steps) == [
        (ALL, GAP, "opened"),
        (ALL, FLOOD, "opened"),
        (ALL, GAP, "resolved"),
        (ALL, FLOOD, "resolved"),
    ]
    assert steps[1].fault.told == outage.stop
    assert not steps[3].fault.blind
