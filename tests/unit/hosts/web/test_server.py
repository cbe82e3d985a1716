"""The server itself, over real sockets: whom it answers, what it says, and what it does not put up with."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.builders import NOON, change
from workers.errors import StateError
from workers.hosts.web.board import Board
from workers.hosts.web.entrance import COOKIE, Entrance
from workers.hosts.web.health import Pulsebeat
from workers.hosts.web.page import open_page
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Site
from workers.hosts.web.stream import STREAMS
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


# ---- the API


def test_alerts_have_the_shape_that_everybody_receives() -> None:
    with serving() as port:
        listed = json.loads(ask(port, "/api/alerts")[1])
        every = json.loads(ask(port, "/api/alerts?state=all")[1])
        one = json.loads(ask(port, f"/api/alerts/{OPEN.alert_id}")[1])

    assert [told["alert_id"] for told in listed] == [OPEN.alert_id]
    assert [told["alert_id"] for told in every] == [OPEN.alert_id, ENDED.alert_id]
    assert one == listed[0]
    assert set(one) >= {"version", "type", "why", "evidence", "links", "config", "cautions"}


def test_an_alert_is_told_of_with_who_was_told() -> None:
    with serving() as port:
        detail = json.loads(ask(port, f"/api/alerts/{OPEN.alert_id}/detail")[1])

    assert detail["alert"]["alert_id"] == OPEN.alert_id
    assert [(one["standing"], one["because"]) for one in detail["told"]] == [("held", "silenced")]
    assert detail["names"]["en"] == "English"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/alerts/none", 404),
        ("/api/alerts/none/detail", 404),
        ("/api/alerts?state=some", 400),
        ("/api/alerts/broken", 503),
        ("/api/else", 404),
        ("/else", 404),
        ("/../page.js", 404),
        ("/alerts/anything", 200),
    ],
)
def test_what_is_not_there_is_said(path: str, status: int) -> None:
    with serving() as port:
        assert ask(port, path)[0].status == status


def test_before_the_state_is_loaded_nobody_reads_that_there_is_nothing() -> None:
    with serving(Source(loaded=False)) as port:
        answer, body = ask(port, "/api/watches")

    assert (answer.status, answer.getheader("retry-after")) == (503, "1")
    assert b"starting" in body


def test_what_is_long_is_packed_for_who_can_unpack_it() -> None:
    with serving(Source(50_000)) as port:
        plain, packed = ask(port, "/api/watches")[1], ask(port, "/api/watches", accept_encoding="gzip")[1]

    assert len(plain) > 50_000 > 100 * len(packed)


# ---- headers


@pytest.mark.parametrize("path", ["/", "/api/alerts", "/metrics", "/nothing"])
def test_every_answer_says_what_a_browser_must_not_do(path: str) -> None:
    with serving() as port:
        answer, _ = ask(port, path)

    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("referrer-policy") == "same-origin"
    assert answer.getheader("cache-control") == "no-store"
    assert answer.getheader("server") == "groundswell"
    assert (answer.getheader("content-security-policy") is not None) == (path == "/")


# ---- for nobody else


def test_a_foreign_name_for_this_machine_is_told_nothing() -> None:
    with serving(entrance=Entrance(link_base="https://gw.example")) as port:
        told = {host: ask(port, "/api/watches", host=host)[0].status for host in ("evil.example", "gw.example")}
        probe = ask(port, "/readyz", host="10.1.2.3")[0].status

    assert told == {"evil.example": 421, "gw.example": 200}
    assert probe == 503  # answered: not ready


def test_only_the_token_or_a_session_opens() -> None:
    with serving(entrance=Entrance(TOKEN)) as port:
        closed = {path: ask(port, path)[0].status for path in ("/", "/api/watches", "/api/stream", "/metrics", "/x")}
        shown = ask(port, "/api/watches", authorization=f"Bearer {TOKEN}")[0].status
        form = {"content_type": "application/x-www-form-urlencoded"}
        wrong = ask(port, "/", "POST", "token=guess", **form)[0]
        right = ask(port, "/alerts/x", "POST", f"token={TOKEN}", **form)[0]
        cookie = str(right.getheader("set-cookie"))
        session = cookie.split(";")[0]
        inside = ask(port, "/api/watches", cookie=session)[0].status
        ask(port, "/sign-out", "POST", cookie=session)
        after = ask(port, "/api/watches", cookie=session)[0].status

    assert set(closed.values()) == {401}
    assert (shown, wrong.status, wrong.getheader("set-cookie")) == (200, 403, None)
    assert (right.status, right.getheader("location")) == (303, "/alerts/x")
    assert session.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert (inside, after) == (200, 401)


def test_behind_tls_a_session_is_sent_over_tls_alone() -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    with serving(entrance=Entrance(TOKEN, "https://gw.example")) as port:
        answer, _ = ask(port, "/", "POST", f"token={TOKEN}", **form)

    assert "Secure" in str(answer.getheader("set-cookie"))


def test_another_sites_page_can_change_nothing() -> None:
    with serving() as port:
        theirs = ask(port, "/-/reload", "POST", origin="https://evil.example")[0].status
        hidden = ask(port, "/-/reload", "POST", sec_fetch_site="cross-site")[0].status
        ours = ask(port, "/-/reload", "POST", origin=f"http://127.0.0.1:{port}")[0].status
        command = ask(port, "/-/reload", "POST")[0].status
        looked = ask(port, "/-/reload")[0]

    assert (theirs, hidden, ours, command) == (403, 403, 200, 200)
    assert (looked.status, looked.getheader("allow")) == (405, "POST")


def test_a_config_that_is_refused_is_answered_with_its_mistakes() -> None:
    with serving(said=(False, "watches.yaml:3: what is wrong\n")) as port:
        answer, body = ask(port, "/-/reload", "POST")

    assert (answer.status, body) == (400, b"watches.yaml:3: what is wrong\n")


# ---- what it does not put up with


def test_too_much_is_refused() -> None:
    with serving(entrance=Entrance(TOKEN)) as port:
        form = {"content_type": "application/x-www-form-urlencoded"}
        body = ask(port, "/", "POST", "token=" + "x" * 20_000, **form)[0].status
        line = ask(port, "/" + "x" * 20_000)[0].status
        header = ask(port, "/", cookie="x" * 20_000)[0].status

    assert body in (403, 413)
    assert (line, header) == (400, 400)


def test_only_so_many_look_on_at_once() -> None:
    with serving() as port, ExitStack() as stack:
        lines = [stack.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=20))) for _ in range(STREAMS)]
        for line in lines:
            line.request("GET", "/api/stream")
            assert line.getresponse().status == 200
        refused = ask(port, "/api/stream")[0]
        other = ask(port, "/api/watches")[0].status

    assert (refused.status, refused.getheader("retry-after")) == (503, "5")
    assert other == 200


def test_who_takes_nothing_keeps_nobody_waiting() -> None:
    with serving(Source(20_000_000)) as port, socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"GET /api/wat")
        answers = [ask(port, "/livez")[0].status for _ in range(5)]
        half.close()

    assert answers == [200] * 5


def test_who_looks_on_is_sent_everything_and_then_what_changed() -> None:
    source = Source()
    with serving(source) as port, closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", "/api/stream")
        answer = line.getresponse()
        events = (json.loads(one[6:]) for one in iter(answer.readline, b"") if one.startswith(b"data: "))
        whole = next(events)
        source.size = 3
        changed = next(events)

    assert answer.getheader("content-type") == "text/event-stream"
    assert whole["whole"] is True
    assert set(whole["put"]) == {"status", "watches", "alerts"}
    assert changed == {"whole": False, "put": {"watches": {"pier": {"id": "pier", "name": "xxx"}}}, "gone": {}}
