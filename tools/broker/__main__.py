"""Start, stop and kill a broker by hand.

python -m tools.broker start             one node in build/kafka; prints what a client connects to
python -m tools.broker --nodes 3 start   three
python -m tools.broker kill 2            SIGKILL for node 2; `start` brings it back on its data
python -m tools.broker remove            ended, data and all
"""

import argparse
import sys
from pathlib import Path

from tools.broker.cluster import ROOT, Cluster, find_cluster, hold, make_cluster
from tools.broker.errors import BrokerError
from tools.broker.jars import install_jars

COMMANDS = ("install", "start", "stop", "kill", "status", "remove", "tether")


def main() -> int:
    """Run one command. Returns 0 when done, 1 when `status` finds a node down, 2 when it cannot be done."""
    args = _parser().parse_args()
    try:
        return _run(args)
    except BrokerError as error:
        print(f"broker: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.broker", description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "kafka", help="where all of it stands")
    parser.add_argument("--nodes", type=int, choices=(1, 3), default=1, help="of a new cluster")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("ids", type=int, nargs="*", help="nodes; none is all (for tether: the owner's process)")
    return parser


def _run(args: argparse.Namespace) -> int:
    match args.command:
        case "install":
            print(install_jars())
            return 0
        case "tether":
            hold(args.folder, args.ids[0])
            return 0
        case "start":
            cluster = find_cluster(args.folder) or make_cluster(args.folder, nodes=args.nodes)
            cluster.start(*args.ids)
            print(cluster.bootstrap)
            return 0
    found = find_cluster(args.folder)
    return _ask(found, args) if found else _nothing(args)


def _ask(cluster: Cluster, args: argparse.Namespace) -> int:
    match args.command:
        case "stop":
            cluster.stop(*args.ids)
        case "kill":
            cluster.kill(*args.ids)
        case "remove":
            cluster.remove()
        case "status":
            return _tell_status(cluster)
    return 0


def _tell_status(cluster: Cluster) -> int:
    alive = cluster.running()
    for node in cluster.plan.nodes:
        process = alive.get(node.id)
        memory = f"up, process {process.pid}, {process.memory_info().rss >> 20} MB" if process else "down"
        print(f"node {node.id}  127.0.0.1:{node.port}  {memory}")
    return 0 if len(alive) == len(cluster.plan.nodes) else 1


def _nothing(args: argparse.Namespace) -> int:
    print(f"no cluster in {args.folder}", file=sys.stderr)
    return 0 if args.command == "remove" else 1


if __name__ == "__main__":
    sys.exit(main())
