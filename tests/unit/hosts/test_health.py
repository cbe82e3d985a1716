"""Liveness, readiness, metrics."""

import socket
import urllib.error
import urllib.request

import pytest

from workers import metrics
from workers.hosts.web.health import STALE_S, HealthServer, Pulsebeat, answer


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
    with HealthServer("127.0.0.1", 0, Pulsebeat()) as server:
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
            HealthServer("127.0.0.1", taken.getsockname()[1], Pulsebeat())
