"""`groundswell rejects --kafka`: what was refused is found, shown, and fed again byte for byte."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kafka import KafkaProducer

from tests.broker import Flows
from tests.kafka.outside import write_config
from workers.cli import main
from workers.hosts.kafka.partitioning import partition_of
from workers.hosts.kafka.rejected import Headers, Refusal, reject_headers

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
"""Of late: a broker soon forgets records older than their flow keeps."""
OWN: Headers = [("content-type", b"text/plain"), ("trace", b"\x00\xff")]


def refused(number: int, reason: str = "no_text", **fields: object) -> Headers:
    said = {"flow": "x.pages", "partition": 1, "offset": number, "reason": reason, "detail": f"number {number}"}
    return reject_headers(OWN, Refusal(**{**said, "recorded_at": AT, **fields}))  # type: ignore[arg-type]


def put(flows: Flows, flow: str, *records: tuple[bytes | None, bytes, Headers]) -> None:
    """Write records (key, value, headers), each to partition 0, in order."""
    with closing(KafkaProducer(bootstrap_servers=flows.bootstrap, acks="all")) as producer:
        for key, value, headers in records:
            producer.send(flow, value=value, key=key, headers=headers, partition=0).get(timeout=30)


@pytest.fixture
def config(flows: Flows, tmp_path: Path) -> str:
    """Flows that are there, with three rejects: two of pages, one of them too large, and one of the counter."""
    folder = write_config(tmp_path / "config", flows)
    assert main(["flows", "ensure", "--config", folder]) == 0
    put(
        flows,
        f"{flows.prefix}.rejects",
        (b"k", b"caf\xe9", refused(7, "not_utf8")),
        (None, b"first bytes", refused(8, "too_large", size=9_000_000)),
        (b"a", b"\x02signal", refused(9, "broken_json", part="count", flow="x.signals")),
    )
    return folder


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_all_that_was_refused_is_listed_with_where_it_stood(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rejects", "list", "--kafka", "--json", "--config", config]) == 0

    found = lines(capsys)
    assert [(one["id"], one["reason"], one["part"]) for one in found] == [
        ("0:0", "not_utf8", "read"),
        ("0:1", "too_large", "read"),
        ("0:2", "broken_json", "count"),
    ]
    assert found[0] | {"refused_at": None} == {
        "id": "0:0",
        "at": f"{AT:%Y-%m-%dT%H:%M:%SZ}",
        "refused_at": None,
        "reason": "not_utf8",
        "detail": "number 7",
        "part": "read",
        "where": "x.pages 1 7",
        "size": 4,
        "kept": 4,
    }
    assert (found[1]["size"], found[1]["kept"]) == (9_000_000, 11)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--reason", "too_large"], ["0:1"]),
        (["--limit", "2"], ["0:1", "0:2"]),
        (["--since", "2024-06-18"], ["0:0", "0:1", "0:2"]),
        (["--since", "2100-01-01"], []),
    ],
)
def test_a_choice_of_them(config: str, capsys: pytest.CaptureFixture[str], options: list[str], ids: list[str]) -> None:
    """`--since` is when it was refused, not the page's own time: what broke with a deploy is looked for."""
    assert main(["rejects", "list", "--kafka", "--json", "--config", config, *options]) == 0

    assert [one["id"] for one in lines(capsys)] == ids


def test_one_is_shown_with_its_key_headers_and_bytes(config: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rejects", "show", "0:0", "--kafka", "--json", "--config", config]) == 0
    shown = json.loads(capsysbinary.readouterr().out)
    assert main(["rejects", "show", "0:0", "--kafka", "--raw", "--config", config]) == 0
    raw = capsysbinary.readouterr().out

    assert shown["key"] == "k"
    assert shown["headers"] == {"content-type": "text/plain", "trace": "\x00\\xff"}
    assert (shown["text"], shown["base64"], raw) == (None, "Y2Fm6Q==", b"caf\xe9")


def test_one_that_is_not_there_is_told(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for number in ("0:99", "5:0", "none"):
        assert main(["rejects", "show", number, "--kafka", "--config", config]) == 2
        assert f"no reject {number}" in capsys.readouterr().err


def test_a_page_is_fed_again_with_its_own_bytes_key_headers_and_time(
    config: str, flows: Flows, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rejects", "replay", "--kafka", "--config", config]) == 1

    streams = capsys.readouterr()
    assert streams.out == f"1 pages were fed again, to {flows.prefix}.pages\n"
    assert "reject 0:1 is left out: only 11 of its 9,000,000 bytes were kept" in streams.err
    assert "reject 0:2 is left out: it is no page: refused by count" in streams.err
    (record,) = flows.read(f"{flows.prefix}.pages", 1)
    assert (record.key, record.value, record.timestamp) == (b"k", b"caf\xe9", int(AT.timestamp() * 1000))
    assert list(record.headers) == [*OWN, ("groundswell.replayed", b"x.pages 1 7")]
    assert record.partition == partition_of(b"k", 2)


def test_a_dry_run_feeds_nothing(config: str, flows: Flows, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rejects", "replay", "--kafka", "--dry-run", "--reason", "not_utf8", "--config", config]) == 0

    assert capsys.readouterr().out == "1 pages would be fed again\n"
    assert flows.read(f"{flows.prefix}.pages", 1, patience_s=1) == []


def test_a_record_that_a_foreign_hand_wrote_is_listed_as_unknown(
    config: str, flows: Flows, capsys: pytest.CaptureFixture[str]
) -> None:
    put(flows, f"{flows.prefix}.rejects", (None, b"?", []))

    assert main(["rejects", "list", "--kafka", "--json", "--limit", "1", "--config", config]) == 0

    (one,) = lines(capsys)
    assert (one["reason"], one["part"], one["where"]) == ("unknown", "unknown", "? ? ?")


def test_many_are_fed_again_in_one_go(config: str, flows: Flows, capsys: pytest.CaptureFixture[str]) -> None:
    put(flows, f"{flows.prefix}.rejects", *[(b"%d" % n, b"page %d" % n, refused(n, "bug")) for n in range(300)])

    assert main(["rejects", "replay", "--kafka", "--reason", "bug", "--config", config]) == 0

    assert capsys.readouterr().out.startswith("300 pages were fed again")
    records = flows.read(f"{flows.prefix}.pages", 300)
    assert sorted(record.value for record in records) == sorted(b"page %d" % n for n in range(300))
