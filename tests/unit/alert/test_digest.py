"""When a digest is due, and what it says."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, change, evidence
from workers.alert.digest import compose_digest, digest_now, due_digest, overflow_digest
from workers.alert.ledger import Ledger, spill
from workers.alert.subscription import DigestTimes, QuietHours, Subscription, WatchChoice
from workers.model.alert import AboutWatch, AlertState, Change, ChangeType, Part, Severity
from workers.model.digest import DigestOmitted, DigestReason
from workers.model.names import parts_of_notice
from workers.model.notice import DigestNotice, Verdict
from workers.model.setting import Duration, TimeOfDay

SEVEN = DigestTimes(at=TimeOfDay("07:00"))
SIX_HOURLY = DigestTimes(every=Duration("6h"))
MORNING = Subscription(
    id="desk.morning",
    watches=WatchChoice(ids=("*",)),
    channels=("mail",),
    digest=SEVEN,
    time_zone="Europe/Berlin",
)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Beirut", "Pacific/Apia")
YESTERDAY = Ledger(digest_at=NOON - timedelta(days=1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def alert(name: str, **fields: object) -> Change:
    """An alert of a watch of this name."""
    return change(alert_id=name.lower(), watch=AboutWatch(id=name.lower(), name=name), **fields)


def over(one: Change, **fields: object) -> Change:
    return replace(one, sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, **fields)


def composed(*changes: Change, now: datetime = NOON) -> DigestNotice:
    return compose_digest(MORNING, changes, DigestReason.SCHEDULE, at("2025-03-10T06:00"), now)


@pytest.mark.parametrize(
    ("times", "zone", "due"),
    [
        (SEVEN, "UTC", "2025-03-10T07:00"),
        (SEVEN, "Europe/Berlin", "2025-03-10T06:00"),
        (SEVEN, "America/New_York", "2025-03-10T11:00"),
        (SEVEN, "Pacific/Auckland", "2025-03-09T18:00"),
        (SIX_HOURLY, "Asia/Kolkata", "2025-03-10T12:00"),
        (DigestTimes(every=Duration("7h")), "UTC", "2025-03-10T09:00"),  # 483,777 hours after 1970 began
    ],
)
def test_a_digest_is_due_at_a_time_of_day_or_every_so_often(times: DigestTimes, zone: str, due: str) -> None:
    assert due_digest(times, zone, YESTERDAY, NOON) == at(due)


def test_it_is_due_from_its_minute_on_and_once() -> None:
    due = at("2025-03-10T07:00")
    told = Ledger(digest_at=due)

    assert due_digest(SEVEN, "UTC", Ledger(digest_at=at("2025-03-09T07:00")), due - timedelta(seconds=1)) is None
    assert due_digest(SEVEN, "UTC", YESTERDAY, due) == due
    assert due_digest(SEVEN, "UTC", told, due + timedelta(hours=23)) is None
    assert due_digest(SEVEN, "UTC", told, due + timedelta(hours=24)) == due + timedelta(hours=24)


def test_before_the_first_look_nothing_is_due() -> None:
    """Whoever begins at noon is owed no digest of the morning."""
    assert due_digest(SEVEN, "UTC", Ledger(), NOON) is None
    assert due_digest(SEVEN, "UTC", Ledger(digest_at=NOON), NOON) is None


def test_of_several_due_times_that_went_by_only_the_last_is_told() -> None:
    assert due_digest(SIX_HOURLY, "UTC", Ledger(digest_at=NOON - timedelta(days=3)), NOON) == NOON


def test_a_day_that_begins_twice_is_told_once() -> None:
    """In St. John's clocks went from one minute past midnight back to the evening before."""
    midnight, evening = at("2010-11-07T02:30"), at("2010-11-07T03:00")
    times, ledger = DigestTimes(at=TimeOfDay("00:00")), Ledger(digest_at=at("2010-11-06T12:00"))

    assert due_digest(times, "America/St_Johns", ledger, evening) == midnight
    assert due_digest(times, "America/St_Johns", Ledger(digest_at=midnight), at("2010-11-07T04:00")) is None


def test_in_quiet_hours_no_digest_is_told_and_at_their_end_one() -> None:
    wish = replace(MORNING, time_zone="UTC", quiet_hours=QuietHours(from_=TimeOfDay("22:00"), to=TimeOfDay("08:00")))

    assert digest_now(wish, YESTERDAY, at("2025-03-10T07:30")) is None
    assert digest_now(wish, YESTERDAY, at("2025-03-10T08:00")) == at("2025-03-10T07:00")
    assert digest_now(replace(wish, digest=None), YESTERDAY, NOON) is None


@given(
    st.sampled_from(ZONES),
    st.integers(0, 1_439).map(lambda minutes: TimeOfDay(f"{minutes // 60:02}:{minutes % 60:02}")),
    st.datetimes(datetime(2008, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
    st.integers(1, 20),
)
def test_whoever_looks_often_enough_is_told_once_a_day(zone: str, time: TimeOfDay, begin: datetime, days: int) -> None:
    """Whatever clocks do on one of these days; in Apia one of them has no hours at all."""
    ledger, due = Ledger(digest_at=begin), list[datetime]()
    for hours in range(days * 24 + 1):
        now = begin + timedelta(hours=hours)
        one = due_digest(DigestTimes(at=time), zone, ledger, now)
        if one is not None:
            ledger = replace(ledger, digest_at=one)
            due.append(one)
            assert now - one < timedelta(hours=1)

    assert days - 1 <= len(due) <= days + 1
    assert all(later > one for one, later in pairwise(due))


def test_a_digest_is_named_by_its_due_time_and_known_by_its_parts() -> None:
    notice = composed(alert("Pier"))

    assert notice.id == "digest-1741586400.0.desk.morning"
    assert parts_of_notice(notice.id) == (notice.alert_id, "desk.morning")
    assert (notice.verdict, notice.time_zone) == (Verdict.SEND_DIGEST, "Europe/Berlin")
    assert notice.asked == "subscription desk.morning: all watches"


def test_the_rarest_alerts_come_first_then_those_with_most_origins_then_the_latest() -> None:
    later = NOON + timedelta(minutes=1)
    notice = composed(
        alert("Old", evidence=evidence(origins=5)),
        alert("New", evidence=evidence(origins=5), changed_at=later),
        alert("Small", evidence=evidence(origins=4), changed_at=later),
        alert("Rare", evidence=evidence(origins=1), severity=Severity.CRITICAL),
    )

    assert [one.alert_id for one in notice.digest.alerts] == ["rare", "new", "old", "small"]


def test_an_alert_is_listed_as_it_is_now() -> None:
    part = Part(by="region", value="KR")
    end = over(alert("Pier", series=part), headline="Pier: back to usual", resolved_at=NOON)
    (entry,) = composed(alert("Pier", series=part), end).digest.alerts

    assert (entry.sequence, entry.state, entry.headline) == (1, AlertState.RESOLVED, "Pier: back to usual")
    assert (entry.series, entry.resolved_at) == (part, NOON)
    assert (entry.origins, entry.articles, entry.sources) == (
        end.evidence.origins, end.evidence.articles, end.evidence.sources,
    )  # fmt: skip


def test_fifty_are_listed_and_the_rest_is_counted() -> None:
    many = [alert(f"Pier{number}") for number in range(53)]
    notice = composed(*many, over(many[0]))

    assert len(notice.digest.alerts) == 50
    assert notice.digest.omitted == DigestOmitted(alerts=3, changes=4)
    assert notice.digest.headline.startswith("53 alerts since Sunday 07:00: ")
    assert notice.digest.headline.endswith(", ... (52 open, 1 over)")


EARLY, LATE = at("2025-03-10T06:12"), at("2025-03-10T09:00")


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ((alert("Pier"),), "1 alert since Sunday 07:00: Pier (open)"),
        ((over(alert("Pier")),), "1 alert since Sunday 07:00: Pier (over)"),
        (
            (alert("Pier", changed_at=LATE), over(alert("Mole", changed_at=EARLY))),
            "2 alerts since Sunday 07:00: Pier, Mole (1 open, 1 over)",
        ),
        (
            (alert("Pier"), replace(alert("Pier", series=Part(by="region", value="KR")), alert_id="other")),
            "2 alerts since Sunday 07:00: Pier (KR), Pier (2 open)",
        ),
        (
            tuple(over(alert(name)) for name in ("Delta", "Alpha", "Charlie", "Bravo")),
            "4 alerts since Sunday 07:00: Alpha, Bravo, Charlie, ... (4 over)",
        ),
        ((alert("Pier", changed_at=NOON - timedelta(days=2)),), "1 alert since Saturday 13:00: Pier (open)"),
        ((alert("Pier", changed_at=NOON - timedelta(days=7)),), "1 alert since 3 March 13:00: Pier (open)"),
    ],
)
def test_the_headline_says_how_many_since_when_which_and_how_they_stand(
    changes: tuple[Change, ...], headline: str
) -> None:
    """Since the due time before, or longer where something waited longer; in the reader's own time."""
    assert composed(*changes).digest.headline == headline


def test_on_the_same_day_the_hour_is_enough() -> None:
    wish = replace(MORNING, digest=SIX_HOURLY)
    digest = compose_digest(wish, [alert("Pier")], DigestReason.SCHEDULE, NOON, NOON).digest

    assert digest.headline == "1 alert since 07:00: Pier (open)"


def test_a_digest_spans_from_its_oldest_change_to_now() -> None:
    digest = composed(alert("Pier", changed_at=LATE), alert("Mole", changed_at=EARLY)).digest

    assert (digest.from_, digest.to, digest.because) == (EARLY, NOON, DigestReason.SCHEDULE)


def test_the_summary_of_what_was_too_much_says_so() -> None:
    ledger = Ledger()
    for number in range(60):
        ledger = spill(ledger, alert(f"Pier{number}", evidence=evidence(origins=number)), EARLY)
    assert ledger.overflow is not None
    notice = overflow_digest(MORNING, ledger.overflow, NOON)

    assert notice.id == f"overflow-{int(EARLY.timestamp())}000000.0.desk.morning"
    assert notice.digest.because is DigestReason.OVERFLOW
    assert notice.digest.headline == (
        "60 changes of about 60 alerts since 07:12, more than could wait one by one: Pier59, Pier58, Pier57, ..."
    )
    assert notice.digest.omitted == DigestOmitted(alerts=10, changes=10)
    assert (notice.digest.from_, notice.digest.to) == (EARLY, NOON)


def test_a_summary_of_few_is_exact() -> None:
    ledger = spill(spill(Ledger(), alert("Pier"), NOON), over(alert("Pier")), NOON)
    assert ledger.overflow is not None
    digest = overflow_digest(MORNING, ledger.overflow, NOON).digest

    assert digest.headline == "2 changes of 1 alert since 13:00, more than could wait one by one: Pier"
    assert (digest.alerts[0].state, digest.omitted) == (AlertState.RESOLVED, DigestOmitted(alerts=0, changes=1))
