"""What must not stop a run: every bad page is refused with a reason, and the good ones beside it are read."""

import json
import os
from pathlib import Path

import pytest

from tests.hosts.world import BURST, Configured, run_world, stories, write_world
from workers.hosts.local.store import open_store

GOOD = next(iter(stories()))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_world(tmp_path_factory.mktemp("hostile"))
    pages = folder / "pages"
    pages.mkdir()
    (pages / "empty.txt").write_bytes(b"")
    (pages / "binary.bin").write_bytes(bytes(range(256)) * 50)
    (pages / "zeros.txt").write_bytes(b"Some text\x00\x00 and more of it.")
    (pages / "latin.txt").write_bytes("Ein Brief \xfcber das Meer.".encode("latin-1") * 20)
    (pages / "words.txt").write_text("word\n" * 10_000)
    (pages / "lines.jsonl").write_bytes(
        b"\n".join(
            [
                b'{"text": "' + b"x" * 12_000_000 + b'"}',
                b"{broken",
                b'["a", "list"]',
                b'{"text": 7}',
                b'{"text": {"deep": ' * 3_000 + b"1" + b"}}" * 3_000,
                b'{"title": "no text"}',
                json.dumps(GOOD | {"url": "https://ahead.example/1", "fetched_at": "2203-01-01T00:00:00Z"}).encode(),
                b"",
                json.dumps(
                    GOOD | {"url": "https://good.example/1", "title": "A good page", "text": "Good. " * 40}
                ).encode(),
            ]
        )
    )
    for path in pages.iterdir():
        os.utime(path, (BURST.timestamp(), BURST.timestamp()))  # the files' dates are the times of what does not say
    return folder


def test_every_bad_page_is_refused_with_a_reason_and_the_rest_is_read(hostile: Path, tmp_path: Path) -> None:
    ran = run_world(hostile, Configured(hostile), tmp_path, names=("pages", "a.jsonl"))
    with open_store(tmp_path) as store:
        refused = dict(store.connection.execute("select name, reason from rejects").fetchall())
        ahead = store.connection.execute(
            "select count(*) from articles where json_extract(body, '$.clock_ahead')"
        ).fetchone()

    reasons = {name.rsplit("/", 1)[-1]: reason for name, reason in refused.items()}
    assert reasons.pop("a.jsonl:21") == "broken_json"
    assert reasons == {
        "empty.txt": "empty",
        "binary.bin": "binary",
        "zeros.txt": "binary",
        "latin.txt": "not_utf8",
        "words.txt": "no_article",
        "lines.jsonl:1": "too_large",
        "lines.jsonl:2": "broken_json",
        "lines.jsonl:3": "wrong_type",
        "lines.jsonl:4": "wrong_type",
        "lines.jsonl:5": "broken_json",
        "lines.jsonl:6": "no_text",
    }
    assert ran.summary.articles > 90
    assert ahead == (1,)


def test_what_is_kept_of_an_enormous_page_is_bounded(hostile: Path, tmp_path: Path) -> None:
    run_world(hostile, Configured(hostile), tmp_path, names=("pages",))
    with open_store(tmp_path) as store:
        row = store.connection.execute("select size, length(value) from rejects where reason = 'too_large'").fetchone()

    assert row == (12_000_012, 1024 * 1024)
