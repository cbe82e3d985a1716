"""The channel `alertmanager` against a real Alertmanager: what people are told by it."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.alertmanager import CONFIG, GROUP_WAIT_S, Alertmanager, open_alertmanager, wait_until
from tests.builders import notice
from tests.hosts.world import write_world
from tests.source import ROOT
from workers.channels.alertmanager import Alertmanager as Channel
from workers.channels.alertmanager_alerts import alerts_for
from workers.channels.base import Carriers
from workers.channels.guarded_http import Answer, NoAnswer, Post, post
from workers.errors import DeliveryFailed
from workers.model.alert import AboutWatch, AlertState, ChangeType, Kind, Part, Severity, SinceLast
from workers.model.notice import Notice, Verdict
from workers.model.setting import Duration

PIER = AboutWatch(id="pier", name="Pier")
RUN = "import sys; from workers.cli import main; sys.exit(main())"
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


def test_a_rise_is_told_and_the_old_severity_does_not_hang(alertmanager: Alertmanager) -> None:
    channel, higher = channel_to(alertmanager), Severity.CRITICAL
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


def test_the_route_of_the_document_is_one_and_leads_where_it_says(tmp_path: Path) -> None:
    """The program that comes with Alertmanager examines it."""
    document = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    (route,) = re.findall(r"^```yaml\n# alertmanager\.yml\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
    config = tmp_path / "alertmanager.yml"
    config.write_text(route, encoding="utf-8")

    def amtool(*words: str) -> str:
        return subprocess.run(["amtool", *words], check=True, capture_output=True, text=True, timeout=30).stdout

    def receivers(told: Notice) -> str:
        (posted,) = alerts_for(told, "", {}, datetime.now(UTC), timedelta(minutes=1))
        labels = [f"{name}={value}" for name, value in posted.labels.items()]
        return amtool("config", "routes", "test", f"--config.file={config}", *labels).strip()

    assert "SUCCESS" in amtool("check-config", str(config))
    assert receivers(opened()) == "desk"
    assert receivers(opened(Severity.CRITICAL)) == "on-duty"
    assert receivers(opened(kind=Kind.COVERAGE_GAP)) == "operators"


@contextmanager
def open_run(world: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`groundswell run --follow`, as a process."""
    inputs = [str(world / "a.jsonl"), str(world / "b.jsonl")]
    command = [sys.executable, "-c", RUN, "run", "--config", str(world / "config"), "--state", str(world / "s")]
    with (world / "log").open("wb") as log:
        running = subprocess.Popen([*command, "--follow", *inputs], stdout=log, stderr=log, cwd=ROOT)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def test_a_run_tells_beginning_rise_and_end_and_keeps_the_alert_open_for_as_long_as_is_asked(tmp_path: Path) -> None:
    """Days of pages are read in a second, so the end is known before anybody was told of the beginning."""
    world, held_s = write_world(tmp_path / "world"), 5
    with open_alertmanager(tmp_path / "am") as there:
        settings = f"url: '{there.url}', repost_every: 1s, hold_open: {held_s}s"
        (world / "config" / "channels.yaml").write_text(f"channels: [{{id: am, kind: alertmanager, {settings}}}]\n")
        (world / "config" / "subscriptions.yaml").write_text(
            'subscriptions: [{id: desk, watches: {ids: ["*"]}, channels: [am]}]\n'
        )
        with open_run(world):
            wait_until(lambda: ("resolved", "pier", "warning") in there.told)

    assert sorted(there.told) == [
        ("firing", "pier", "notice"),
        ("firing", "pier", "warning"),
        ("resolved", "pier", "notice"),
        ("resolved", "pier", "warning"),
    ]
    assert there.receiver.came[-1].at - there.receiver.came[0].at > held_s - 1
