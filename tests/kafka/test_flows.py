"""`groundswell flows` against a real broker: what is made, altered, refused and told."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition

from tests.broker import Flows
from tests.kafka.outside import partitions_of, settings_for, settings_of, write_config
from workers.cli import main
from workers.hosts.kafka.flows import flows_of

HOUR_MS = 3_600_000


def told(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """Lines of standard output and of standard error."""
    streams = capsys.readouterr()
    return streams.out.splitlines(), streams.err.splitlines()


def test_all_flows_are_made_as_they_must_be_and_once(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, flows)
    wanted = flows_of(settings_for(flows.bootstrap, flows.prefix)).all()

    assert main(["flows", "ensure", "--config", config]) == 0
    made, _ = told(capsys)
    assert main(["flows", "ensure", "--config", config]) == 0
    again, _ = told(capsys)

    assert [line.partition(":")[0] for line in made] == [flow.name for flow in wanted]
    assert again == ["all flows are as they should be"]
    assert flows.names() == {flow.name for flow in wanted}
    for flow in wanted:
        assert partitions_of(flows.bootstrap, flow.name) == flow.partitions
        assert flow.config.items() <= settings_of(flows.bootstrap, flow.name).items()


def test_a_dry_run_makes_nothing(flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "ensure", "--dry-run", "--config", write_config(tmp_path, flows)]) == 0

    lines, _ = told(capsys)
    assert all("would be made" in line for line in lines)
    assert flows.names() == set()


def test_a_setting_that_differs_is_set_and_both_values_are_told(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, flows)
    controls = flows.make("controls", cleanup_policy="delete", max_message_bytes="1048588")
    rejects = flows.make("rejects", partitions=2, retention_ms=str(HOUR_MS), max_message_bytes=str(64 * 1024 * 1024))

    assert main(["flows", "ensure", "--config", config]) == 0

    lines, _ = told(capsys)
    assert f"{controls}: cleanup.policy set, delete -> compact" in lines
    assert f"{controls}: max.message.bytes set, 1048588 -> 8388608" in lines
    assert f"{rejects}: retention.ms set, {HOUR_MS} -> {7 * 24 * HOUR_MS}" in lines
    assert settings_of(flows.bootstrap, controls)["cleanup.policy"] == "compact"
    now = settings_of(flows.bootstrap, rejects)
    assert (now["retention.ms"], now["max.message.bytes"]) == (str(7 * 24 * HOUR_MS), str(64 * 1024 * 1024))


def test_the_number_of_partitions_is_never_changed_and_then_nothing_is(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More partitions would send a watch's mentions to a worker that has not its state."""
    signals = flows.make("signals", partitions=3)

    assert main(["flows", "ensure", "--config", write_config(tmp_path, flows)]) == 1

    _, errors = told(capsys)
    assert errors[0].startswith(
        f"groundswell: {signals}: found 3 partitions, expected 2; their number is never changed"
    )
    assert errors[-1] == "groundswell: nothing was changed"
    assert (flows.names(), partitions_of(flows.bootstrap, signals)) == ({signals}, 3)


def test_the_flow_of_pages_stays_as_those_who_write_to_it_made_it(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = flows.make("pages", partitions=5, retention_ms=str(HOUR_MS))

    assert main(["flows", "ensure", "--config", write_config(tmp_path, flows)]) == 0

    _, errors = told(capsys)
    assert any(f"{pages}: has 5 partitions" in line for line in errors)
    assert settings_of(flows.bootstrap, pages)["retention.ms"] == str(HOUR_MS)
    assert partitions_of(flows.bootstrap, pages) == 5


def test_what_the_broker_refuses_is_told_in_its_words(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, flows)
    written = (
        (tmp_path / "groundswell.yaml").read_text("utf-8").replace("partitions: 2", "partitions: 2, replication: 9")
    )
    (tmp_path / "groundswell.yaml").write_text(written, "utf-8")

    assert main(["flows", "ensure", "--config", config]) == 2

    _, errors = told(capsys)
    assert "cannot be made" in errors[0]
    assert "replication factor" in errors[0]


def test_status_tells_how_far_behind_a_group_is_and_how_old_its_oldest_unread_record(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path, flows)
    main(["flows", "ensure", "--config", config])
    pages = f"{flows.prefix}.pages"
    flows.send(pages, [b"%d" % number for number in range(40)])
    with closing(KafkaConsumer(bootstrap_servers=flows.bootstrap, group_id=f"{flows.prefix}.read")) as consumer:
        places = [TopicPartition(pages, number) for number in range(2)]
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.commit({place: OffsetAndMetadata(ends[place] // 2, "", -1) for place in places})
    capsys.readouterr()

    by_flow = status(config, capsys)
    for _ in range(20):  # a broker that has much to do does not always say how large a flow is
        if by_flow[pages]["bytes"] is not None:
            break
        by_flow = status(config, capsys)

    (reader,) = by_flow[pages]["groups"]
    assert by_flow[pages]["records"] == 40
    assert by_flow[pages]["bytes"] > 0
    assert reader["group"] == {"name": f"{flows.prefix}.read", "state": "Empty", "members": 0}
    assert reader["lag"] == sum(end - end // 2 for end in ends.values())
    assert 0 <= reader["oldest_s"] < 120
    assert by_flow[f"{flows.prefix}.signals"]["groups"][0]["oldest_s"] is None


def status(config: str, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    assert main(["flows", "status", "--json", "--config", config]) == 0
    return {one["flow"]: one for one in map(json.loads, told(capsys)[0])}


def test_status_of_flows_that_are_not_there_is_a_finding(
    flows: Flows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["flows", "status", "--config", write_config(tmp_path, flows)]) == 1

    lines, errors = told(capsys)
    assert len(lines) == 1 + len(errors) == 13
    assert all("there is no such flow; `groundswell flows ensure` makes it" in line for line in errors)
