"""A far side of Apprise: its `json://` on loopback, which misbehaves. It knows alerts by names in headlines."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import msgspec

from tests.deliveries.faults import Faults
from tests.deliveries.hooks import PATIENCE_S, reply_to
from tests.deliveries.side import Arrival, Book
from tests.deliveries.town import NAME
from tests.receiver import Came, Receiver, Reply
from workers.model.alert import AlertState, Change

VARIABLE = "CHAT_URL"
PATH = "/chat-that-nobody-else-knows"
OVER = "success"
"""How loud the end of an alert is."""


class Chat(Book):
    """Takes messages as Apprise posts them."""

    def __init__(self, name: str, faults: Faults) -> None:
        super().__init__(name=name, faults=faults)
        self.receiver = Receiver()
        self.listen()
        self.environment = {VARIABLE: f"json://127.0.0.1:{self.receiver.port}{PATH}"}

    @property
    def channel(self) -> str:
        """As ``channels.yaml`` has it."""
        return f"{{id: {self.name}, kind: apprise, url_env: {VARIABLE}, timeout: {PATIENCE_S}s}}"

    def place_of(self, change: Change) -> tuple[str, int]:
        return change.watch.name, int(change.state is AlertState.RESOLVED)

    def listen(self) -> None:
        self.receiver.listen(self._reply)

    def shut(self) -> None:
        self.receiver.shut()

    def _reply(self, came: Came) -> Reply:
        told = msgspec.json.decode(came.body)
        named = re.search(NAME, told["title"])
        if named is None:
            self.troubles.append(told["title"])
            return Reply(status=400)
        with self.faults.attempt() as fault:
            step = int(told["type"] == OVER)
            self.arrivals.append(Arrival(at=came.at, alert=named[0], step=step, fault=fault))
            sleep(self.faults.thinks_s)
        return reply_to(fault)


@contextmanager
def open_chat(name: str, faults: Faults) -> Iterator[Chat]:
    """Listen on a free port of this machine."""
    chat = Chat(name, faults)
    try:
        yield chat
    finally:
        chat.shut()
