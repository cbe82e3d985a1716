"""The parts on a real Kafka, scraped by a real Prometheus: no query of the dashboard is left empty."""

import re
import time
from datetime import UTC, datetime
from math import isnan
from pathlib import Path

import pytest

from tests.broker import Flows
from tests.prometheus import Prometheus, open_prometheus, wait_for
from tests.receiver import open_receiver
from tests.serving.dashboard import RULES, queries_of_dashboard
from tests.serving.newsroom import SECRET, broken, history, news, write_config
from tools.local.crew import Crew, Member
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import flows_of

pytestmark = pytest.mark.slow

NEWS = 60
PARTITIONS = 2
READER, COUNTER, NOTIFIER = (Member(part=part) for part in ("read", "count", "notify"))
MEMBERS = [READER, COUNTER, NOTIFIER]
SERVED = re.compile(r'"port": (\d+)|"health": "http://127\.0\.0\.1:(\d+)"')


def port_of(crew: Crew, member: Member) -> str | None:
    log = crew.log(member)
    found = SERVED.search(log.read_text(encoding="utf-8")) if log.exists() else None
    return found and (found[1] or found[2])


def is_answered(prometheus: Prometheus, query: str) -> bool:
    values = [sample.value for sample in prometheus.ask(query)]
    return bool(values) and not any(isnan(value) for value in values)


def test_every_query_of_the_dashboard_has_an_answer(flows: Flows, tmp_path: Path) -> None:
    with open_receiver() as desk:
        config = write_config(
            tmp_path / "config",
            {"desk": desk.url()},
            broker=flows.bootstrap,
            flows=f"{{prefix: {flows.prefix}., partitions: {PARTITIONS}}}",
        )
        pages = flows.make("pages", PARTITIONS, retention_ms="-1")
        assert flows_of(open_config(config).rules.settings).pages.name == pages
        assert groundswell(["flows", "ensure", "--config", str(config)]) == 0
        flows.send(pages, [value.strip() for value in history(datetime.now(UTC))])
        crew = Crew(folder=tmp_path / "crew", config=config, environment=SECRET)
        try:
            crew.start(MEMBERS)
            wait_for(lambda: all(port_of(crew, one) for one in MEMBERS), "all parts serve their metrics")
            targets = {f"127.0.0.1:{port_of(crew, one)}": one.part for one in MEMBERS}
            with open_prometheus(tmp_path / "prometheus", targets, RULES) as prometheus:
                look(prometheus, flows, pages)
        finally:
            crew.stop(MEMBERS)


def look(prometheus: Prometheus, flows: Flows, pages: str) -> None:
    signals = 'sum(groundswell_consumer_lag_records{flow=~"pages|signals|pulses"})'
    read = "sum(groundswell_pages_read_total)"
    wait_for(lambda: prometheus.value(read) == 3600, "history to be read")
    wait_for(lambda: prometheus.value(signals) < 5, "history to be counted")
    for line in news(NEWS):
        flows.send(pages, [line.strip()])
        time.sleep(0.02)
    flows.send(pages, [broken().strip()])
    wait_for(lambda: prometheus.value("sum(groundswell_pages_rejected_total)") == 1, "the last page to be read")
    taken = 'sum(groundswell_delivery_attempts_total{result="accepted"})'
    wait_for(lambda: prometheus.value(taken) >= 1, "a channel to take something")
    wait_for(lambda: prometheus.value("count(groundswell_watch_observed)") >= 1, "the busiest watches to be found")
    wait_for(lambda: prometheus.value("groundswell_watermark_timestamp_seconds") > 0, "the clock to be known")
    time.sleep(3)

    poor = {one.where: one.query for one in queries_of_dashboard() if not is_answered(prometheus, one.query)}

    assert poor == {}
    assert prometheus.value(read) == 3600 + NEWS
    assert prometheus.value('groundswell_consumer_lag_records{flow="pages"}') == 0
    assert prometheus.value('groundswell_alerts_open{kind="coverage_spike"}') >= 1
    assert prometheus.value("count(count by (hash) (groundswell_config_info))") == 1
    assert sorted(one.labels["part"] for one in prometheus.ask("up == 1")) == ["count", "notify", "read"]
