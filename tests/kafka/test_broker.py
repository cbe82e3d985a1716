"""The broker of the tests is a real one: it keeps what it acknowledged, and lets in whom it should."""

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from tests.broker import Flows, Secure, new_prefix
from tools.broker.cluster import Cluster, find_cluster, make_cluster
from tools.broker.errors import BrokerError

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


def numbers(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def test_what_is_sent_is_read(flows: Flows) -> None:
    flow = flows.make("pages", partitions=3)
    flows.send(flow, numbers(100))

    read = flows.read(flow, 100)

    assert sorted(int(record.value) for record in read) == list(range(100))
    assert {record.partition for record in read} == {0, 1, 2}


def test_a_flow_is_made_as_it_is_wished(flows: Flows) -> None:
    flow = flows.make("controls", cleanup_policy="compact")

    with closing(KafkaAdminClient(bootstrap_servers=flows.bootstrap)) as admin:
        told = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, flow)])

    assert told["topic"][flow]["cleanup.policy"]["value"] == "compact"
    assert flows.names() == {flow}


def test_a_tests_flows_and_groups_are_gone_when_it_is_over(flows: Flows) -> None:
    flow, other = flows.make("pages"), Flows(bootstrap=flows.bootstrap, prefix=new_prefix())
    kept = other.make("pages")
    flows.send(flow, numbers(3))
    group = f"{flows.prefix}.readers"
    settings = {"bootstrap_servers": flows.bootstrap, "auto_offset_reset": "earliest"}
    with closing(KafkaConsumer(flow, group_id=group, **settings)) as consumer:
        consumer.poll(timeout_ms=5000)
        consumer.commit()

    flows.remove()

    with closing(KafkaAdminClient(bootstrap_servers=flows.bootstrap)) as admin:
        groups = {one["group_id"] for one in admin.list_groups()}
    assert flows.names() == set()
    assert group not in groups
    assert other.names() == {kept}
    other.remove()


def test_a_killed_broker_comes_back_with_all_it_acknowledged(own_broker: Cluster) -> None:
    flows = Flows(bootstrap=own_broker.bootstrap, prefix=new_prefix())
    flow = flows.make("pages", partitions=2)
    flows.send(flow, numbers(500))

    own_broker.kill()
    dead = own_broker.running()
    own_broker.start()
    flows.send(flow, [b"500"])

    assert dead == {}
    assert sorted(int(record.value) for record in flows.read(flow, 501)) == list(range(501))


def test_a_stopped_broker_comes_back_with_all_it_acknowledged(own_broker: Cluster) -> None:
    flows = Flows(bootstrap=own_broker.bootstrap, prefix=new_prefix())
    flow = flows.make("pages")
    flows.send(flow, numbers(10))

    own_broker.stop()
    dead = own_broker.running()
    own_broker.start()

    assert dead == {}
    assert [record.value for record in flows.read(flow, 10)] == numbers(10)


def test_of_three_brokers_one_may_die(three_brokers: Cluster) -> None:
    flows = Flows(bootstrap=three_brokers.bootstrap, prefix=new_prefix())
    flow = flows.make("pages", partitions=3)
    flows.send(flow, numbers(100))

    three_brokers.kill(2)
    flows.send(flow, [b"100"])
    without = flows.read(flow, 101)
    three_brokers.start(2)

    assert sorted(int(record.value) for record in without) == list(range(101))
    assert set(three_brokers.running()) == {1, 2, 3}


@pytest.mark.usefixtures("kafka_program")
def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    cluster = make_cluster(tmp_path / "kafka", settings={"listeners": "NOWHERE://127.0.0.1:1"})

    with pytest.raises(BrokerError, match="NOWHERE"):
        cluster.start()

    assert cluster.running() == {}


@pytest.mark.usefixtures("kafka_program")
def test_a_port_that_was_taken_meanwhile_is_let_alone(tmp_path: Path) -> None:
    cluster = make_cluster(tmp_path / "kafka", owner=os.getpid())
    chosen = cluster.plan.nodes[0].port
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", chosen))
        stranger.listen()

        cluster.start()

        found = find_cluster(tmp_path / "kafka")
        cluster.remove()

    assert found
    assert found.plan == cluster.plan
    assert found.plan.nodes[0].port != chosen


def log_in(secure: Secure, mechanism: str, user: str, password: str, patience_s: float = 20) -> KafkaAdminClient:
    return KafkaAdminClient(
        bootstrap_servers=secure.bootstrap,
        security_protocol="SASL_SSL",
        ssl_cafile=str(secure.ca),
        sasl_mechanism=mechanism,
        sasl_plain_username=user,
        sasl_plain_password=password,
        bootstrap_timeout_ms=int(patience_s * 1000),
    )


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_user_may_log_in_with_the_right_password(secure_broker: Secure, mechanism: str) -> None:
    for user, password in secure_broker.users.items():
        with closing(log_in(secure_broker, mechanism, user, password)) as admin:
            assert admin.list_topics() is not None


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_wrong_password_is_refused(secure_broker: Secure, mechanism: str) -> None:
    """The client says nothing of the password: to it, this is a broker that does not answer."""
    with pytest.raises(KafkaError):
        log_in(secure_broker, mechanism, "reader", "wrong", patience_s=2)
