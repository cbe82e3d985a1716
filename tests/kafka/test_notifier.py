"""The notifier against a real broker and a real receiver: what is owed arrives, and is on record."""

import json
import time
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner
from kafka import KafkaProducer

from tests.broker import Flows
from tests.kafka.counting import read_whole
from tests.kafka.notifying import (
    Unsteady,
    accepted,
    make_life,
    make_place,
    open_notifier,
    produce,
    produce_offers,
    read_deliveries,
    read_outboxes,
    wait_for,
)
from tests.kafka.placing import Place
from tests.receiver import open_receiver
from workers.cli import cli
from workers.hosts.kafka.rejected import REASON, TOPIC, said_in
from workers.model.notice import Result, Verdict

ALL = "id: desk, watches: {ids: ['*']}"
SOON_S = 3.0
"""Seconds in which anything that was to come has come."""


def wait_recorded(place: Place, *names: str) -> None:
    wait_for(lambda: accepted(read_deliveries(place)) >= set(names), f"a record of {names}")


def type_(place: Place, *words: str) -> str:
    """Type a command; what it prints."""
    told = CliRunner().invoke(cli, [*words, "--config", str(place.folder), "--kafka"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return told.output


def test_each_change_is_told_to_who_asks_and_recorded_for_everyone(flows: Flows, tmp_path: Path) -> None:
    wishes = [ALL, "id: night, watches: {ids: [w1]}", "id: strong, watches: {ids: ['*']}, severity: critical"]
    unsteady = Unsteady(failing=0.0)
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, wishes)
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, make_life("a1", "w0"))
            wait_recorded(place, "a1.0.desk", "a1.1.desk", "a1.2.desk")
            asked = time.monotonic()
            code = notifier.stop()
            took_s = time.monotonic() - asked
    verdicts = {(one.subscription, one.sequence): one.verdict for one in read_deliveries(place) if not one.attempt}
    listed = [json.loads(line) for line in type_(place, "deliveries", "list", "--json").splitlines()]
    table = type_(place, "deliveries", "list", "--every", "--subscription", "night")

    assert code == 0
    assert took_s < 3 * SOON_S
    assert unsteady.taken == ["a1.0.desk", "a1.1.desk", "a1.2.desk"]
    assert verdicts == {
        ("desk", 0): Verdict.SEND_FIRST,
        ("desk", 1): Verdict.SEND_UPDATE,
        ("desk", 2): Verdict.SEND_RESOLVED,
        ("night", 0): Verdict.HOLD_NOT_SUBSCRIBED,
        ("night", 1): Verdict.HOLD_NOT_SUBSCRIBED,
        ("night", 2): Verdict.HOLD_NOT_SUBSCRIBED,
        ("strong", 0): Verdict.HOLD_TOO_WEAK,
        ("strong", 1): Verdict.HOLD_TOO_WEAK,
        ("strong", 2): Verdict.HOLD_RESOLVED_UNTOLD,
    }
    assert {key: outbox.owed for key, outbox in read_outboxes(place).items()} == {("desk", "a1"): ()}
    assert len(listed) == 12
    assert [one["verdict"] for one in listed if one["subscription"] == "desk" and not one["attempt"]] == [
        "send_first",
        "send_update",
        "send_resolved",
    ]
    assert table.count("asks for other watches") == 3


def test_a_change_that_comes_again_changes_nothing(flows: Flows, tmp_path: Path) -> None:
    """A counter that died between an alert and its own state sends the alert again."""
    unsteady, life = Unsteady(failing=0.0), make_life("a1", "w0", updates=2)
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [ALL])
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, [*life[:2], *life[:3], *life])
            wait_recorded(place, "a1.0.desk", "a1.1.desk", "a1.2.desk", "a1.3.desk")
            before = read_deliveries(place)
            produce(place, [*life, *life[::-1]])
            time.sleep(SOON_S)
            notifier.stop()

    assert unsteady.taken == ["a1.0.desk", "a1.1.desk", "a1.2.desk", "a1.3.desk"]
    assert read_deliveries(place) == before


def test_a_silence_by_command_holds_and_what_is_open_is_told_when_it_is_ended(flows: Flows, tmp_path: Path) -> None:
    unsteady = Unsteady(failing=0.0)
    why = ["--until", "2099-01-01", "--by", "me", "--because", "drill"]
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [ALL])
        crowd(place)
        before = type_(place, "silences", "add", "--watch", "w0", *why).strip()
        produce_offers(place, "desk", make_life("a-w0", "w0", ended=False))
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            later = type_(place, "silences", "add", "--watch", "w1", *why).strip()
            time.sleep(SOON_S)
            for watch in ("w1", "w2"):
                produce(place, make_life(f"a-{watch}", watch, ended=False))
            wait_recorded(place, "a-w2.1.desk")
            wait_for(lambda: len(read_deliveries(place)) >= 8, "verdicts on all")
            held = {(one.alert_id, one.detail) for one in read_deliveries(place) if one.verdict.name == "HOLD_SILENCED"}
            silent = list(unsteady.taken)
            type_(place, "silences", "expire", before)
            wait_recorded(place, "a-w0.1.desk")
            listed = [json.loads(line) for line in type_(place, "silences", "list", "--json").splitlines()]
            notifier.stop()
    last = [one.verdict for one in read_deliveries(place) if one.alert_id == "a-w0" and not one.attempt]

    assert held == {("a-w0", f"silence {before}"), ("a-w1", f"silence {later}")}
    assert silent == ["a-w2.0.desk", "a-w2.1.desk"]
    assert unsteady.taken[2:] == ["a-w0.1.desk"]
    assert last == [Verdict.HOLD_SILENCED, Verdict.HOLD_SILENCED, Verdict.SEND_FIRST]
    assert {one["id"]: (one["state"], one["kept_in"]) for one in listed} == {
        before: ("expired", "kafka"),
        later: ("holds", "kafka"),
    }


def crowd(place: Place) -> None:
    """Controls of a kind of tomorrow, so many that it takes a while to read them."""
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, linger_ms=20)) as producer:
        for number in range(20_000):
            producer.send(place.flows.controls.name, b"x" * 500, b"other %d" % number)
        producer.flush()


def test_a_receiver_that_is_down_is_tried_by_the_schedule_and_then_given_up(flows: Flows, tmp_path: Path) -> None:
    unsteady = Unsteady(failing=0.0)
    unsteady.down = True
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(
            tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [ALL], retry_after="[0s, 1s, 2s]"
        )
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, make_life("a1", "w0", updates=0, ended=False))
            wait_for(lambda: len(attempts(place)) >= 3, "three attempts")
            time.sleep(SOON_S)
            notifier.stop()
    came = [came.at for came in receiver.came]

    assert attempts(place) == [(1, Result.RETRY, "500"), (2, Result.RETRY, "500"), (3, Result.GAVE_UP, "500")]
    assert len(came) == 3
    assert came[1] - came[0] >= 1
    assert came[2] - came[1] >= 2
    assert read_outboxes(place)["desk", "a1"].owed == ()


def attempts(place: Place) -> list[tuple[int, Result, str]]:
    found = (one.attempt for one in read_deliveries(place) if one.attempt)
    return [(one.n, one.outcome, one.status) for one in found]


def test_an_attempt_under_way_is_waited_for_when_the_notifier_is_to_end(flows: Flows, tmp_path: Path) -> None:
    unsteady = Unsteady(failing=0.0)
    unsteady.wait_s = 0.8
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [ALL])
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, make_life("a1", "w0", updates=0, ended=False))
            wait_for(lambda: unsteady.under_way > 0, "an attempt", look_s=0.01)
            code = notifier.stop()
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            wait_recorded(place, "a1.0.desk")
            time.sleep(SOON_S)
            notifier.stop()

    assert code == 0
    assert unsteady.taken == ["a1.0.desk"]


def test_an_open_alert_is_told_again_when_its_subscription_asks_for_it(flows: Flows, tmp_path: Path) -> None:
    unsteady = Unsteady(failing=0.0)
    with open_receiver(unsteady.reply) as receiver:
        wish = f"{ALL}, repeat_after: 2s"
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [wish])
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, make_life("a1", "w0", updates=0, ended=False))
            wait_for(lambda: len(unsteady.taken) >= 2, "a repeat")
            notifier.kill()
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            wait_for(lambda: len(unsteady.taken) >= 4, "more of them after a restart")
            produce(place, make_life("a1", "w0", updates=0)[1:])
            wait_recorded(place, "a1.1.desk")
            told = len(unsteady.taken)
            time.sleep(SOON_S)
            notifier.stop()

    assert unsteady.taken[:3] == ["a1.0.desk", "a1.0r1.desk", "a1.0r2.desk"]
    assert unsteady.taken[-1] == "a1.1.desk"
    assert len(unsteady.taken) == told


def test_what_happened_before_tell_from_is_told_to_nobody(flows: Flows, tmp_path: Path) -> None:
    unsteady = Unsteady(failing=0.0)
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(
            tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [ALL], tell_from="2099-01-01T00:00:00Z"
        )
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, make_life("a1", "w0", updates=0, ended=False))
            wait_for(lambda: len(read_deliveries(place)) > 0, "a verdict")
            notifier.stop()

    assert [one.verdict for one in read_deliveries(place)] == [Verdict.HOLD_MUTED]
    assert unsteady.taken == []


def test_what_is_no_alert_is_refused_with_its_bytes_and_the_rest_is_told(flows: Flows, tmp_path: Path) -> None:
    unsteady = Unsteady(failing=0.0)
    with open_receiver(unsteady.reply) as receiver:
        place = make_place(tmp_path / "config", flows.bootstrap, flows.prefix, receiver, [ALL])
        with closing(KafkaProducer(bootstrap_servers=flows.bootstrap)) as producer:
            producer.send(place.flows.alerts.name, b"{broken").get(30)
            producer.send(place.flows.notices.name, b"\x09newer", b"desk").get(30)
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, make_life("a1", "w0", updates=0, ended=False))
            wait_recorded(place, "a1.0.desk")
            wait_for(lambda: len(read_whole(place, place.flows.rejects)) >= 2, "two rejects")
            notifier.stop()
    rejects = read_whole(place, place.flows.rejects)

    assert {(said_in(one.headers, TOPIC), one.value) for one in rejects} == {
        (place.flows.alerts.name, b"{broken"),
        (place.flows.notices.name, b"\x09newer"),
    }
    assert {said_in(one.headers, REASON) for one in rejects} == {"wrong_type"}
