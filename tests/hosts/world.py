"""A small world for the local host: some quiet days, one burst, and a config that watches for it. All of it made up."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import structlog
from structlog.typing import FilteringBoundLogger

from workers.channels import AnyChannel, decode_channel
from workers.channels.base import Carriers
from workers.documents.read import load_config
from workers.hosts.local.pace import Pace
from workers.hosts.local.run import Host, Ran, Said, Wish, run_local
from workers.hosts.local.store import Store, open_store
from workers.hosts.local.walk import Summary
from workers.rules import Rules, compile_rules, load_shipped

BEGIN = datetime(2025, 3, 10, tzinfo=UTC)
BURST = BEGIN + timedelta(days=2, hours=9)
VOCABULARY = """
harbour council meeting winter bridge market school river fishing ferry engineer budget storm repair election
minister report police hospital museum garden railway station village teacher festival weather orchard library
concert swimmer baker carpenter mountain forest island lighthouse captain passenger sailor timber copper wheat
agreed refused opened closed painted carried promised counted measured followed answered crossed gathered found
early quiet heavy narrow golden careful distant broken northern western famous ancient hollow bright
"""
WORDS = VOCABULARY.split()

WATCHES = """
defaults: {minimum: {articles: 3, sources: 2}}
watches:
  - {id: pier, name: Old Pier, terms: [Old Pier], tags: [sea]}
  - {id: mole, name: North Mole, terms: [North Mole], tags: [sea]}
"""


def sentence(random: Random, about: str | None) -> str:
    words = [random.choice(WORDS) for _ in range(random.randint(9, 16))]
    if about is not None:
        words.insert(random.randint(2, 7), f"the {about}")
    return f"{' '.join(words).capitalize()}."


def story(random: Random, number: int, at: datetime, about: str | None) -> dict[str, str]:
    text = " ".join(sentence(random, about if index == 1 else None) for index in range(7))
    return {
        "url": f"https://paper{number % 23}.example/{number}",
        "fetched_at": at.isoformat(),
        "title": f"{sentence(random, None)[:40].strip()} {number}",
        "text": f"In the town this week {text}",
    }


def stories(seed: int = 7, pages: int = 170) -> Iterator[dict[str, str]]:
    """Pages in the order they were fetched, now and then a little late: two and a half days, and one busy hour."""
    random = Random(seed)
    quiet = sorted(BEGIN + timedelta(seconds=random.uniform(0, 2.8 * 86_400)) for _ in range(pages))
    times = [(at, random.choice(["Old Pier", "North Mole"]) if random.random() < 0.15 else None) for at in quiet]
    times += [(BURST + timedelta(minutes=random.uniform(0, 50)), "Old Pier") for _ in range(25)]
    for number, (at, about) in enumerate(sorted(times, key=lambda entry: entry[0])):
        late = timedelta(minutes=random.choice([0, 0, 0, 4]))
        yield story(random, number, at - late, about)


def write_world(folder: Path, pages: int = 170) -> Path:
    """A config in ``config`` and the pages in two files: ``a.jsonl`` and ``b.jsonl``."""
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "watches.yaml").write_text(WATCHES)
    (folder / "config" / "groundswell.yaml").write_text("http: {port: 0}\n")
    lines = [json.dumps(page) for page in stories(pages=pages)]
    lines.insert(40, "{broken")
    (folder / "a.jsonl").write_text("\n".join(lines[::2]) + "\n")
    (folder / "b.jsonl").write_text("\n".join(lines[1::2]) + "\n")
    return folder


QUIET: FilteringBoundLogger = structlog.get_logger(wrapper_class=structlog.make_filtering_bound_logger("critical"))


class Configured:
    """A config, loaded once for many runs."""

    def __init__(self, folder: Path) -> None:
        documents = load_config(folder / "config", decode_channel)
        self.rules: Rules = compile_rules(documents, load_shipped())
        self.channels: dict[str, AnyChannel] = {placed.value.id: placed.value for placed in documents.channels}


class Quiet:
    """Follows a run and says nothing; may end it at a transaction, as a kill would."""

    shown = 0

    def __init__(self, crash_after: int | None = None) -> None:
        self._left = crash_after

    def started(self, store: Store) -> None:
        pass

    def beat(self, summary: Summary) -> None:
        pass

    def committed(self, store: Store) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                raise CrashedError


class KilledAt(Quiet):
    """Ends the process by a real SIGKILL at a page, whatever it holds then."""

    def __init__(self, page: int) -> None:
        super().__init__()
        self._page = page

    def beat(self, summary: Summary) -> None:
        if summary.pages == self._page:
            os.kill(os.getpid(), signal.SIGKILL)


def run_and_be_killed(folder: str, state: str, page: int) -> None:
    """For a process of its own: read so many pages, of which the last dozen are not committed, and be killed."""
    pace = Pace(pages=20, commit_s=1e9)
    run_world(Path(folder), Configured(Path(folder)), Path(state), pace=pace, watcher=KilledAt(page))


class CrashedError(Exception):
    """The process is gone."""


def run_world(
    folder: Path,
    configured: Configured,
    state: Path,
    *,
    names: tuple[str, ...] = ("a.jsonl", "b.jsonl"),
    pace: Pace = Pace(commit_s=1e9),  # noqa: B008  # a frozen value
    watcher: Quiet | None = None,
    print_line: Callable[[str], None] = lambda _: None,
    muted: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Ran:
    """One run over the world's files, in this process."""
    wish = Wish(said=Said(names=tuple(str(folder / name) for name in names)), state=state, muted=muted)
    host = Host(
        log=QUIET,
        watcher=watcher or Quiet(),
        carriers=Carriers(print_line=print_line),
        stopping=stopping,
        pace=pace,
    )
    return run_local(wish, configured.rules, configured.channels, host)


def facts(state: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything a state holds that others can see, but for times of the host's own clock."""
    queries = {
        "changes": "select alert_id, sequence, body from changes order by n",
        "states": "select watch_id, state from states order by watch_id",
        "articles": "select id, at, body from articles order by id",
        "mentions": "select watch_id, at, article_id, late, body from mentions",
        "rejects": "select input, line, reason, detail, value from rejects order by n",
        "told": "select distinct alert_id, sequence, subscription, json_extract(body, '$.verdict'),"
        " json_extract(body, '$.attempt.outcome') from deliveries order by 1, 2, 3, 4, 5",
    }
    with open_store(state) as store:
        return {name: store.connection.execute(query).fetchall() for name, query in queries.items()}
