"""One partition's outboxes: what is written of them brings them back, and what comes again changes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from msgspec.structs import replace

from tests.builders import NOON, change
from tests.desks import answer
from workers.alert.route import RouteRules
from workers.alert.silence import Silence
from workers.alert.subscription import Subscription, WatchChoice
from workers.hosts.desk import Terms
from workers.hosts.kafka.codecs import HostTick, NoticeEvent, Offer
from workers.hosts.kafka.engine.kept import Row
from workers.hosts.kafka.notifying.branch import Branch, key_of, row_key
from workers.hosts.lines import Lines
from workers.hosts.observe import Observer
from workers.model.alert import AlertState, Change, ChangeType
from workers.model.notice import Verdict
from workers.model.setting import Duration

DESK = Subscription(id="desk.one", watches=WatchChoice(ids=("*",)), channels=("hook",), repeat_after=Duration("6h"))
RULES = RouteRules(subscriptions=(DESK,))
EXERCISE = Silence(id="s1", watches=WatchChoice(ids=("pier",)), by="me", because="known")
UPDATE = change(sequence=1, type=ChangeType.UPDATED, changed_at=NOON + timedelta(minutes=20))
END = change(sequence=2, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, changed_at=NOON + timedelta(minutes=50))
ROW = row_key((DESK.id, END.alert_id))
QUIET = Observer(structlog.get_logger(wrapper_class=structlog.make_filtering_bound_logger("critical")))


def open_branch(rows: dict[bytes, bytes] | None = None, *, live: bool = True) -> Branch:
    return Branch(3, {} if rows is None else rows, RULES, Lines({}, (0, 60)), Terms(schedule=(0, 60)), live=live)


def hear(branch: Branch, *events: NoticeEvent, now: datetime = NOON) -> list[Verdict]:
    heard = [delivery for event in events for delivery in branch.hear(event, now, QUIET)]
    return [one.verdict for one in heard if one.attempt is None]


def offer(told: Change) -> Offer:
    return Offer(subscription_id=DESK.id, change=told)


def tell(branch: Branch, *changes: Change) -> None:
    """Offer changes, and have each of them accepted."""
    for one in changes:
        hear(branch, offer(one))
        for attempt in branch.due(NOON):
            hear(branch, answer(attempt))


def kept(rows: Iterable[Row]) -> dict[bytes, bytes | None]:
    return {row.key: row.value for row in rows}


def whole(rows: Iterable[Row]) -> dict[bytes, bytes]:
    return {row.key: row.value for row in rows if row.value is not None}


def test_a_row_is_named_by_subscription_and_alert_whatever_stands_in_their_ids() -> None:
    assert key_of(row_key(("a.b c", "7f3c9e21d04b"))) == ("a.b c", "7f3c9e21d04b")


def test_what_is_owed_is_owed_under_the_same_id_by_who_takes_over() -> None:
    before = open_branch()
    hear(before, offer(change()))
    (first,) = before.due(NOON)
    after = open_branch(whole(before.rows()))

    assert after.owed == 1
    assert [attempt.notice.id for attempt in after.due(NOON)] == [first.notice.id]


def test_a_change_that_comes_again_changes_nothing_whoever_hears_it() -> None:
    rows: dict[bytes, bytes] = {}
    before = open_branch(rows)
    tell(before, change(), UPDATE)
    rows.update(whole(before.rows()))
    after = open_branch(rows)
    verdicts = [hear(one, offer(change()), offer(UPDATE)) for one in (before, after)]

    assert verdicts == [[], []]
    assert [kept(one.rows()) for one in (before, after)] == [{}, {}]


def test_an_update_that_comes_again_after_the_end_is_not_told() -> None:
    """Not even to who does not want to be told of ends."""
    wish = replace(DESK, tell_resolved=False)
    rows: dict[bytes, bytes] = {}
    before = Branch(3, rows, RouteRules(subscriptions=(wish,)), Lines({}), Terms(schedule=(0,)), live=True)
    tell(before, change(), END)
    rows.update(whole(before.rows()))
    after = Branch(3, rows, RouteRules(subscriptions=(wish,)), Lines({}), Terms(schedule=(0,)), live=True)

    assert [hear(one, offer(UPDATE)) for one in (before, after)] == [[], []]
    assert after.due(NOON) == []


def test_an_answer_that_comes_again_is_no_record() -> None:
    branch = open_branch()
    hear(branch, offer(change()))
    (attempt,) = branch.due(NOON)
    records = [branch.hear(answer(attempt), NOON, QUIET) for _ in range(2)]

    assert [len(one) for one in records] == [1, 0]


def test_an_offer_to_a_subscription_that_is_gone_is_passed_over() -> None:
    branch = open_branch()

    assert hear(branch, Offer(subscription_id="gone", change=change())) == []
    assert kept(branch.rows()) == {}


def test_whoever_is_told_of_nothing_leaves_no_row() -> None:
    branch = Branch(
        3,
        {},
        RouteRules(subscriptions=(DESK,), tell_from=NOON + timedelta(days=1)),
        Lines({}),
        Terms(schedule=(0,)),
        live=True,
    )

    assert hear(branch, offer(change()), offer(END)) == [Verdict.HOLD_MUTED, Verdict.HOLD_RESOLVED_UNTOLD]
    assert kept(branch.rows()) == {}


def test_a_tick_tells_again_what_is_open_though_another_heard_of_it() -> None:
    before = open_branch()
    tell(before, change())
    after = open_branch(whole(before.rows()))

    assert hear(after, HostTick(at=NOON + timedelta(hours=5))) == []
    assert hear(after, HostTick(at=NOON + timedelta(hours=6))) == [Verdict.SEND_REPEAT]


def test_where_pages_move_time_a_tick_says_nothing_of_it() -> None:
    branch = open_branch(live=False)
    tell(branch, change())
    silent = hear(branch, HostTick(at=NOON + timedelta(days=300)))
    hear(branch, Offer(subscription_id="gone", change=change(changed_at=NOON + timedelta(hours=7))))

    assert silent == []
    assert hear(branch, HostTick(at=NOON)) == [Verdict.SEND_REPEAT]


def test_the_time_of_the_pages_is_known_to_who_takes_over() -> None:
    before = open_branch(live=False)
    tell(before, change(), replace(UPDATE, changed_at=NOON + timedelta(hours=1)))
    after = open_branch(whole(before.rows()), live=False)
    hear(after, offer(change(alert_id="other", sequence=0, changed_at=NOON)))

    assert hear(after, HostTick(at=NOON)) == []


def test_what_a_silence_held_is_told_at_the_tick_after_it_was_ended() -> None:
    before = open_branch()
    before.silence((EXERCISE,))
    held = hear(before, offer(change()), offer(UPDATE))
    after = open_branch(whole(before.rows()))
    after.silence((EXERCISE,))
    still = hear(after, HostTick(at=NOON))
    after.silence(())

    assert (held, still) == ([Verdict.HOLD_SILENCED] * 2, [])
    assert hear(after, HostTick(at=NOON)) == [Verdict.SEND_FIRST]
    assert [attempt.notice.sequence for attempt in after.due(NOON)] == [1]


def test_what_ended_and_owes_nothing_is_forgotten_after_a_week() -> None:
    branch = open_branch()
    tell(branch, change(), END)
    first = kept(branch.rows())
    hear(branch, HostTick(at=END.changed_at + timedelta(days=7)))
    within = kept(branch.rows())
    hear(branch, HostTick(at=END.changed_at + timedelta(days=7, minutes=20)))

    assert first.keys() == {ROW}
    assert (within, kept(branch.rows())) == ({}, {ROW: None})


def test_what_is_open_or_owed_is_never_forgotten() -> None:
    still_open, owed = open_branch(), open_branch()
    tell(still_open, change())
    tell(owed, change())
    hear(owed, offer(END))
    for branch in (still_open, owed):
        list(branch.rows())
        hear(branch, HostTick(at=NOON + timedelta(days=300)))

    assert kept(owed.rows()) == {}
    assert None not in kept(still_open.rows()).values()


def early(told: Change) -> Offer:
    return Offer(subscription_id="late", change=told)


LATE = RouteRules(subscriptions=(DESK, replace(DESK, id="late")))
TERMS = Terms(schedule=(0, 60))


def test_an_offer_to_a_subscription_that_another_notifier_knows_already_is_heard_after_the_reload() -> None:
    """The one that routes may reload before the one that has the outbox."""
    branch = open_branch()
    before = hear(branch, early(change()), early(UPDATE), HostTick(at=NOON))
    branch.reload(LATE, TERMS)
    after = hear(branch, HostTick(at=NOON + timedelta(minutes=5)))

    assert (before, after) == ([], [Verdict.SEND_FIRST, Verdict.SEND_UPDATE])
    assert hear(branch, HostTick(at=NOON + timedelta(minutes=5))) == []


def test_an_offer_to_a_subscription_that_nobody_brings_is_let_go() -> None:
    branch = open_branch()
    hear(branch, early(change()))
    hear(branch, HostTick(at=NOON + timedelta(minutes=5, seconds=1)))
    branch.reload(LATE, TERMS)

    assert hear(branch, HostTick(at=NOON + timedelta(minutes=6))) == []
