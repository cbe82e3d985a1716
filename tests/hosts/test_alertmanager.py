"""The channel `alertmanager` against a real Alertmanager: what people are told by it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.alertmanager import CONFIG, GROUP_WAIT_S, Alertmanager, open_alertmanager, wait_until
from tests.builders import notice
from workers.channels.alertmanager import Alertmanager as Channel
from workers.channels.base import Carriers
from workers.channels.guarded_http import Answer, NoAnswer, Post, post
from workers.errors import DeliveryFailed
from workers.model.alert import AboutWatch, AlertState, ChangeType, Part, Severity, SinceLast
from workers.model.notice import Notice, Verdict
from workers.model.setting import Duration

PIER = AboutWatch(id="pier", name="Pier")
LIVES_S = 4
WAIT_S = 2


def channel_to(there: Alertmanager, every: str = "60s", **labels: str) -> Channel:
    return Channel(id="am", url=there.url, repost_every=Duration(every), labels=labels)


def send(channel: Channel, told: Notice, attempt: int = 1) -> None:
    asyncio.run(channel.send(told, attempt, Carriers(print_line=print)))


def opened(
    severity: Severity = Severity.NOTICE, watch: AboutWatch = PIER, ago_s: float = 180, **fields: object
) -> Notice:
    """An alert; where it began longer ago than its group waits, it is told at once."""
    at = datetime.now(UTC) - timedelta(seconds=ago_s)
    return notice("desk", severity=severity, watch=watch, opened_at=at, changed_at=at, **fields)


def risen(was: Severity, now: Severity) -> Notice:
    first = opened(now)
    since = SinceLast(sequence=0, at=first.change.changed_at, origins=3, articles=4, severity=was)
    change = replace(first.change, type=ChangeType.UPDATED, sequence=1, since_last=since)
    return replace(first, change=change, verdict=Verdict.SEND_UPDATE)


def over(first: Notice) -> Notice:
    change = replace(first.change, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, sequence=9)
    return replace(first, change=change, verdict=Verdict.SEND_RESOLVED)


def test_an_alert_is_told_once_and_so_is_its_end(alertmanager: Alertmanager) -> None:
    channel = channel_to(alertmanager, team="asia")

    send(channel, opened(series=Part(by="region", value="KR")))
    assert alertmanager.wait_told(1) == [("firing", "pier", "notice")]
    send(channel, over(opened(series=Part(by="region", value="KR"))))
    assert alertmanager.wait_told(2)[1:] == [("resolved", "pier", "notice")]

    first = alertmanager.notifications[0][0]
    assert first.labels["part"] == "region=KR"
    assert first.labels["team"] == "asia"
    assert first.annotations["summary"].startswith("Pier: 3 independent stories")


def test_who_posts_again_keeps_it_open_and_tells_nobody(alertmanager: Alertmanager) -> None:
    """Each post is good for four times a second here; without them the alert ends by itself."""
    channel = channel_to(alertmanager, "1s")

    send(channel, opened())
    for _ in range(LIVES_S + 2):
        time.sleep(1)
        send(channel, opened(), attempt=0)
    assert alertmanager.told == [("firing", "pier", "notice")]

    assert alertmanager.wait_told(2)[1:] == [("resolved", "pier", "notice")]


def test_a_restart_forgets_alerts_and_the_next_post_brings_them_back_untold(alertmanager: Alertmanager) -> None:
    channel = channel_to(alertmanager)
    send(channel, opened())
    alertmanager.wait_told(1)

    alertmanager.stop()
    with pytest.raises(DeliveryFailed, match="no connection") as failed:
        send(channel, opened(), attempt=0)
    alertmanager.start()
    assert alertmanager.active() == {}
    send(channel, opened(), attempt=0)

    assert failed.value.retryable
    assert set(alertmanager.active()) == {"pier"}
    assert alertmanager.wait_told(1) == [("firing", "pier", "notice")]
    send(channel, over(opened()))
    assert alertmanager.wait_told(2)[1:] == [("resolved", "pier", "notice")]


def test_what_ends_while_its_group_waits_is_never_told(tmp_path: Path) -> None:
    """Therefore the channel asks to have alerts held open for longer than that."""
    with open_alertmanager(tmp_path, CONFIG.replace("group_wait: 500ms", f"group_wait: {WAIT_S}s")) as alertmanager:
        channel = channel_to(alertmanager)
        send(channel, opened(ago_s=0))
        send(channel, over(opened(ago_s=0)))
        time.sleep(WAIT_S + 4 * GROUP_WAIT_S)
        assert alertmanager.told == []

        send(channel, opened(ago_s=0))
        assert alertmanager.wait_told(1) == [("firing", "pier", "notice")]
        send(channel, over(opened(ago_s=0)))
        assert alertmanager.wait_told(2)[1:] == [("resolved", "pier", "notice")]


@pytest.mark.parametrize("higher", [Severity.WARNING, Severity.CRITICAL])
def test_a_rise_is_told_and_the_old_severity_does_not_hang(alertmanager: Alertmanager, higher: Severity) -> None:
    channel = channel_to(alertmanager)
    send(channel, opened())
    alertmanager.wait_told(1)

    send(channel, risen(Severity.NOTICE, higher))
    alertmanager.wait_told(3)
    for _ in range(3):
        send(channel, risen(Severity.NOTICE, higher), attempt=0)
        time.sleep(GROUP_WAIT_S)
    assert [sorted(one.short for one in told) for told in alertmanager.notifications[1:]] == [
        [("firing", "pier", higher.value), ("resolved", "pier", "notice")]
    ]

    send(channel, over(risen(Severity.NOTICE, higher)))
    assert alertmanager.wait_told(4)[3:] == [("resolved", "pier", higher.value)]
    assert alertmanager.active() == {}


def test_what_opened_as_critical_brings_no_end_of_anything(alertmanager: Alertmanager) -> None:
    """Though the end of an alert it never knew is no error, it would be told beside the critical one."""
    channel = channel_to(alertmanager)

    send(channel, opened(Severity.CRITICAL))
    alertmanager.wait_told(1)
    send(channel, risen(Severity.CRITICAL, Severity.CRITICAL))

    assert alertmanager.wait_told(1) == [("firing", "pier", "critical")]


def test_an_alert_that_alertmanager_cannot_take_is_refused_for_good(alertmanager: Alertmanager) -> None:
    """What the config lets pass is always right for this one; a stricter one may come."""

    async def spoil(request: Post) -> Answer | NoAnswer:
        return await post(replace(request, body=request.body.replace(b'"watch"', b'"not-a-label"')))

    with pytest.raises(DeliveryFailed, match="400: it refuses the alert") as failed:
        asyncio.run(channel_to(alertmanager).send(opened(), 1, Carriers(print_line=print, post=spoil)))

    assert not failed.value.retryable
    assert alertmanager.active() == {}


def test_another_server_at_the_address_is_told_apart(alertmanager: Alertmanager) -> None:
    lost = replace(channel_to(alertmanager), url=f"{alertmanager.url}/elsewhere")
    with pytest.raises(DeliveryFailed, match="404: no Alertmanager with API v2 at this address"):
        send(lost, opened())


def test_many_alerts_are_each_told(alertmanager: Alertmanager) -> None:
    channel, watches = channel_to(alertmanager), [AboutWatch(id=f"w{number}", name="W") for number in range(40)]

    for watch in watches:
        send(channel, opened(watch=watch))
    wait_until(lambda: len(alertmanager.told) >= len(watches))
    for watch in watches:
        send(channel, over(opened(watch=watch)))
    told = alertmanager.wait_told(2 * len(watches))

    assert sorted(told) == sorted((status, one.id, "notice") for one in watches for status in ("firing", "resolved"))
