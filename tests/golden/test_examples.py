"""The three weeks of `examples/` tell what was expected of them before they were first counted, and nothing else."""

import gzip
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.golden.conftest import EXAMPLES, Replayed
from workers.cli.asking import Config, open_config
from workers.ingest.gist import gist, pack_gist, unpack_gist
from workers.model.alert import Change, ChangeType, Severity
from workers.study.expectations import RuleTest

PAGES = tuple(
    json.loads(line)
    for path in sorted((EXAMPLES / "pages").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
)


def test_what_was_expected_by_hand_holds(replayed: Replayed) -> None:
    """The same as `groundswell test examples/`."""
    failed = [f"{verdict.expected}: {verdict.found}" for verdict in replayed.verdicts if not verdict.passed]

    assert failed == []
    assert len(replayed.verdicts) > 30


def test_the_background_is_what_the_script_makes_of_its_phrases(tmp_path: Path) -> None:
    """On every Python and machine to the last byte, or a chance of theirs would make another alert."""
    script = [sys.executable, str(EXAMPLES / "make_background.py"), str(tmp_path)]
    subprocess.run(script, check=True)

    assert unpack(tmp_path) == unpack(EXAMPLES / "background")


def test_the_command_reads_what_the_demo_reads(expected: RuleTest) -> None:
    assert expected.files == ("background", "pages")
    assert expected.config == "config"


def test_every_page_is_read_but_the_two_that_hold_nothing(replayed: Replayed) -> None:
    machine_made = sum(pages.count(b"\n") for pages in unpack(EXAMPLES / "background").values())

    assert replayed.pages == machine_made + len(PAGES)
    assert replayed.refused == 2


def test_there_are_enough_pages_written_by_hand() -> None:
    written = {page.get("text") or page.get("html") for page in PAGES}

    assert len(PAGES) >= 80
    assert len(written) >= 60
    assert sum("html" in page for page in PAGES) >= 4
    assert sum("title" not in page for page in PAGES) >= 20
    assert sum("published" not in page for page in PAGES) >= 20
    assert sum("url" not in page for page in PAGES) >= 2


def test_an_alert_tells_of_the_event_in_many_languages(replayed: Replayed) -> None:
    last = last_change(replayed, "bosphorus")

    assert set(last.evidence.languages) >= {"tr", "en", "ru", "de", "fr", "ar", "es", "ja", "it", "pt"}
    assert (last.evidence.articles, last.evidence.copies_folded) == (18, 2)
    assert last.severity is Severity.WARNING


def test_an_alert_grows_and_ends(replayed: Replayed) -> None:
    own = [change for change in replayed.changes if change.watch.id == "etna"]

    assert own[0].type is ChangeType.OPENED
    assert (own[0].evidence.origins, own[0].severity) == (3, Severity.NOTICE)
    assert own[-1].type is ChangeType.RESOLVED
    assert [change.sequence for change in own] == list(range(len(own)))
    assert sorted(change.evidence.origins for change in own) == [change.evidence.origins for change in own]


def test_an_alert_says_what_it_is_about(replayed: Replayed) -> None:
    """Each report of Etna was written with an angle of its own; what the wire sent was printed by four more."""
    last = last_change(replayed, "etna").evidence

    assert [(one.headline, one.origins, one.articles) for one in last.stories[:1]] == [
        ("Catania airport shuts as Mount Etna sends ash over eastern Sicily", 1, 5)
    ]
    assert (len(last.stories) + last.omitted.stories, last.omitted.loose) == (last.origins, 0)


def test_every_mention_carries_telling_words_but_not_the_watch_s_own(replayed: Replayed) -> None:
    own = set(unpack_gist(pack_gist(gist(None, "Etna"))))
    named = [one for one in replayed.mentions if one.watch_id == "etna" and "Etna" in one.matched]

    assert all(mention.gist for mention in replayed.mentions)
    assert len(named) > 10
    assert not any(own & unpack_gist(mention.gist).keys() for mention in named)


def test_every_watch_is_in_the_news(replayed: Replayed, config: Config) -> None:
    """A watch nothing is ever heard of shows nothing by its silence."""
    named = Counter(mention.watch_id for mention in replayed.mentions)

    assert set(named) == set(config.rules.watches)
    assert min(named.values()) >= 3


@pytest.fixture(scope="module")
def config() -> Config:
    return open_config(EXAMPLES / "config")


def test_an_address_names_one_source() -> None:
    """Outlets are invented: their domains can belong to nobody."""
    domains = [page["url"].split("/")[2] for page in PAGES if "url" in page]

    assert [domain for domain in domains if not domain.endswith(".example")] == []


def last_change(replayed: Replayed, watch: str) -> Change:
    by_watch: Mapping[str, Change] = {change.watch.id: change for change in replayed.changes}
    return by_watch[watch]


def unpack(folder: Path) -> dict[str, bytes]:
    """What the packed files hold: another zlib may pack the same pages into other bytes."""
    return {path.name: gzip.decompress(path.read_bytes()) for path in folder.iterdir()}
