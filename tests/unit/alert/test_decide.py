"""Send or hold, and why."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import NOON, change, evidence
from workers.alert.decide import Told, decide, is_old, is_repeat_due
from workers.alert.subscription import DigestTimes, Subscription, WatchChoice
from workers.model.alert import AboutWatch, AlertState, Change, ChangeType, Kind, Severity
from workers.model.notice import Verdict
from workers.model.setting import Duration, TimeOfDay

EVERYTHING = Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("log",))
OPENED = Told(sequence=0, state=AlertState.OPEN)


def resolved(**fields: object) -> Change:
    return change(type=ChangeType.RESOLVED, state=AlertState.RESOLVED, sequence=3, **fields)


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (WatchChoice(ids=("pier",)), True),
        (WatchChoice(ids=("mole",)), False),
        (WatchChoice(tags=("harbour",)), True),
        (WatchChoice(owners=("desk-one",)), True),
        (WatchChoice(tags=("*",)), True),
        (WatchChoice(ids=("mole",), tags=("harbour",)), True),
        (WatchChoice(), False),
    ],
)
def test_a_watch_is_chosen_by_id_tag_or_owner(choice: WatchChoice, wanted: bool) -> None:
    about = AboutWatch(id="pier", name="Pier", tags=("harbour", "sea"), owner="desk-one")

    verdict = decide(change(watch=about), replace(EVERYTHING, watches=choice), None, NOON)

    assert verdict is (Verdict.SEND_FIRST if wanted else Verdict.HOLD_NOT_SUBSCRIBED)


def test_a_watch_without_an_owner_belongs_to_nobody() -> None:
    choice = WatchChoice(owners=("desk-one",))

    assert decide(change(), replace(EVERYTHING, watches=choice), None, NOON) is Verdict.HOLD_NOT_SUBSCRIBED


def test_faults_of_our_own_sources_are_told_only_to_those_who_ask() -> None:
    gap = change(kind=Kind.COVERAGE_GAP)

    assert decide(gap, EVERYTHING, None, NOON) is Verdict.HOLD_OTHER_KIND


def test_an_alert_that_grows_strong_enough_is_told_as_a_first_one() -> None:
    wish = replace(EVERYTHING, severity=Severity.WARNING)

    assert decide(change(), wish, None, NOON) is Verdict.HOLD_TOO_WEAK
    assert decide(change(sequence=1, severity=Severity.WARNING), wish, None, NOON) is Verdict.SEND_FIRST


def test_a_later_change_of_a_told_alert_is_an_update() -> None:
    assert decide(change(sequence=1), EVERYTHING, OPENED, NOON) is Verdict.SEND_UPDATE


def test_a_change_told_before_is_not_told_again() -> None:
    assert decide(change(sequence=0), EVERYTHING, OPENED, NOON) is Verdict.HOLD_ALREADY_TOLD


def test_an_alert_that_opens_again_is_told_as_a_first_one() -> None:
    """After an end that was not confirmed the same id may open again."""
    ended = Told(sequence=1, state=AlertState.RESOLVED)

    assert decide(change(sequence=2), EVERYTHING, ended, NOON) is Verdict.SEND_FIRST


def test_the_end_is_owed_to_whoever_heard_the_beginning() -> None:
    wish = replace(EVERYTHING, severity=Severity.CRITICAL, regions=("KP",), max_age=Duration("1h"))

    assert decide(resolved(), wish, OPENED, NOON + timedelta(days=1)) is Verdict.SEND_RESOLVED


def test_the_end_is_owed_though_the_watch_is_wished_for_no_longer() -> None:
    """A watch that was taken out of the config had to be taken out of the subscriptions, too."""
    wish = replace(EVERYTHING, watches=WatchChoice(ids=("mole",)), kinds=())

    assert decide(resolved(), wish, OPENED, NOON) is Verdict.SEND_RESOLVED
    assert decide(resolved(), wish, None, NOON) is Verdict.HOLD_OTHER_KIND


def test_nobody_hears_the_end_of_what_they_never_heard_of() -> None:
    assert decide(resolved(), EVERYTHING, None, NOON) is Verdict.HOLD_RESOLVED_UNTOLD


@pytest.mark.parametrize(
    ("held", "because", "verdict"),
    [
        (Verdict.HOLD_QUIET_HOURS, "calm", Verdict.SEND_FIRST),
        (Verdict.HOLD_RATE_LIMITED, "calm", Verdict.SEND_FIRST),
        (Verdict.HOLD_FOR_DIGEST, "calm", Verdict.SEND_FIRST),
        (Verdict.HOLD_QUIET_HOURS, "not_confirmed", Verdict.HOLD_RESOLVED_UNTOLD),
        (Verdict.HOLD_SILENCED, "calm", Verdict.HOLD_RESOLVED_UNTOLD),
    ],
)
def test_what_came_and_went_while_it_waited_is_owed_once_unless_it_is_known_or_was_no_news(
    held: Verdict, because: str, verdict: Verdict
) -> None:
    assert decide(resolved(told_because=(because,)), EVERYTHING, None, NOON, held) is verdict


def test_ends_are_held_from_those_who_do_not_want_them() -> None:
    wish = replace(EVERYTHING, tell_resolved=False)

    assert decide(resolved(), wish, OPENED, NOON) is Verdict.HOLD_END_UNWANTED


@pytest.mark.parametrize(("origins", "sent"), [(9, True), (10, False)])
def test_a_third_of_the_origins_must_name_a_region_asked_for(origins: int, sent: bool) -> None:
    about = change(evidence=evidence(origins=origins, regions={"KP": 3, "FR": 9}))
    wish = replace(EVERYTHING, regions=("KP", "KR"))

    assert decide(about, wish, None, NOON) is (Verdict.SEND_FIRST if sent else Verdict.HOLD_OTHER_SUBJECT)


@pytest.mark.parametrize("asked", [{"topics": ("medtop:1",)}, {"languages": ("ko",)}])
def test_topics_and_languages_are_asked_for_likewise(asked: dict[str, tuple[str, ...]]) -> None:
    fitting = evidence(origins=3, topics={"medtop:1": 1}, languages={"ko": 1})
    other = evidence(origins=3, topics={"medtop:2": 3}, languages={"en": 3})
    wish = replace(EVERYTHING, **asked)

    assert decide(change(evidence=fitting), wish, None, NOON) is Verdict.SEND_FIRST
    assert decide(change(evidence=other), wish, None, NOON) is Verdict.HOLD_OTHER_SUBJECT


def test_alerts_about_ingest_reach_whoever_asks_for_their_kind() -> None:
    """They are of no watch, region, topic or language: a choice of these says nothing of them."""
    gap = change(
        kind=Kind.COVERAGE_GAP, watch=AboutWatch(id="ingest", name="All sources"), evidence=evidence(origins=0)
    )
    operators = replace(
        EVERYTHING, watches=WatchChoice(ids=("mole",)), kinds=(Kind.COVERAGE_GAP,), regions=("KR",), languages=("ko",)
    )

    assert decide(gap, operators, None, NOON) is Verdict.SEND_FIRST
    assert decide(gap, EVERYTHING, None, NOON) is Verdict.HOLD_OTHER_KIND
    assert decide(gap, replace(operators, severity=Severity.CRITICAL), None, NOON) is Verdict.HOLD_TOO_WEAK
    assert is_repeat_due(gap, replace(operators, repeat_after=Duration("1h")), TOLD, NOON + timedelta(hours=1))


def test_news_older_than_asked_for_is_held() -> None:
    wish = replace(EVERYTHING, max_age=Duration("1h"))

    assert decide(change(), wish, None, NOON + timedelta(minutes=60)) is Verdict.SEND_FIRST
    assert decide(change(), wish, None, NOON + timedelta(minutes=61)) is Verdict.HOLD_TOO_OLD


def test_older_news_is_for_the_digest_to_tell_where_there_is_one() -> None:
    wish = replace(EVERYTHING, max_age=Duration("1h"), digest=DigestTimes(at=TimeOfDay("07:00")))

    assert decide(change(), wish, None, NOON + timedelta(days=1)) is Verdict.SEND_FIRST
    assert [is_old(change(), wish, NOON + timedelta(minutes=minutes)) for minutes in (60, 61)] == [False, True]
    assert not is_old(change(), EVERYTHING, NOON + timedelta(days=9))


REPEATING = replace(EVERYTHING, repeat_after=Duration("6h"))
TOLD = Told(sequence=0, state=AlertState.OPEN, at=NOON)


@pytest.mark.parametrize(("hours", "due"), [(5.9, False), (6, True), (100, True)])
def test_an_open_alert_is_due_again_when_it_was_not_told_for_long(hours: float, due: bool) -> None:
    assert is_repeat_due(change(), REPEATING, TOLD, NOON + timedelta(hours=hours)) == due


@pytest.mark.parametrize(
    ("about", "wish", "told"),
    [
        (change(), EVERYTHING, TOLD),
        (change(), REPEATING, None),
        (resolved(), REPEATING, TOLD),
        (change(), REPEATING, Told(sequence=0, state=AlertState.RESOLVED, at=NOON)),
        (change(), replace(REPEATING, watches=WatchChoice(ids=("mole",))), TOLD),
        (change(), replace(REPEATING, kinds=(Kind.COVERAGE_GAP,)), TOLD),
    ],
)
def test_nothing_is_repeated_that_is_over_unwished_for_or_was_never_told(
    about: Change, wish: Subscription, told: Told | None
) -> None:
    assert not is_repeat_due(about, wish, told, NOON + timedelta(days=9))
