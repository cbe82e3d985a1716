"""The server itself, over real sockets: whom it answers, and what it says."""

import json

import pytest

from tests.unit.hosts.web.serving import ENDED, FORM, OPEN, TOKEN, Source, ask, serving
from workers.hosts.web.entrance import COOKIE, Entrance

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
        wrong = ask(port, "/", "POST", "token=guess", **FORM)[0]
        right = ask(port, "/alerts/x", "POST", f"token={TOKEN}", **FORM)[0]
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
    with serving(entrance=Entrance(TOKEN, "https://gw.example")) as port:
        answer, _ = ask(port, "/", "POST", f"token={TOKEN}", **FORM)

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
