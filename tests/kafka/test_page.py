"""The page of the whole: what others wrote, shown by a process that writes nothing and belongs to no group."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from msgspec.structs import replace

from tests.broker import Flows as Place
from tests.builders import NOON, change, mention
from tests.kafka.outside import write_config
from tests.serving.looking import serve
from workers.alert.state import new_state
from workers.channels import decode_channel
from workers.cli import main
from workers.detect.clock import Clock, InputClock, TimeRules
from workers.detect.partition import PartitionClock
from workers.documents.read import load_config
from workers.hosts.counter import Counter
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import alert_record
from workers.hosts.kafka.codecs import ClockRow, WatchRow
from workers.hosts.kafka.counting.states import CLOCK_KEY
from workers.hosts.kafka.counting.timekeeper import KEY
from workers.hosts.kafka.flows import Flows, flows_of
from workers.model.alert import AboutWatch, AlertState, Change, ChangeType
from workers.model.notice import Delivery, Verdict
from workers.rules import compile_rules, load_shipped

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

PATIENCE_S = 60.0
SAID = ["--by", "desk", "--because", "known"]


def opened() -> Change:
    return change(watch=AboutWatch(id="a", name="A"))


def ended() -> Change:
    later = NOON + timedelta(hours=4)
    return replace(
        opened(), sequence=1, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, changed_at=later, resolved_at=later
    )


def write(place: Place, flow: str, key: bytes | None, value: bytes, partition: int = 0) -> None:
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all")) as producer:
        producer.send(flow, value, key=key, partition=partition).get(timeout=30)


def tell(place: Place, flows: Flows, told: Change) -> None:
    record = alert_record(told)
    write(place, flows.alerts.name, record.key, record.value or b"")


def ask(address: str) -> Any:  # noqa: ANN401  # JSON
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.loads(answer.read())


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


def wait_for(found: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < until
        time.sleep(0.2)


def fill(place: Place, folder: str) -> Flows:
    """What counters, a timekeeper and a notifier would have written."""
    documents = load_config(Path(folder), decode_channel)
    rules = compile_rules(documents, load_shipped())
    flows = flows_of(rules.settings)
    counter = Counter(rules.watches, TimeRules())
    for number in range(1, 4):
        counter.count(mention(number, watch_id="a", counted=rules.watches["a"].counted_hash))
    row = WatchRow(state=counter.states.get("a") or new_state(rules.watches["a"]))
    write(place, flows.watches.name, b"a", codecs.watch_rows.encode(row))
    noon_s = int(NOON.timestamp())
    for partition in range(2):
        clock = PartitionClock(watermark_s=noon_s - 300 * partition)
        write(place, flows.watches.name, CLOCK_KEY, codecs.partition_clocks.encode(clock), partition)
    known = InputClock(done=1, at=NOON, heard_at=NOON)
    told = ClockRow(clock=Clock(inputs={"pages-0": known}, watermark_s=noon_s))
    write(place, flows.clock.name, KEY, codecs.clock_rows.encode(told))
    tell(place, flows, opened())
    held = Delivery(
        at=NOON, alert_id=opened().alert_id, sequence=0, subscription="desk", verdict=Verdict.HOLD_QUIET_HOURS
    )
    write(place, flows.deliveries.name, b"desk", json.dumps({"not": "ours"}).encode())
    write(place, flows.deliveries.name, b"desk", msgspec.json.encode(held))
    return flows


def test_what_others_wrote_is_shown_and_kept_up_with(flows: Place, tmp_path: Path) -> None:
    folder = write_config(tmp_path / "config", flows, "http: {port: 0}")
    assert main(["flows", "ensure", "--config", folder]) == 0
    ours = fill(flows, folder)
    ends = offsets(flows, ours)
    with serve(tmp_path, "work", "page", "--config", folder) as serving:
        address = serving.address
        wait_for(lambda: is_ready(address))
        (watch,) = ask(f"{address}/api/watches")
        (told,) = ask(f"{address}/api/alerts")
        detail = ask(f"{address}/api/alerts/{told['alert_id']}/detail")
        with urllib.request.urlopen(f"{address}/api/stream", timeout=30) as stream:
            begin = next(json.loads(line[6:]) for line in stream if line.startswith(b"data: "))
        assert offsets(flows, ours) == ends
        tell(flows, ours, ended())
        wait_for(lambda: ask(f"{address}/api/alerts") == [])
        steps = ask(f"{address}/api/alerts/{told['alert_id']}/detail")["steps"]
        groups = groups_of(flows)

    assert (watch["id"], sum(watch["observed"])) == ("a", 3)
    assert told["alert_id"] == opened().alert_id
    assert [one["because"] for one in detail["told"]] == ["quiet hours"]
    assert begin["put"]["status"][""]["host"] == "kafka"
    assert begin["put"]["status"][""]["watermark"] == "2025-03-10T12:00:00Z"
    assert [one["type"] for one in steps] == ["opened", "resolved"]
    assert not [name for name in groups if flows.prefix in name]
    assert serving.process.returncode == 0


def silences_on(address: str) -> Iterator[list[Any]]:
    """The silences of every status that the page is sent."""
    with urllib.request.urlopen(f"{address}/api/stream", timeout=PATIENCE_S) as stream:
        for line in stream:
            told = json.loads(line[6:]).get("put", {}) if line.startswith(b"data: ") else {}
            if "status" in told:
                yield told["status"][""]["config"]["silences"]


def test_it_goes_on_by_another_config_and_shows_silences_made_by_command(flows: Place, tmp_path: Path) -> None:
    folder = write_config(tmp_path / "config", flows, "http: {port: 0}")
    assert main(["flows", "ensure", "--config", folder]) == 0
    with serve(tmp_path, "work", "page", "--config", folder) as serving:
        address = serving.address
        wait_for(lambda: is_ready(address))
        named = [one["id"] for one in ask(f"{address}/api/watches")]
        (tmp_path / "config" / "watches.yaml").write_text("watches: [{id: b, name: B, terms: [Beta]}]\n")
        asked = urllib.request.Request(f"{address}/-/reload", method="POST")
        with urllib.request.urlopen(asked, timeout=60) as answer:
            words = answer.read().decode()
        wait_for(lambda: [one["id"] for one in ask(f"{address}/api/watches")] == ["b"])
        made = main(["silences", "add", "--kafka", "--config", folder, "--watch", "b", "--until", "2100-01-01", *SAID])
        (silence,) = next(silences for silences in silences_on(address) if silences)

    assert (named, made) == (["a"], 0)
    assert "watches: 1 added (b); 1 removed (a)" in words
    assert (silence["by"], silence["because"]) == ("desk", "known")


def offsets(place: Place, flows: Flows) -> dict[str, int]:
    """Records ever written to each flow of ours."""
    names = [flow.name for flow in flows.all()]
    with closing(KafkaAdminClient(bootstrap_servers=place.bootstrap)) as admin:
        told = admin.describe_topics(names)
    places = [TopicPartition(one["name"], part["partition_index"]) for one in told for part in one["partitions"]]
    with closing(KafkaConsumer(bootstrap_servers=place.bootstrap)) as consumer:
        ends = consumer.end_offsets(places)
    return {f"{where.topic}-{where.partition}": end for where, end in ends.items()}


def groups_of(place: Place) -> list[str]:
    with closing(KafkaAdminClient(bootstrap_servers=place.bootstrap)) as admin:
        return [str(one) for one in admin.list_groups()]


def test_where_others_can_reach_it_a_token_is_asked_for(flows: Place, tmp_path: Path) -> None:
    folder = write_config(tmp_path / "config", flows, "http: {port: 0}")

    assert main(["work", "page", "--config", folder, "--bind", "0.0.0.0"]) == 2
