"""The state on disk."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.builders import NOON, change, mention, notice, payload
from workers.alert.decide import Told
from workers.alert.outbox import Outbox, Owed
from workers.detect.clock import Clock
from workers.detect.partition import PartitionClock
from workers.errors import StateError
from workers.hosts.local.looking import AlertChoice, open_look
from workers.hosts.local.place import Place
from workers.hosts.local.schema import VERSION
from workers.hosts.local.silences import open_book
from workers.hosts.local.store import FILE, REJECT_BYTES, Stored, open_store
from workers.hosts.shelf import Row, row_form
from workers.model.alert import AlertState
from workers.model.notice import Delivery, Verdict
from workers.model.rejection import Reason, Rejection

DELIVERY = Delivery(at=NOON, alert_id="7f3c9e21d04b", sequence=0, subscription="desk", verdict=Verdict.SEND_FIRST)


def test_what_was_written_is_there_again(tmp_path: Path) -> None:
    outbox = Outbox(told=Told(sequence=0, state=AlertState.OPEN), owed=(Owed(channel_id="hook", notice=notice()),))
    row = row_form.encode(Row(outbox=outbox))
    with open_store(tmp_path) as store:
        store.write(
            Stored(
                places={"a.jsonl": Place(line=7, ahead=9)},
                clock=Clock(watermark_s=600),
                partition=PartitionClock(watermark_s=600),
                taken={"files": 8},
                outboxes={("desk", "7f3c9e21d04b"): row},
                shown=3,
            )
        )
    with open_store(tmp_path) as store:
        assert store.places() == {"a.jsonl": Place(line=7, ahead=9)}
        assert store.clock() == Clock(watermark_s=600)
        assert store.partition() == PartitionClock(watermark_s=600)
        assert store.taken() == {"files": 8}
        assert dict(store.outboxes().items()) == {("desk", "7f3c9e21d04b"): row}
        assert store.outboxes().get(("desk", "7f3c9e21d04b")) == row
        assert store.shown() == 3


def test_an_outbox_that_is_forgotten_leaves_no_row(tmp_path: Path) -> None:
    key, other = ("desk", "7f3c9e21d04b"), ("night", "7f3c9e21d04b")
    with open_store(tmp_path) as store:
        row = row_form.encode(Row())
        store.write(Stored(outboxes={key: row, other: row}))
        store.write(Stored(outboxes={key: None}))

        assert dict(store.outboxes().items()) == {other: row}
        assert store.outboxes().get(key) is None


def test_the_outbox_of_an_older_version_is_read_with_the_last_change_of_its_open_alert(tmp_path: Path) -> None:
    outbox, ended = Outbox(told=Told(sequence=0, state=AlertState.OPEN)), replace(change(), alert_id="other")
    before = msgspec.msgpack.encode(outbox)
    rows = [("desk", change().alert_id, before), ("desk", "other", before)]
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[change(), replace(ended, state=AlertState.RESOLVED)]))
        store.connection.executemany("insert into outbox values (?, ?, ?)", rows)
        read = {key[1]: row_form.decode(value) for key, value in store.outboxes().items()}

    assert read == {change().alert_id: Row(outbox=outbox, latest=change()), "other": Row(outbox=outbox)}


def test_two_runs_cannot_share_a_state(tmp_path: Path) -> None:
    with open_store(tmp_path), pytest.raises(StateError, match="another run holds this state"):
        open_store(tmp_path)


def test_a_state_is_free_again_when_its_run_has_ended(tmp_path: Path) -> None:
    with open_store(tmp_path):
        pass
    with open_store(tmp_path) as store:
        assert store.clock() is None


def test_a_state_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.connection.execute("pragma user_version = 99")

    with pytest.raises(StateError, match="newer version"):
        open_store(tmp_path)


def test_a_file_that_is_no_state_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but long enough to be looked at" * 100)

    with pytest.raises(StateError, match="not a database"):
        open_store(tmp_path)


def test_the_same_change_again_adds_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[change()]))
        store.write(Stored(changes=[change()]))

        assert [number for number, _ in store.changes_after(0)] == [1]


def test_a_change_with_another_body_stops_the_run(tmp_path: Path) -> None:
    """One identity, one body: anything else would tell receivers two stories under one name."""
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[change()]))

        with pytest.raises(StateError, match="another content"):
            store.write(Stored(changes=[change(headline="Pier: something else")]))


def test_a_transaction_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[change()], taken={"files": 1}))
        with pytest.raises(StateError):
            store.write(Stored(changes=[change(headline="other")], taken={"files": 2}, deliveries=[DELIVERY]))

        assert store.taken() == {"files": 1}
        assert store.connection.execute("select count(*) from deliveries").fetchone() == (0,)


def test_an_article_fetched_again_keeps_its_first_record(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write(Stored(articles=[("a1", 100, b"first")]))
        store.write(Stored(articles=[("a1", 200, b"second")]))

        assert store.connection.execute("select at, body from articles").fetchall() == [(100, b"first")]


def test_a_refused_page_is_kept_with_its_bytes_and_its_reason(tmp_path: Path) -> None:
    page = payload(b"\x00\x01binary")
    with open_store(tmp_path) as store:
        store.write(Stored(rejects=[Rejection(payload=page, reason=Reason.BINARY, detail="a NUL byte")]))
        row = store.connection.execute("select name, reason, detail, size, value from rejects").fetchone()

    assert row == ("page.txt", "binary", "a NUL byte", 8, b"\x00\x01binary")


def test_of_an_enormous_refused_page_only_the_beginning_is_kept(tmp_path: Path) -> None:
    page = payload(b"x" * (REJECT_BYTES + 1))
    with open_store(tmp_path) as store:
        store.write(Stored(rejects=[Rejection(payload=page, reason=Reason.TOO_LARGE, detail="")]))

        assert store.connection.execute("select size, length(value) from rejects").fetchone() == (
            REJECT_BYTES + 1,
            REJECT_BYTES,
        )


def test_what_is_older_than_it_is_to_be_kept_is_forgotten(tmp_path: Path) -> None:
    old, new = mention(1), mention(2, at=NOON + timedelta(days=2))
    with open_store(tmp_path) as store:
        store.write(Stored(mentions=[(old, False), (new, False)], articles=[("a", 10, b""), ("b", 30, b"")]))
        store.forget(20, int(NOON.timestamp()) + 1, 0)

        assert store.connection.execute("select id from articles").fetchall() == [("b",)]
        assert store.connection.execute("select article_id from mentions").fetchall() == [("a2",)]


def test_alerts_are_listed_by_their_last_change_while_a_run_goes_on(tmp_path: Path) -> None:
    ended = change(alert_id="aaaaaaaaaaaa", sequence=1, state=AlertState.RESOLVED, changed_at=NOON + timedelta(hours=1))
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[change(), change(alert_id="aaaaaaaaaaaa"), ended]))
        with open_look(tmp_path) as look:
            every = look.alerts(AlertChoice())
            open_ones = look.alerts(AlertChoice(open=True))
            later = look.alerts(AlertChoice(since=NOON + timedelta(minutes=1)))
            of_another = look.alerts(AlertChoice(watch="mole"))

    assert [(one.alert_id, one.sequence) for one in every] == [("aaaaaaaaaaaa", 1), ("7f3c9e21d04b", 0)]
    assert [one.alert_id for one in open_ones] == ["7f3c9e21d04b"]
    assert [one.alert_id for one in later] == ["aaaaaaaaaaaa"]
    assert of_another == []


def test_one_alert_is_shown_with_its_changes_and_deliveries(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write(Stored(changes=[change(), change(sequence=1)], deliveries=[DELIVERY]))
    with open_look(tmp_path) as look:
        assert [one.sequence for one in look.changes("7f3c9e21d04b")] == [0, 1]
        assert look.deliveries("7f3c9e21d04b") == [DELIVERY]
        with pytest.raises(StateError, match="no alert nothing"):
            look.changes("nothing")


def test_mentions_are_found_by_watch_and_time(tmp_path: Path) -> None:
    inside = mention(1, at=NOON + timedelta(milliseconds=500))
    before, after = mention(2, at=NOON - timedelta(seconds=1)), mention(3, at=NOON + timedelta(seconds=2))
    with open_store(tmp_path) as store:
        store.write(Stored(mentions=[(one, False) for one in (inside, before, after)]))
    with open_look(tmp_path) as look:
        found = look.mentions("pier", NOON, NOON + timedelta(seconds=1))

    assert [one.mention for one in found] == [inside]


def test_looking_into_an_empty_folder_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="holds no state"), open_look(tmp_path):
        pass


def test_a_state_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.connection.execute("pragma query_only = on")
        with pytest.raises(StateError, match="cannot be written"):
            store.write(Stored(taken={"files": 1}))


def test_the_state_survives_the_loss_of_power(tmp_path: Path) -> None:
    """Set by the pragmas: a write-ahead log, forced to the disk at each transaction."""
    with open_store(tmp_path) as store:
        assert store.connection.execute("pragma journal_mode").fetchone() == ("wal",)
        assert store.connection.execute("pragma synchronous").fetchone() == (2,)
    assert sqlite3.connect(tmp_path / FILE).execute("pragma user_version").fetchone() == (VERSION,)


def test_a_state_of_the_first_version_becomes_one_of_this(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write(Stored(taken={"files": 7}))
        store.connection.executescript("drop table silences; pragma user_version = 1;")
    with open_store(tmp_path) as store:
        taken, version = store.taken(), store.connection.execute("pragma user_version").fetchone()
    with open_book(tmp_path) as book:
        silences = book.all()

    assert (taken, version, silences) == ({"files": 7}, (VERSION,), [])
