"""A real Kafka for tests: one for the whole run, however many workers it has; flows of its own for every test.

`GROUNDSWELL_TEST_BROKER=host:port` takes a broker that is there already. Without Java or Maven these tests are skipped,
and say what to install; where `CI` is set they fail.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from tools.broker.cluster import Cluster, find_cluster, make_cluster
from tools.broker.errors import BrokerError, ToolMissing
from tools.broker.jars import find_java, install_jars

OUTSIDE = "GROUNDSWELL_TEST_BROKER"
FIXTURES = {"kafka_program", "broker", "secure_broker", "flows", "own_broker", "three_brokers"}
FOLDER = "tests/kafka/"
USERS = {"reader": "right-for-reading", "writer": "right-for-writing"}
FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Secure:
    """How to come in by SASL_SSL."""

    bootstrap: str
    ca: Path
    """PEM."""
    users: dict[str, str]
    """Passwords by user name; each may log in by PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512."""


@dataclass(frozen=True, kw_only=True)
class Broker:
    """The broker of the whole run. Not for killing: others use it."""

    bootstrap: str
    secure: Secure | None
    """None if it is somebody else's."""


@dataclass(frozen=True, kw_only=True)
class Flows:
    """The flows of one test: all whose name begins with its prefix."""

    bootstrap: str
    prefix: str

    def make(self, name: str, partitions: int = 1, **settings: str) -> str:
        """Create a flow; `cleanup_policy` in the settings is `cleanup.policy`. Returns its whole name."""
        flow = f"{self.prefix}.{name}"
        configs = {key.replace("_", "."): value for key, value in settings.items()}
        with closing(KafkaAdminClient(bootstrap_servers=self.bootstrap)) as admin:
            admin.create_topics({flow: {"num_partitions": partitions, "configs": configs}})
            # What is created is not yet known everywhere, nor led by anybody.
            admin.wait_for_topics([flow])
        return flow

    def send(self, flow: str, values: Iterable[bytes], key: bytes | None = None) -> None:
        """Write records, and wait until each is acknowledged."""
        with closing(KafkaProducer(bootstrap_servers=self.bootstrap, acks="all", linger_ms=5)) as producer:
            sent = [producer.send(flow, value, key=key) for value in values]
            producer.flush()
            for one in sent:
                one.get(timeout=30)

    def read(self, flow: str, count: int, patience_s: float = 30.0) -> list[ConsumerRecord]:
        """All records of a flow from its beginning: as soon as there are so many, or those there are after a while."""
        until = time.monotonic() + patience_s
        records: list[ConsumerRecord] = []
        with closing(KafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)) as consumer:
            partitions = [TopicPartition(flow, number) for number in sorted(consumer.partitions_for_topic(flow))]
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            while len(records) < count and time.monotonic() < until:
                for some in consumer.poll(timeout_ms=100).values():
                    records += some
        return records

    def names(self) -> set[str]:
        """The flows there are, those that the product made included."""
        with closing(KafkaAdminClient(bootstrap_servers=self.bootstrap)) as admin:
            return {name for name in admin.list_topics() if name.startswith(self.prefix)}

    def remove(self) -> None:
        """Delete them and the groups that read them. What is left over makes every later test slower."""
        with closing(KafkaAdminClient(bootstrap_servers=self.bootstrap)) as admin:
            flows = [name for name in admin.list_topics() if name.startswith(self.prefix)]
            groups = [one["group_id"] for one in admin.list_groups() if one["group_id"].startswith(self.prefix)]
            if groups:
                admin.delete_groups(groups)
            if flows:
                admin.delete_topics(flows)


def new_prefix() -> str:
    return f"t{uuid4().hex[:10]}"


# ---- one broker for the whole run: the first worker that wants it starts it, the run's own process ends it

PLACE = pytest.StashKey[Path]()
OWNER = pytest.StashKey[int]()


class Worker(Protocol):
    """What we use of xdist's."""

    config: pytest.Config
    workerinput: dict[str, object]


def pytest_configure(config: pytest.Config) -> None:
    told = getattr(config, "workerinput", None)
    ours = Path(tempfile.gettempdir()) / f"groundswell-kafka-{new_prefix()}"
    config.stash[PLACE] = Path(told["broker_place"]) if told else ours
    config.stash[OWNER] = told["broker_owner"] if told else os.getpid()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Worker) -> None:
    node.workerinput["broker_place"] = str(node.config.stash[PLACE])
    node.workerinput["broker_owner"] = node.config.stash[OWNER]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Also after `-x` and Ctrl-C. If this process is killed, the cluster's tether ends it."""
    place = config.stash[PLACE]
    if config.stash[OWNER] == os.getpid() and place.exists():
        if cluster := find_cluster(place):
            cluster.remove()
        shutil.rmtree(place, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(FOLDER) or FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.kafka)


def _start_shared(place: Path, owner: int) -> Cluster:
    """The run's cluster, started by whoever comes first; if that fails, it fails for all, at once.

    Raises:
        BrokerError: it did not start, now or before.
    """
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (place / FAILED).exists():
            raise BrokerError((place / FAILED).read_text(encoding="utf-8"))
        cluster = find_cluster(place) or make_cluster(place, users=USERS, owner=owner)
        try:
            cluster.start()
        except ToolMissing:
            raise
        except BrokerError as error:
            (place / FAILED).write_text(str(error), encoding="utf-8")
            raise
    return cluster


@contextmanager
def _words() -> Iterator[None]:
    """Skip or fail in words that a person can act on, instead of a stack of calls."""
    try:
        yield
    except ToolMissing as missing:
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(f"{missing}; or name a broker in {OUTSIDE}")
    except BrokerError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def kafka_program() -> None:
    """For a test that starts a broker by itself: Java and Kafka's jars are here, or it is skipped, or fails."""
    with _words():
        find_java()
        install_jars()


@pytest.fixture(scope="session")
def broker(pytestconfig: pytest.Config) -> Broker:
    """The run's broker. Every test that uses it keeps to flows of its own: `flows`."""
    if outside := os.environ.get(OUTSIDE):
        return Broker(bootstrap=outside, secure=None)
    with _words():
        cluster = _start_shared(pytestconfig.stash[PLACE], pytestconfig.stash[OWNER])
    secure = Secure(bootstrap=cluster.secure_bootstrap, ca=cluster.ca, users=dict(cluster.plan.users))
    return Broker(bootstrap=cluster.bootstrap, secure=secure)


@pytest.fixture
def secure_broker(broker: Broker) -> Secure:
    """The run's broker, by SASL_SSL."""
    if broker.secure is None:
        pytest.skip(f"the broker of {OUTSIDE} has users of its own")
    return broker.secure


@pytest.fixture
def flows(broker: Broker) -> Iterator[Flows]:
    """Flows on the run's broker under a prefix that no other test has; gone afterwards."""
    made = Flows(bootstrap=broker.bootstrap, prefix=new_prefix())
    yield made
    with suppress(KafkaError):
        made.remove()


@contextmanager
def open_cluster(folder: Path, nodes: int = 1) -> Iterator[Cluster]:
    """A cluster of one test's own: it may be killed, stopped, and started again on its data."""
    cluster = make_cluster(folder, nodes=nodes, owner=os.getpid())
    try:
        with _words():
            cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Cluster]:
    """A broker that this test may kill."""
    with open_cluster(tmp_path / "kafka") as cluster:
        yield cluster


@pytest.fixture
def three_brokers(tmp_path: Path) -> Iterator[Cluster]:
    """Three nodes, each record on all of them; one may die."""
    with open_cluster(tmp_path / "kafka", nodes=3) as cluster:
        yield cluster
