"""Before a part starts: it is refused in words, within seconds, whatever is wrong with the broker or the flows."""

import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from structlog.testing import capture_logs

from tests.broker import Broker, Flows, Secure
from tests.kafka.outside import OPEN, Mechanism, sasl, settings_for, ways_for, write_config
from tools.broker.certificates import make_certificates
from tools.broker.cluster import make_cluster
from workers.cli import main
from workers.errors import HostError
from workers.hosts.kafka.preflight import Part, preflight
from workers.hosts.kafka.reach import reach
from workers.model.security import Security

LONGEST_S = 10.0


def refusal(settings_broker: str, security: Security = OPEN, password: str = "x") -> str:
    """What preflight says, within its time."""
    settings = settings_for(settings_broker, "none", security)
    begun = time.monotonic()
    with pytest.raises(HostError) as refused:
        preflight(settings, ways_for(settings, password), "read")
    assert time.monotonic() - begun < LONGEST_S
    return str(refused.value)


@pytest.fixture
def closed_door() -> Iterator[socket.socket]:
    """A port that is ours, and at which nobody listens yet."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken


def at(door: socket.socket) -> str:
    return f"127.0.0.1:{door.getsockname()[1]}"


def open_late(door: socket.socket, broker: str) -> None:
    """Listen after two seconds, and pass one caller on to the broker."""
    host, _, port = broker.partition(":")
    time.sleep(2)
    door.listen()
    caller, _ = door.accept()
    with caller, socket.create_connection((host, int(port))) as there:
        other = {caller: there, there: caller}
        while all(pass_on(one, other[one]) for one in select.select([*other], [], [], 30)[0]):
            pass


def pass_on(one: socket.socket, other: socket.socket) -> bool:
    data = one.recv(65_536)
    other.sendall(data)
    return bool(data)


@pytest.mark.parametrize("part", get_args(Part))
def test_every_part_may_start_on_the_flows_that_ensure_makes(flows: Flows, tmp_path: Path, part: Part) -> None:
    assert main(["flows", "ensure", "--config", write_config(tmp_path, flows)]) == 0
    settings = settings_for(flows.bootstrap, flows.prefix)

    with capture_logs() as logs:
        preflight(settings, ways_for(settings), part)

    assert logs == []


def test_all_that_is_wrong_is_in_one_refusal(flows: Flows) -> None:
    """The watches' changelog of another count would silently go to another worker than its signals."""
    flows.make("pulses", partitions=2, max_message_bytes="8388608")
    flows.make("signals", partitions=3, max_message_bytes="8388608")
    flows.make("alerts", partitions=2, max_message_bytes="100000")
    flows.make("rejects", partitions=7, max_message_bytes="8388608")
    flows.make("count-watches-changelog", partitions=2, cleanup_policy="compact,delete", max_message_bytes="8388608")
    settings = settings_for(flows.bootstrap, flows.prefix)

    with pytest.raises(HostError) as refused:
        preflight(settings, ways_for(settings), "count")

    lines = str(refused.value).splitlines()
    assert [line.removeprefix(f"{flows.prefix}.").split(";")[0] for line in lines] == [
        "pulses: found 2 partitions, expected 1",
        "signals: found 3 partitions, expected 2",
        "alerts: max.message.bytes is 100000, expected 8388608",
        "rejects: found 7 partitions, expected 2",
        "count-clock-changelog: there is no such flow",
        "count-watches-changelog: cleanup.policy is compact,delete, expected compact",
    ]


def test_nothing_listens(closed_door: socket.socket) -> None:
    assert refusal(at(closed_door)) == f"nothing listens at {at(closed_door)}"


def test_a_name_that_does_not_resolve() -> None:
    assert refusal("no-such-host.invalid:9092").startswith("no-such-host.invalid:9092: the name does not resolve")


def test_somebody_listens_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker = f"127.0.0.1:{silent.getsockname()[1]}"

        assert refusal(broker).startswith(f"{broker} does not answer")


def test_a_broker_that_speaks_tls_where_the_config_says_plaintext(secure_broker: Secure) -> None:
    broker = secure_broker.bootstrap

    assert refusal(broker) == f"{broker} speaks TLS, and the config says plaintext; expected ssl or sasl_ssl"


def test_a_broker_without_tls_where_the_config_says_sasl_ssl(broker: Broker, secure_broker: Secure) -> None:
    told = refusal(broker.bootstrap, sasl(secure_broker, "plain"))

    assert told.startswith(f"{broker.bootstrap} does not speak TLS, and the config says sasl_ssl")


def test_a_broker_that_asks_who_we_are_where_the_config_says_nobody(secure_broker: Secure) -> None:
    told = refusal(secure_broker.bootstrap, Security(protocol="ssl", ca_file=str(secure_broker.ca)))

    assert "it may ask for a user and password (sasl_ssl)" in told


@pytest.mark.parametrize("mechanism", get_args(Mechanism))
def test_a_wrong_password(secure_broker: Secure, mechanism: Mechanism) -> None:
    told = refusal(secure_broker.bootstrap, sasl(secure_broker, mechanism), "not-the-word")

    assert told.startswith(
        f"the broker at {secure_broker.bootstrap} does not accept the password of reader by {mechanism}"
    )
    assert "not-the-word" not in told


def test_a_certificate_that_nobody_we_trust_has_signed(secure_broker: Secure, tmp_path: Path) -> None:
    make_certificates(tmp_path)
    stranger = tmp_path / "ca.pem"

    told = refusal(secure_broker.bootstrap, sasl(secure_broker, "plain", stranger), secure_broker.users["reader"])

    assert told == f"the certificate of {secure_broker.bootstrap} is not signed by anyone in {stranger}"


def test_a_broker_that_is_just_starting_is_waited_for(flows: Flows, closed_door: socket.socket) -> None:
    settings = settings_for(at(closed_door), flows.prefix)
    begun = time.monotonic()
    threading.Thread(target=open_late, args=(closed_door, flows.bootstrap), daemon=True).start()

    reach(settings, ways_for(settings))

    assert 1.5 < time.monotonic() - begun < LONGEST_S


def test_a_broker_that_sends_us_on_to_where_nobody_is(broker: Broker, tmp_path: Path) -> None:
    """Clients leave the address they were given for those the brokers name: a usual mistake behind a container."""
    elsewhere = {"advertised.listeners": "PLAINTEXT://no-such-host.invalid:9092"}
    cluster = make_cluster(tmp_path / "kafka", settings=elsewhere, owner=os.getpid())
    try:
        cluster.start()
        told = refusal(cluster.bootstrap)
    finally:
        cluster.remove()

    first, second = told.splitlines()
    assert first.startswith(f"the broker at {cluster.bootstrap} answers, and sends its clients on to addresses that do")
    assert second.startswith("no-such-host.invalid:9092: the name does not resolve")
