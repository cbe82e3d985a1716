"""A server with a source that knows two alerts, and how it is asked."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

from tests.builders import NOON, change
from workers.errors import StateError
from workers.hosts.web.board import Board
from workers.hosts.web.entrance import Entrance
from workers.hosts.web.health import Pulsebeat
from workers.hosts.web.page import open_page
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Site
from workers.model.alert import AlertState, Change
from workers.model.notice import Delivery, Verdict

TOKEN = "s3cret"
OPEN = change()
ENDED = change(alert_id="0cd021702d79", state=AlertState.RESOLVED, sequence=3)
HELD = Delivery(at=NOON, alert_id=OPEN.alert_id, sequence=0, subscription="desk", verdict=Verdict.HOLD_SILENCED)


class Source:
    """Knows two alerts, and as many bytes of watches as it is told."""

    def __init__(self, size: int = 10, *, loaded: bool = True) -> None:
        self.size, self.loaded = size, loaded

    def board(self) -> Board:
        if not self.loaded:
            return Board()
        watch = json.dumps({"id": "pier", "name": "x" * self.size}).encode()
        alerts = {one.alert_id: b"{}" for one in (OPEN, ENDED)}
        return Board(sections={"status": {"": b"{}"}, "watches": {"pier": watch}, "alerts": alerts})

    def changes(self, alert_id: str) -> tuple[Change, ...]:
        if alert_id == "broken":
            raise StateError("the disk is gone")
        return tuple(one for one in (OPEN, ENDED) if one.alert_id == alert_id)

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        return (HELD,)


@contextmanager
def serving(
    source: Source | None = None, entrance: Entrance | None = None, said: tuple[bool, str] = (True, "ok")
) -> Iterator[int]:
    page = open_page(source or Source())
    site = Site(beat=Pulsebeat(), entrance=entrance or Entrance(), reload=lambda: said, page=page)
    with WebServer("127.0.0.1", 0, site) as server:
        yield server.port


def ask(
    port: int, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body, {key.replace("_", "-"): value for key, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()


FORM = {"content_type": "application/x-www-form-urlencoded"}
