"""The real worker, scraped by a real Prometheus: every query answers, and a health rule reaches a person."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import isnan
from pathlib import Path

import pytest

from tests.alertmanager import open_alertmanager
from tests.prometheus import Prometheus, open_prometheus, program, wait_for
from tests.receiver import Came, Receiver, Reply, open_receiver
from tests.serving.dashboard import RULES, base_of, names_shown_by, queries_of_dashboard, queries_of_rules, selected
from tests.serving.newsroom import SECRET, broken, history, news, write_config
from workers.metrics import Part

pytestmark = pytest.mark.slow

RUN = (sys.executable, "-c", "import sys; from workers.cli import main; sys.exit(main())")
NEWS = 60
TOLD = """
route:
  receiver: operator
  group_by: [alertname]
  group_wait: 200ms
  group_interval: 500ms
  repeat_interval: 4h
receivers:
  - name: operator
    webhook_configs: [{{url: '{url}', send_resolved: true}}]
"""


@contextmanager
def open_worker(folder: Path, config: Path) -> Iterator[str]:
    """`groundswell run` that knows what is usual, and follows a file; yields ``host:port`` of its metrics."""
    (folder / "history.jsonl").write_bytes(b"".join(history(datetime.now(UTC))))
    (folder / "pages.jsonl").touch()
    places = ("--config", str(config), "--state", str(folder / "state"))
    environment, errors = {**os.environ, **SECRET}, folder / "errors"
    subprocess.run([*RUN, "learn", *places, str(folder / "history.jsonl")], env=environment, check=True)
    with errors.open("wb") as said:
        command = [*RUN, "run", *places, "--follow", str(folder / "pages.jsonl")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment)
    try:
        wait_for(lambda: '"port": ' in errors.read_text() or process.poll() is not None, "metrics are served")
        port = re.search(r'"port": (\d+)', errors.read_text())
        assert port is not None, errors.read_text()
        yield f"127.0.0.1:{port[1]}"
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def refuse(_: Came) -> Reply:
    """The far side wants nothing more of us."""
    return Reply(status=410)


def feed(folder: Path) -> None:
    """A name in the news, and a page that is none."""
    with (folder / "pages.jsonl").open("ab") as pages:
        for line in news(NEWS):
            pages.write(line)
            pages.flush()
            time.sleep(0.05)
        pages.write(broken())


@contextmanager
def open_world(folder: Path) -> Iterator[tuple[Prometheus, str, Receiver]]:
    """A worker with a channel that takes and one that refuses, a Prometheus, an Alertmanager, an operator."""
    with (
        open_receiver() as desk,
        open_receiver(refuse) as gone,
        open_alertmanager(folder / "alertmanager", TOLD) as alertmanager,
    ):
        config = write_config(folder / "config", {"desk": desk.url(), "gone": gone.url()})
        with (
            open_worker(folder, config) as address,
            open_prometheus(
                folder / "prometheus", {address: "run"}, RULES, alertmanager.url.removeprefix("http://")
            ) as prometheus,
        ):
            wait_for(lambda: prometheus.value("groundswell_build_info") == 1, "the worker was scraped")
            feed(folder)
            yield prometheus, address, alertmanager.receiver


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Prometheus, str, Receiver]]:
    with open_world(tmp_path_factory.mktemp("service")) as opened:
        prometheus = opened[0]
        wait_for(lambda: prometheus.value("sum(groundswell_pages_rejected_total)") >= 1, "the last line was read")
        taken = 'sum(groundswell_delivery_attempts_total{channel="desk", result="accepted"})'
        wait_for(lambda: prometheus.value(taken) >= 1, "a channel took something")
        busiest = 'groundswell_watch_observed{watch="w0"}'
        wait_for(lambda: prometheus.value(busiest) >= NEWS / 2, "the name in the news is among the busiest")
        time.sleep(2)
        yield opened


def metrics_page(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        page: str = answer.read().decode()
        return page


def test_promtool_finds_nothing_in_what_the_worker_says(world: tuple[Prometheus, str, Receiver]) -> None:
    page = metrics_page(world[1])

    found = subprocess.run(
        [program("promtool"), "check", "metrics"], input=page, capture_output=True, text=True, check=False
    )

    assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_every_query_of_the_dashboard_has_an_answer(world: tuple[Prometheus, str, Receiver]) -> None:
    """But for those about Kafka, which this worker has no part in."""
    ours = names_shown_by(Part.RUN) | {"process_resident_memory_bytes"}
    asked = [one for one in queries_of_dashboard() if {base_of(name) for name in selected(one.query)} <= ours]

    poor = {one.where: one.query for one in asked if not is_answered(world[0], one.query)}

    assert len(asked) > 20
    assert poor == {}


def is_answered(prometheus: Prometheus, query: str) -> bool:
    values = [sample.value for sample in prometheus.ask(query)]
    return bool(values) and not any(isnan(value) for value in values)


def test_every_query_of_the_rules_can_be_asked(world: tuple[Prometheus, str, Receiver]) -> None:
    for one in queries_of_rules():
        world[0].ask(one.query)


def test_a_rule_that_fires_reaches_a_person(world: tuple[Prometheus, str, Receiver]) -> None:
    prometheus, _, operator = world
    wait_for(lambda: "GroundswellNotTold" in prometheus.firing(), "the rule fires")
    wait_for(lambda: bool(operator.came), "the operator is told")

    told = [one for came in operator.came for one in json.loads(came.body)["alerts"]]

    (first,) = [one for one in told if one["labels"]["alertname"] == "GroundswellNotTold"][:1]
    assert first["status"] == "firing"
    assert first["labels"]["channel"] == "gone"
    assert first["annotations"]["runbook_url"] == "docs/runbooks.md#groundswellnottold"


def test_what_was_counted_is_what_was_given(world: tuple[Prometheus, str, Receiver]) -> None:
    """The numbers are true, not only there."""
    prometheus = world[0]

    assert prometheus.value("sum(groundswell_pages_read_total)") == NEWS
    assert prometheus.value('groundswell_step_taken_total{step="read"}') == NEWS + 1
    assert prometheus.value('groundswell_alerts_open{kind="coverage_spike"}') >= 1
    assert 0 < prometheus.value('groundswell_watch_expected{watch="w0"}') < NEWS / 2
    assert prometheus.value("groundswell_time_is_live") == 1
    assert prometheus.value("groundswell_config_reload_success") == 1
