"""What the server does not put up with, and who looks on."""

import json
import socket
from contextlib import ExitStack, closing
from http.client import HTTPConnection

from tests.unit.hosts.web.serving import FORM, TOKEN, Source, ask, serving
from workers.hosts.web.entrance import Entrance
from workers.hosts.web.stream import STREAMS


def test_too_much_is_refused() -> None:
    with serving(entrance=Entrance(TOKEN)) as port:
        body = ask(port, "/", "POST", "token=" + "x" * 20_000, **FORM)[0].status
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
        late = stack.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=20)))
        late.request("GET", "/api/stream")
        refused = late.getresponse()
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
