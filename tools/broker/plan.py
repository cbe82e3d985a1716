"""What a cluster is: its nodes, their ports, and the settings each node is started with."""

from pathlib import Path

from msgspec import Struct

CLUSTER_ID = "R3JvdW5kc3dlbGxUZXN0cw"
"""16 bytes in base64, as Kafka wants it. All our clusters share it; they never meet."""

MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-512")


class Node(Struct, frozen=True, kw_only=True):
    """One broker, which is also a controller. All ports are on loopback."""

    id: int
    """From 1."""
    port: int
    controller_port: int
    secure_port: int


class Plan(Struct, frozen=True, kw_only=True):
    """A cluster, as it is written beside its data."""

    nodes: tuple[Node, ...]
    users: dict[str, str] = {}
    """Passwords by user name. With any, each node has a listener more, SASL_SSL, by PLAIN and both SCRAMs."""
    settings: dict[str, str] = {}
    """Lines of a node's settings that go before ours."""
    heap_mb: int = 256

    @property
    def bootstrap(self) -> str:
        """What a client connects to: `127.0.0.1:20000,...`."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    @property
    def secure_bootstrap(self) -> str:
        """The same with SASL_SSL; nothing listens there when there are no users."""
        return ",".join(f"127.0.0.1:{node.secure_port}" for node in self.nodes)


def properties(plan: Plan, node: Node, folder: Path, certificate: Path) -> str:
    """The text of one node's `server.properties`.

    Args:
        plan: The cluster.
        node: The one of its nodes.
        folder: Where this node's data go.
        certificate: A PEM file of the listener's key and certificate; used if the plan has users.
    """
    lines = {
        **_identity(plan, node, folder),
        **_copies(plan),
        **_quickness(),
        **_smallness(),
        **(_security(plan, certificate) if plan.users else {}),
        **plan.settings,
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _identity(plan: Plan, node: Node, folder: Path) -> dict[str, str]:
    listeners = [f"PLAINTEXT://127.0.0.1:{node.port}", f"CONTROLLER://127.0.0.1:{node.controller_port}"]
    if plan.users:
        listeners.append(f"SECURE://127.0.0.1:{node.secure_port}")
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.id),
        "controller.quorum.voters": ",".join(f"{one.id}@127.0.0.1:{one.controller_port}" for one in plan.nodes),
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listeners": ",".join(listeners),
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL",
        "log.dirs": str(folder / "data"),
        # A flow that nobody made is a mistake, and must look like one.
        "auto.create.topics.enable": "false",
    }


def _copies(plan: Plan) -> dict[str, str]:
    """With three nodes, one may die and every record that was acknowledged is still there."""
    copies = min(3, len(plan.nodes))
    enough = max(1, copies - 1)
    return {
        "default.replication.factor": str(copies),
        "min.insync.replicas": str(enough),
        "offsets.topic.replication.factor": str(copies),
        "transaction.state.log.replication.factor": str(copies),
        "transaction.state.log.min.isr": str(enough),
    }


def _quickness() -> dict[str, str]:
    return {
        # By default the first member of a group waits 3 s for others.
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        # A node that was killed is known to be gone, and let in again, after this long instead of 9 s.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "log.cleaner.backoff.ms": "1000",
        # Deleted flows leave their folders behind for a minute, and each costs time at a restart.
        "log.segment.delete.delay.ms": "1000",
    }


def _smallness() -> dict[str, str]:
    return {
        # The cleaner's own default, 128 MB, is half of our heap.
        "log.cleaner.dedupe.buffer.size": "8388608",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "4",
        "num.network.threads": "2",
        "num.io.threads": "4",
    }


def _security(plan: Plan, certificate: Path) -> dict[str, str]:
    """PLAIN's users stand in the settings; SCRAM's are written into the data when it is formatted."""
    login = "org.apache.kafka.common.security"
    users = " ".join(f'user_{name}="{password}"' for name, password in plan.users.items())
    scram = {
        f"listener.name.secure.{mechanism.lower()}.sasl.jaas.config": f"{login}.scram.ScramLoginModule required;"
        for mechanism in MECHANISMS
    }
    return {
        "sasl.enabled.mechanisms": ",".join(["PLAIN", *MECHANISMS]),
        "listener.name.secure.plain.sasl.jaas.config": f"{login}.plain.PlainLoginModule required {users};",
        **scram,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(certificate),
        "ssl.client.auth": "none",
    }


def format_options(plan: Plan) -> list[str]:
    """What the formatting of a node's data is told: whose cluster it is, and SCRAM's users."""
    options = ["--cluster-id", CLUSTER_ID]
    for name, password in plan.users.items():
        for mechanism in MECHANISMS:
            options += ["--add-scram", f"{mechanism}=[name={name},password={password}]"]
    return options
