"""Both hosts with the channel `kafka`: what the config says reaches a topic of the user's."""

import json
from pathlib import Path

from tests.broker import Flows
from tests.hosts.world import write_world
from tests.kafka.notifying import PATIENCE_S, make_life, make_place, open_notifier, produce, wait_for
from tests.receiver import open_receiver
from workers.cli import main

EVERYTHING = 'id: desk, watches: {ids: ["*"]}'


def write_channels(config: Path, topic: str, more: str = "") -> None:
    (config / "channels.yaml").write_text(f"channels: [{{id: bus, kind: kafka, topic: {topic}{more}}}]\n")
    (config / "subscriptions.yaml").write_text('subscriptions: [{id: desk, watches: {ids: ["*"]}, channels: [bus]}]\n')


def test_a_run_without_a_broker_of_its_own_writes_to_one(tmp_path: Path, flows: Flows) -> None:
    topic, world = flows.make("desk"), write_world(tmp_path)
    write_channels(world / "config", topic, f", broker: '{flows.bootstrap}'")

    inputs = [str(world / "a.jsonl"), str(world / "b.jsonl")]
    assert main(["run", "--config", str(world / "config"), "--state", str(tmp_path / "s"), "--tell", *inputs]) == 0

    found = flows.read(topic, 2)
    told = [json.loads(one.value) for one in found]
    assert [one["type"].rsplit(".", 1)[-1] for one in told][:1] == ["opened"]
    assert told[-1]["state"] == "resolved"
    assert {one.key for one in found} == {b"pier"}
    assert [dict(one.headers)["ce_id"].decode() for one in found] == [one["notice"]["id"] for one in told]


def test_a_notifier_writes_to_the_broker_it_works_on_and_its_successor_goes_on(tmp_path: Path, flows: Flows) -> None:
    topic = flows.make("desk", partitions=2)
    with open_receiver() as receiver:
        place = make_place(tmp_path / "place", flows.bootstrap, flows.prefix, receiver, [EVERYTHING])
    write_channels(place.folder, topic)
    begun, end = make_life("a1", "w1", updates=0)

    with open_notifier(place) as notifier:
        notifier.wait_ready()
        produce(place, [begun])
        assert len(flows.read(topic, 1, PATIENCE_S)) == 1
        notifier.kill()
    with open_notifier(place) as notifier:
        notifier.wait_ready()
        produce(place, [end])
        wait_for(lambda: b"a1.1.desk" in ids_in(flows, topic), "the end")
        assert notifier.stop() == 0

    told = ids_in(flows, topic)
    assert list(dict.fromkeys(told)) == [b"a1.0.desk", b"a1.1.desk"]
    assert told.count(b"a1.0.desk") <= 2
    assert told.count(b"a1.1.desk") == 1


def ids_in(flows: Flows, topic: str) -> list[bytes]:
    """What was written so far; what was under way at the kill may be there twice, under one id."""
    return [dict(one.headers)["ce_id"] for one in flows.read(topic, 4, patience_s=1)]
