"""A real Alertmanager behind a door that misbehaves, and a pager that writes down what Alertmanager tells it."""

import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import sleep
from urllib.error import HTTPError

import msgspec

from tests.alertmanager import Alertmanager, open_alertmanager
from tests.deliveries.faults import Faults
from tests.deliveries.hooks import PATIENCE_S, reply_to
from tests.deliveries.side import Arrival, Book
from tests.receiver import Came, Receiver, Reply
from workers.model.alert import AlertState, Change

ENDING_S = 1.0
"""An alert that ends no later than this after it came is over."""
REPOST_S = 20
HOLD_OPEN_S = 3
"""Longer than the `group_wait` of the Alertmanager here."""


class Pager(Book):
    """What goes through the door comes to Alertmanager. Alerts are known by their watch; open ones are said again."""

    environment: Mapping[str, str] = {}
    reposts = True

    def __init__(self, name: str, faults: Faults, real: Alertmanager) -> None:
        super().__init__(name=name, faults=faults)
        self._real = real
        self.receiver = Receiver()
        self.listen()

    @property
    def channel(self) -> str:
        """As ``channels.yaml`` has it."""
        often = f"repost_every: {REPOST_S}s, hold_open: {HOLD_OPEN_S}s"
        return (
            f"{{id: {self.name}, kind: alertmanager, url: '{self.receiver.url('')}', timeout: {PATIENCE_S}s, {often}}}"
        )

    def place_of(self, change: Change) -> tuple[str, int]:
        return change.watch.id, int(change.state is AlertState.RESOLVED)

    def listen(self) -> None:
        self.receiver.listen(self._reply)

    def shut(self) -> None:
        self.receiver.shut()

    def untold(self, watches: set[str]) -> list[str]:
        """Those of some watches of which Alertmanager has not told the beginning and, last, the end."""
        heard: dict[str, list[str]] = {}
        for status, watch, _ in self._real.told:
            heard.setdefault(watch, []).append(status)
        return sorted(one for one in watches if heard.get(one, [])[:1] != ["firing"] or heard[one][-1] != "resolved")

    def _reply(self, came: Came) -> Reply:
        first = msgspec.json.decode(came.body)[0]
        over = datetime.fromisoformat(first["endsAt"]).timestamp() <= came.at + ENDING_S
        with self.faults.attempt() as fault:
            self.arrivals.append(Arrival(at=came.at, alert=first["labels"]["watch"], step=int(over), fault=fault))
            sleep(self.faults.thinks_s)
            if fault.takes:
                self._pass_on(came)
        return reply_to(fault)

    def _pass_on(self, came: Came) -> None:
        headers = {"content-type": came.headers["content-type"]}
        request = urllib.request.Request(f"{self._real.url}{came.path}", came.body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30):
                pass
        except HTTPError as refused:
            self.troubles.append(f"Alertmanager: {refused.code}")


@contextmanager
def open_pager(name: str, faults: Faults, folder: Path) -> Iterator[Pager]:
    """Start an Alertmanager in a folder, and open the door before it."""
    with open_alertmanager(folder) as real:
        pager = Pager(name, faults, real)
        try:
            yield pager
        finally:
            pager.shut()
