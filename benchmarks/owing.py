"""The product with one receiver that is calm and one that is down: how alerts for each come about, on either host."""

import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from tests.builders import evidence
from tests.deliveries.hooks import Hook
from tests.deliveries.kafka import KafkaStand, step_of
from tests.deliveries.local import LocalStand
from tests.deliveries.stand import Stand, wait_for
from tests.deliveries.town import Town, page
from tests.hosts.world import BEGIN
from tools.local.outside import last_rows, records
from workers.hosts.local.store import FILE
from workers.model.alert import ArticleShown, Evidence

CALM_GROUPS = 30
PIERS = 250
PLAIN = 2_000
"""Pages that name nobody."""
CALM_EVERY_S = 0.03
_PLAIN = " ".join(["In the town this week nobody spoke of anything but the weather, which was mild."] * 12)
TITLE = "The harbour council met on Tuesday to speak about the old pier and the crane that stands on it, number"


class Trial(Protocol):
    """One host, and what happens on it."""

    subscribers: str
    """How the ids of those begin who hear through the receiver that is down."""

    @property
    def stand(self) -> Stand:
        """Where it runs."""
        ...

    def teach(self) -> None:
        """Let it learn what is usual."""
        ...

    def calm_p95(self) -> float:
        """Let some alerts happen that the calm receiver hears of; return within how many seconds it did."""
        ...

    def reading_speed(self) -> float:
        """Plain pages read a second of CPU time; 0 where this host reads none."""
        ...

    def pile_up(self) -> None:
        """Let the alerts happen of which nobody can be told."""
        ...

    def go_on(self) -> None:
        """Let time pass by news of nobody."""
        ...

    def state(self) -> str:
        """How large what is kept is, in words."""
        ...


def p95_of(waits: Sequence[float]) -> float:
    """All but one in twenty are no longer."""
    return sorted(waits)[int(len(waits) * 0.95) - 1]


class LocalTrial:
    """By pages. Days of event time: teaching, a calm group each, plain pages, the crowd, the other calm groups."""

    subscribers = "dead-"

    def __init__(self, folder: Path, alerts: int, calm: Hook, dead: Hook) -> None:
        groups = (alerts or 22 * PIERS) // PIERS
        self._calm = calm
        self._calms = [Town(groups=CALM_GROUPS, piers=1, called="calm")]
        self._bulk = Town(groups=groups, piers=PIERS, called="bulk", first_day=6 + CALM_GROUPS)
        self._calms.append(Town(groups=CALM_GROUPS, piers=1, called="later", first_day=6 + CALM_GROUPS + groups))
        self._folder = folder
        self.stand = LocalStand(folder, (*self._calms, self._bulk), (calm, dead))
        self._turn = 0

    def teach(self) -> None:
        """Five days in which everybody is named now and then."""
        lines = chain.from_iterable(town.teaching() for town in (*self._calms, self._bulk))
        self.stand.write(sorted(lines, key=lambda line: str(json.loads(line)["fetched_at"])))

    def calm_p95(self) -> float:
        """From the writing of the page at which it happened."""
        town, written = self._calms[self._turn], dict[datetime, float]()
        begin = len(self._calm.arrivals)
        for line in chain.from_iterable(town.day(group) for group in range(town.groups)):
            written[datetime.fromisoformat(json.loads(line)["fetched_at"])] = time.time()
            self.stand.write([line])
            time.sleep(CALM_EVERY_S)
        wait_for(self.stand.all_heard, "calm news to be read")
        time.sleep(3.0)
        moments = [msgspec.json.decode(one.body)["changed_at"] for one in self._calm.arrivals[begin:]]
        times = zip(self._calm.arrivals[begin:], map(datetime.fromisoformat, moments), strict=True)
        return p95_of([one.at - written[at] for one, at in times if at in written])

    def reading_speed(self) -> float:
        """From their writing to the transaction that holds the last."""
        day = self._calms[self._turn].first_day + CALM_GROUPS
        self._turn += 1
        step = timedelta(seconds=80_000 / PLAIN)
        begin = BEGIN + timedelta(days=day)
        lines = [
            page(f"plain/{day}/{number}", number, begin + number * step, f"{number}. {_PLAIN}")
            for number in range(PLAIN)
        ]
        began_s = self.stand.work.cpu_s()
        self.stand.write(lines)
        wait_for(self.stand.all_heard, "plain pages to be read", look_s=0.05)
        return PLAIN / (self.stand.work.cpu_s() - began_s)

    def pile_up(self) -> None:
        """Group by group: all piers of one are in the news together."""
        for group in range(self._bulk.groups):
            self.stand.write(list(self._bulk.day(group)))

    def go_on(self) -> None:
        """A page a day later: here it is pages that move time."""
        at = BEGIN + timedelta(days=self._calms[1].first_day + CALM_GROUPS + 2)
        self.stand.write([page("plain/last", 1, at, _PLAIN)])

    def state(self) -> str:
        """In SQLite."""
        file = self._folder / "state" / FILE
        with closing(sqlite3.connect(file)) as connection:
            rows, size = connection.execute("select count(*), sum(length(body)) from outbox").fetchone()
        return (
            f"{rows:,} rows of outboxes, {size / 2**20:.0f} MB; all of the state {file.stat().st_size / 2**20:.0f} MB"
        )


class KafkaTrial:
    """By changes on the flow of alerts, each with evidence of a usual size."""

    subscribers = "dead-"

    def __init__(self, folder: Path, alerts: int, calm: Hook, dead: Hook, bootstrap: str) -> None:
        groups = (alerts or 44 * PIERS) // PIERS
        self._calm, self._bootstrap = calm, bootstrap
        self._bulk = Town(groups=groups, piers=PIERS, called="bulk")
        self._towns = [Town(groups=1, piers=200, called=name) for name in ("calm", "later")]
        self.stand = KafkaStand(folder, (self._bulk, *self._towns), (calm, dead), bootstrap)
        self._turn = 0

    def close(self) -> None:
        """Write no more."""
        self.stand.close()

    def teach(self) -> None:
        """Alerts are made here, so nobody has to learn."""

    def calm_p95(self) -> float:
        """From when it happened."""
        town, begin = self._towns[self._turn], len(self._calm.arrivals)
        happened: dict[str, float] = {}
        self._turn += 1
        for pier in range(town.piers):
            now = datetime.now(UTC)
            one = step_of(town, 0, pier, 0, now)
            happened[one.alert_id] = now.timestamp()
            self.stand.send([one])
            time.sleep(CALM_EVERY_S * 2)
        wait_for(lambda: len(self._calm.arrivals) >= begin + town.piers, "calm news to be told")
        return p95_of([one.at - happened[one.alert] for one in self._calm.arrivals[begin:]])

    def reading_speed(self) -> float:
        """Others read."""
        return 0.0

    def pile_up(self) -> None:
        """As fast as the broker takes them."""
        told = _evidence()
        for group in range(self._bulk.groups):
            now = datetime.now(UTC)
            self.stand.send(
                replace(step_of(self._bulk, group, pier, 0, now), evidence=told) for pier in range(self._bulk.piers)
            )

    def go_on(self) -> None:
        """The host's clock moves time."""

    def state(self) -> str:
        """In the changelog, as it would be compacted."""
        rows = [
            row for part in last_rows(records(self._bootstrap, self.stand.outbox)).values() for row in part.values()
        ]
        return f"{len(rows):,} rows of outboxes, {sum(map(len, rows)) / 2**20:.0f} MB"


def _evidence() -> Evidence:
    """With ten articles: some five kilobytes."""
    shown = tuple(
        ArticleShown(
            article_id=f"b1c09e5577{number:02}",
            why_shown="earliest",
            title=f"{TITLE} {number}",
            source=f"paper{number}.example",
            publisher=None,
            language="en",
            url=f"https://paper{number}.example/world/a-long-address-of-an-article/{number}",
            published_at=BEGIN,
            fetched_at=BEGIN,
            matched=("Old Pier",),
            in_title=True,
            copies=3,
            copied_by=("daily.example", "evening.example"),
            folded_by={"text": 3},
        )
        for number in range(10)
    )
    return evidence(articles_shown=shown)
