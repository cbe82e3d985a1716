"""A cluster on this machine: started, stopped, killed, and started again on the same data.

Everything that is known of it stands in its folder, so that another process finds it there.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import psutil

from tools.broker.certificates import make_certificates
from tools.broker.errors import BrokerError
from tools.broker.jars import find_java, install_jars
from tools.broker.plan import Node, Plan, format_options, properties
from tools.broker.ports import free_ports
from tools.broker.process import LOOK_S, end, launch, running, wait_gone

START_S = 120.0
STOP_S = 15.0
PORT_TRIES = 3
PLAN = "plan.json"
STARTED = "Kafka Server started"
ROOT = Path(__file__).parent.parent.parent

# One thread that sweeps, and the quick compiler: a broker of tests lives for seconds and shares the machine.
JVM = (
    *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto", "-Xss512k"),
    *("-Djava.awt.headless=true", "-Dorg.slf4j.simpleLogger.showDateTime=true"),
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
)


class PortTakenError(BrokerError):
    """Somebody else listens on a port that was free when it was chosen."""


class Cluster:
    """One cluster of ours. `folder` holds its plan, and for each node its settings, log, process number and data."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.plan = plan

    @property
    def bootstrap(self) -> str:
        """What a client connects to."""
        return self.plan.bootstrap

    @property
    def secure_bootstrap(self) -> str:
        """What a client connects to by SASL_SSL."""
        return self.plan.secure_bootstrap

    @property
    def ca(self) -> Path:
        """The certificate, PEM, that a client of the secure listener trusts."""
        return self.folder / "certificates" / "ca.pem"

    def start(self, *ids: int) -> None:
        """Start these nodes, or all, those that run excepted, and wait until each serves.

        Raises:
            ToolMissing: no Java, or no jars and no Maven.
            BrokerError: a node did not start; the last lines of its log.
        """
        java = [find_java(), "-cp", f"{install_jars()}/*", *JVM]
        fresh = not any(self._formatted(node) for node in self.plan.nodes)
        for left in reversed(range(PORT_TRIES if fresh else 1)):
            try:
                self._start(java, self._chosen(ids))
            except PortTakenError:
                if left == 0:
                    raise
                self._choose_other_ports()
            else:
                return

    def stop(self, *ids: int) -> None:
        """End these nodes, or all, in good order. Their data stay."""
        for node in self._chosen(ids):
            end(self._pid(node), self._settings(node), signal.SIGTERM)
        until = time.monotonic() + STOP_S
        for node in self._chosen(ids):
            # With its controllers gone, a node waits in vain for leave to go.
            if not wait_gone(self._pid(node), self._settings(node), until - time.monotonic()):
                self.kill(node.id)

    def kill(self, *ids: int) -> None:
        """End these nodes, or all, by SIGKILL, and wait until they are gone. Their data stay."""
        for node in self._chosen(ids):
            end(self._pid(node), self._settings(node), signal.SIGKILL)
        for node in self._chosen(ids):
            if not wait_gone(self._pid(node), self._settings(node), STOP_S):
                raise BrokerError(f"node {node.id} of {self.folder} outlived SIGKILL")

    def remove(self) -> None:
        """End all of it, data included."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def running(self) -> dict[int, psutil.Process]:
        """The process of each node that runs, by the node's id."""
        found = {node.id: running(self._pid(node), self._settings(node)) for node in self.plan.nodes}
        return {number: process for number, process in found.items() if process}

    def last_words(self, node: Node, lines: int = 20) -> str:
        """The end of a node's log."""
        log = self._log(node)
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def _chosen(self, ids: Iterable[int]) -> list[Node]:
        wanted = set(ids)
        return [node for node in self.plan.nodes if node.id in wanted or not wanted]

    def _start(self, java: list[str], nodes: list[Node]) -> None:
        resting = [node for node in nodes if not running(self._pid(node), self._settings(node))]
        self._prepare(java, resting)
        begins = {node.id: self._log_size(node) for node in resting}
        for node in resting:
            command = [*java, f"-Xmx{self.plan.heap_mb}m", "kafka.Kafka", self._settings(node)]
            launch(command, log=self._log(node), pid=self._pid(node))
        until = time.monotonic() + START_S
        for node in resting:
            self._wait_started(node, begins[node.id], until)

    def _prepare(self, java: list[str], nodes: list[Node]) -> None:
        """Write settings, and format what has no data yet, all nodes at once: each takes a Java of its own."""
        certificates = self.ca.parent
        if self.plan.users and not self.ca.exists():
            make_certificates(certificates)
        formatting = {}
        for node in nodes:
            home = self._home(node)
            home.mkdir(parents=True, exist_ok=True)
            text = properties(self.plan, node, home, certificates / "listener.pem")
            Path(self._settings(node)).write_text(text, encoding="utf-8")
            if not self._formatted(node):
                tool = [
                    "kafka.tools.StorageTool",
                    "format",
                    *format_options(self.plan),
                    "--config",
                    self._settings(node),
                ]
                formatting[node.id] = subprocess.Popen(
                    [*java, "-Xmx128m", *tool], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
                )
        said = {number: process.communicate()[0] for number, process in formatting.items()}
        for number, process in formatting.items():
            if process.returncode != 0:
                words = "\n".join(said[number].splitlines()[-20:])
                raise BrokerError(f"the data of node {number} in {self.folder} could not be formatted:\n{words}")

    def _wait_started(self, node: Node, begin: int, until: float) -> None:
        """Wait for the line that says so, in what the log grew by since this start."""
        while True:
            alive = running(self._pid(node), self._settings(node))
            said = self._log(node).read_bytes()[begin:].decode("utf-8", "replace")
            if STARTED in said and alive:
                return
            if not alive or time.monotonic() > until:
                break
            time.sleep(LOOK_S)
        kind = PortTakenError if "Address already in use" in said else BrokerError
        raise kind(f"node {node.id} of Kafka did not start. The end of {self._log(node)}:\n{self.last_words(node)}")

    def _choose_other_ports(self) -> None:
        """Begin anew elsewhere. Only before the first start: clients of a cluster know its ports."""
        self.kill()
        for node in self.plan.nodes:
            shutil.rmtree(self._home(node), ignore_errors=True)
        self.plan = msgspec.structs.replace(self.plan, nodes=_nodes(len(self.plan.nodes)))
        self._save()

    def _save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{PLAN}.part"
        part.write_bytes(msgspec.json.encode(self.plan))
        part.replace(self.folder / PLAN)

    def _home(self, node: Node) -> Path:
        return self.folder / f"node-{node.id}"

    def _settings(self, node: Node) -> str:
        return str(self._home(node) / "server.properties")

    def _pid(self, node: Node) -> Path:
        return self._home(node) / "pid"

    def _log(self, node: Node) -> Path:
        return self._home(node) / "server.log"

    def _log_size(self, node: Node) -> int:
        return self._log(node).stat().st_size if self._log(node).exists() else 0

    def _formatted(self, node: Node) -> bool:
        return (self._home(node) / "data" / "meta.properties").exists()


def _nodes(count: int) -> tuple[Node, ...]:
    ports = iter(free_ports(3 * count))
    return tuple(
        Node(id=number, port=next(ports), controller_port=next(ports), secure_port=next(ports))
        for number in range(1, count + 1)
    )


def make_cluster(
    folder: Path,
    *,
    nodes: int = 1,
    users: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    owner: int | None = None,
) -> Cluster:
    """Plan a cluster in a folder of its own; `start` starts it.

    Args:
        folder: Where all of it stands; made if need be.
        nodes: 1, or 3 for one that loses nothing when a node dies.
        users: Passwords by user name; with any, each node also listens on SASL_SSL.
        settings: Lines of `server.properties` that go before ours.
        owner: The number of a process; when that ends without having ended the cluster, the cluster is removed.
    """
    folder = folder.absolute()
    plan = Plan(nodes=_nodes(nodes), users=dict(users or {}), settings=dict(settings or {}))
    cluster = Cluster(folder, plan)
    cluster._save()
    if owner is not None:
        command = [sys.executable, "-m", "tools.broker", "--folder", str(folder), "tether", str(owner)]
        found = {"PYTHONPATH": str(ROOT)}
        launch(command, log=folder / "tether.log", pid=folder / "tether.pid", environment=found)
    return cluster


def find_cluster(folder: Path) -> Cluster | None:
    """The cluster that was made in a folder, whoever made it."""
    folder = folder.absolute()
    try:
        return Cluster(folder, msgspec.json.decode((folder / PLAN).read_bytes(), type=Plan))
    except FileNotFoundError:
        return None


def hold(folder: Path, owner: int) -> None:
    """Wait until a process has ended, or the cluster was removed; then remove what is left of it."""
    try:
        process = psutil.Process(owner)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE and (folder / PLAN).exists():
            time.sleep(0.5)
    except psutil.NoSuchProcess:
        pass
    if cluster := find_cluster(folder):
        cluster.remove()
