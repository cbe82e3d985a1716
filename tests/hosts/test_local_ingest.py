"""`groundswell run` on pages whose sources fail: what an operator is told, and what can be asked afterwards."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workers.cli import main

BEGIN = datetime(2025, 3, 3, tzinfo=UTC)
ONE_OUT = range(60 * 54, 60 * 60)
"""Minutes from the beginning; two days and a night before, all is well."""
ALL_OUT = range(60 * 61, 60 * 66)
END = 60 * 69
SOURCES = ("harbour.example", "valley.example", "hills.example")

WATCHES = "watches: [{id: pier, name: Old Pier, terms: [Old Pier]}]\n"
SUBSCRIPTIONS = """
subscriptions:
  - {id: desk, watches: {ids: [pier]}, channels: [log]}
  - {id: operators, watches: {ids: [ingest]}, kinds: [coverage_gap, ingest_anomaly], channels: [log]}
  - {id: night-shift, watches: {ids: [ingest]}, kinds: [coverage_gap], severity: critical, channels: [log]}
"""


def pages() -> Iterator[dict[str, str]]:
    """One every five minutes from each source; and when all are back, what they held up."""
    for minute in range(0, END, 5):
        for place, source in enumerate(SOURCES):
            lost = minute in ALL_OUT or (minute in ONE_OUT and source == "valley.example")
            if not lost:
                yield page(source, minute, place)
        if minute == ALL_OUT.stop:
            yield from (page(SOURCES[n % 3], minute, 10 + n) for n in range(150))


def page(source: str, minute: int, number: int) -> dict[str, str]:
    at = BEGIN + timedelta(minutes=minute, seconds=number)
    return {
        "url": f"https://{source}/{minute}-{number}",
        "fetched_at": at.isoformat(),
        "language": "en",
        "title": f"Council meets again, report {minute} {number}",
        "text": f"The council met for the {minute}th time and agreed on {number} things, none of which was new to it.",
    }


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failing")
    (folder / "config").mkdir()
    (folder / "config" / "watches.yaml").write_text(WATCHES, encoding="utf-8")
    (folder / "config" / "subscriptions.yaml").write_text(SUBSCRIPTIONS, encoding="utf-8")
    (folder / "config" / "groundswell.yaml").write_text("http: {port: 0}\n", encoding="utf-8")
    lines = [json.dumps(one) for one in pages()]
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert call(folder, "run", str(folder / "pages.jsonl")) == 0
    return folder


def call(folder: Path, *arguments: str) -> int:
    return main([*arguments, "--config", str(folder / "config"), "--state", str(folder / "state")])


def alerts(ran: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert call(ran, "alerts", "list", "--watch", "ingest", "--json") == 0
    return [json.loads(line) for line in reversed(capsys.readouterr().out.splitlines())]


def test_a_silent_source_then_all_of_them_then_a_flood_are_told_and_end(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = alerts(ran, capsys)

    assert [(one["kind"], one["state"], one["severity"]) for one in found] == [
        ("coverage_gap", "resolved", "warning"),
        ("coverage_gap", "resolved", "critical"),
        ("ingest_anomaly", "resolved", "warning"),
    ]
    assert [str(one["headline"]).split(";")[0] for one in found] == [
        "valley.example: back after 6 hours of nothing",
        "All sources: back after 5 hours of nothing",
        "All sources: back to usual after 40 minutes",
    ]


def test_whoever_asked_for_faults_is_told_and_the_news_desk_is_not(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: dict[str, list[object]] = {"desk": [], "operators": [], "night-shift": []}
    for alert in alerts(ran, capsys):
        call(ran, "deliveries", "list", "--alert", str(alert["alert_id"]), "--json")
        for line in capsys.readouterr().out.splitlines():
            delivery = json.loads(line)
            if delivery["attempt"] is None:
                told[delivery["subscription"]].append(delivery["verdict"])

    assert set(told["desk"]) == {"hold_other_kind"}
    assert told["operators"] == ["send_first", "send_resolved"] * 3
    assert told["night-shift"][-4:] == ["send_first", "send_resolved", "hold_other_kind", "hold_other_kind"]


def test_it_can_be_shown_and_explained_though_no_mentions_stand_behind_it(
    ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = str(alerts(ran, capsys)[0]["alert_id"])

    assert call(ran, "alerts", "show", first) == 0
    shown = capsys.readouterr().out
    assert call(ran, "explain", first) == 0
    explained = capsys.readouterr().out
    assert call(ran, "explain", first, str(ran / "pages.jsonl")) == 0
    replayed = capsys.readouterr().out

    assert "valley.example: nothing for" in shown
    assert "  0 articles seen, " in explained
    assert "the guard counts articles by source" in explained
    assert replayed == explained


def test_it_can_be_silenced_like_a_watch(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ("--until", "2099-01-01", "--by", "operators", "--because", "repairs")

    assert call(ran, "silences", "add", "--watch", "ingest", *said) == 0
    assert call(ran, "silences", "expire", capsys.readouterr().out.split()[-1]) == 0


def test_a_rule_test_may_expect_it_and_none_is_disturbed_by_it(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = """
    config: config
    pages: pages.jsonl
    only: true
    expect:
      - {watch: pier, alerts: 0}
      - {watch: ingest, kind: coverage_gap, alerts: 2}
      - {watch: ingest, kind: ingest_anomaly, alerts: 1}
    """
    (ran / "faults.test.yaml").write_text(written, encoding="utf-8")
    (ran / "news.test.yaml").write_text(written.split("      - {watch: ingest")[0], encoding="utf-8")

    assert main(["test", str(ran / "faults.test.yaml"), str(ran / "news.test.yaml")]) == 0
    assert "6 expectations, all passed" in capsys.readouterr().out


def test_a_backtest_counts_alerts_of_watches_alone(ran: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["backtest", "--config", str(ran / "config"), "--json", str(ran / "pages.jsonl")])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert code == 0
    assert [one["alerts"] for one in lines if one.get("watch") == "pier"] == [0]
