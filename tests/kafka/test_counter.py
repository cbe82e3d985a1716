"""A counter on a real broker: the facts of one process, alerts as CloudEvents, nothing dropped in silence."""

import json
import urllib.request
from contextlib import closing

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from kafka import KafkaProducer
from msgspec.structs import replace

from tests.kafka.counting import (
    Counting,
    Start,
    burst_out,
    count_unbroken,
    read_facts,
    read_shares,
    read_whole,
    wait_counted,
)
from tests.kafka.placing import Place, write_watches
from tests.kafka.signalling import feed, make_bursts, make_steps, send_mention
from workers.hosts.kafka.alerts import decode_alert
from workers.hosts.kafka.rejected import DETAIL, OFFSET, REASON, TOPIC, said_in


def test_a_counter_on_kafka_leaves_the_facts_of_one_process(place: Place, start: Start) -> None:
    steps = make_steps(2, place.rules)
    unbroken, _ = count_unbroken(place.rules, steps)
    worker = start()

    feed(place, steps)
    wait_counted(place)

    facts, told = read_facts(place)
    assert facts == unbroken
    assert len(unbroken.ends) > 2
    assert {change.alert_id for change in told} >= set(unbroken.ends)
    assert worker.stop() == 0


def test_an_alert_is_a_cloud_event_that_others_can_read(place: Place, start: Start) -> None:
    start()
    burst_out(place, ["w0"], 1)
    wait_counted(place)

    (record,) = read_whole(place, place.flows.alerts)
    event = from_binary_event(KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value))
    change = decode_alert(record.value)

    assert (record.key, change.watch.id) == (b"w0", "w0")
    assert event.get_data() == json.loads(record.value)
    assert (event.get_specversion(), event.get_datacontenttype()) == ("1.0", "application/json")
    assert (event.get_id(), event.get_source()) == (f"{change.alert_id}.0", "groundswell")
    assert (event.get_type(), event.get_subject()) == ("groundswell.alert.opened", "w0")
    assert event.get_time() == change.changed_at


def test_what_cannot_be_counted_is_kept_with_the_reason(place: Place, start: Start) -> None:
    """Neither a value that is nothing of ours, nor a bug in a step, may stop those behind it or vanish."""
    plain = make_bursts(place.rules, ["w0"], 1)[0].mentions[0]
    odd = replace(plain, article_id="no hexadecimal number")
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all")) as producer:
        producer.send(place.flows.signals.name, b"nothing of ours", partition=0, headers=[("from", b"elsewhere")])
        producer.send(place.flows.pulses.name, b"\x01nor this", partition=0)
        send_mention(producer, place.flows, odd)
    start()

    burst_out(place, ["w0"], 1)
    wait_counted(place)

    rejects = {said_in(record.headers, DETAIL): record for record in read_whole(place, place.flows.rejects)}
    reasons = sorted((said_in(one.headers, REASON), said_in(one.headers, TOPIC)) for one in rejects.values())
    signals, pulses = place.flows.signals.name, place.flows.pulses.name
    assert reasons == [("bug", signals), ("wrong_type", pulses), ("wrong_type", signals)]
    strange = next(one for one in rejects.values() if one.value == b"nothing of ours")
    assert said_in(strange.headers, "from") == "elsewhere"
    assert said_in(strange.headers, OFFSET) == "0"
    assert len(read_whole(place, place.flows.alerts)) == 1


def test_mentions_this_config_does_not_know_are_counted_as_such(place: Place, start: Start) -> None:
    steps = make_bursts(place.rules, ["w0"], 1)
    known = steps[0].mentions[0]
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all")) as producer:
        send_mention(producer, place.flows, replace(known, watch_id="elsewhere"))
        send_mention(producer, place.flows, replace(known, counted="otherwise"))
    worker = start()

    feed(place, steps)
    wait_counted(place)

    assert "groundswell_mentions_unknown_total 2.0" in metrics_of(worker)
    assert set(states_of(place)) == {"w0"}


def test_a_watch_that_left_the_config_ends_its_alert_and_leaves_no_row(place: Place, start: Start) -> None:
    first = start()
    burst_out(place, ["w0", "w1"], 1)
    wait_counted(place)
    assert first.stop() == 0
    before = set(states_of(place))
    write_watches(place, ["w1", "w2"])

    start()
    feed(place, make_bursts(place.rules, ["w1"], 24)[:2])
    wait_counted(place)

    told = [decode_alert(record.value) for record in read_whole(place, place.flows.alerts)]
    ends = [(one.sequence, one.told_because, one.state.value) for one in told if one.watch.id == "w0"]
    assert before == {"w0", "w1"}
    assert ends == [(0, ("early_score",), "open"), (1, ("watch_removed",), "resolved")]
    assert set(states_of(place)) == {"w1"}


def states_of(place: Place) -> dict[str, object]:
    return {name: state for _, states in read_shares(place).values() for name, state in states.items()}


def metrics_of(worker: Counting) -> str:
    started = next(line for line in worker.told().splitlines() if '"started"' in line)
    with urllib.request.urlopen(f"{json.loads(started)['health']}/metrics", timeout=10) as page:
        text: str = page.read().decode()
    return text
