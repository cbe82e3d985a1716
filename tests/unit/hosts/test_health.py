"""Liveness, readiness, metrics."""

import socket
import urllib.error
import urllib.request

import pytest

from workers import metrics
from workers.hosts.web.entrance import Entrance, is_allowed
from workers.hosts.web.health import STALE_S, Pulsebeat, answer
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Site


def test_a_loop_that_goes_round_is_alive_and_one_that_stands_is_not() -> None:
    now = [0.0]
    beat = Pulsebeat(clock=lambda: now[0])
    now[0] = STALE_S
    before = answer("/livez", beat)[0]
    now[0] += 1
    after = answer("/livez", beat)[0]
    beat.beat()

    assert (before, after, answer("/livez", beat)[0]) == (200, 503, 200)


def test_it_is_ready_when_the_state_is_loaded() -> None:
    beat = Pulsebeat()
    before = answer("/readyz", beat)[0]
    beat.ready = True

    assert (before, answer("/readyz", beat)[0]) == (503, 200)


def test_series_stand_at_zero_before_their_first_event() -> None:
    """Else the first increase of all is never seen."""
    metrics.start_at_zero()
    body = answer("/metrics", Pulsebeat())[2].decode()

    assert 'groundswell_pages_rejected_total{reason="too_slow"} 0.0' in body
    assert 'groundswell_verdicts_total{verdict="hold_too_old"} 0.0' in body


def test_any_other_address_is_not_found() -> None:
    assert answer("/", Pulsebeat())[0] == 404


def test_it_is_served_over_http_until_it_is_left() -> None:
    with WebServer("127.0.0.1", 0, Pulsebeat()) as server:
        address = f"http://127.0.0.1:{server.port}"
        with urllib.request.urlopen(f"{address}/livez?verbose") as live:
            assert live.read() == b"ok\n"
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(f"{address}/readyz")
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}/livez")


def test_a_port_in_use_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(OSError, match="in use"):
            WebServer("127.0.0.1", taken.getsockname()[1], Pulsebeat())


TOKEN = "s3cret \u00e9"


@pytest.mark.parametrize(
    ("shown", "allowed"),
    [
        (f"Bearer {TOKEN}", True),
        (f"bearer   {TOKEN} ", True),
        (f"Bearer {TOKEN}x", False),
        ("Bearer ", False),
        ("Bearer", False),
        (TOKEN, False),
        (f"Basic {TOKEN}", False),
        ("", False),
    ],
)
def test_only_the_token_opens(shown: str, allowed: bool) -> None:
    """A server reads the header's bytes as Latin-1, whatever they are."""
    assert is_allowed(shown.encode().decode("latin-1"), TOKEN) is allowed


def test_where_no_token_is_asked_for_none_is_needed() -> None:
    assert is_allowed("", None)


@pytest.mark.parametrize(("path", "status"), [("/livez", 200), ("/readyz", 503), ("/metrics", 401), ("/else", 401)])
def test_probes_need_no_token_and_all_else_does(path: str, status: int) -> None:
    assert answer(path, Pulsebeat(), allowed=False)[0] == status


def test_a_token_is_asked_for_over_http() -> None:
    with WebServer("127.0.0.1", 0, Site(beat=Pulsebeat(), entrance=Entrance(TOKEN))) as server:
        address = f"http://127.0.0.1:{server.port}/metrics"
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            urllib.request.urlopen(address)
        shown = urllib.request.Request(address, headers={"authorization": f"Bearer {TOKEN}".encode().decode("latin-1")})
        with urllib.request.urlopen(shown) as metrics_page:
            assert metrics_page.status == 200

    assert refused.value.headers["www-authenticate"] == "Bearer"
