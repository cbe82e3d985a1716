"""Run the whole product on this machine, on a broker of its own, fed with the example pages.

python -m tools.local up       start it all, teach it two weeks, feed it the third, show what it tells
python -m tools.local status   who runs
python -m tools.local down     end it all, and forget it
"""

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile

from tools.broker.cluster import ROOT, find_cluster, make_cluster
from tools.broker.errors import BrokerError
from tools.broker.process import end, launch, running, wait_gone
from tools.local.crew import Member
from tools.local.feed import arrivals, feed, make_archive
from tools.local.world import MEMBERS, PARTITIONS, World
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import flows_of
from workers.hosts.local.lane import Arrival

EXAMPLES = ROOT / "examples"
TELL_FROM = datetime(2025, 3, 10, tzinfo=UTC)
"""What the example pages tell before is history, and teaches what is usual."""
PATIENCE_S = 180.0
TELLER = Member(part="notify")


def main() -> int:
    """Run one command. Returns 0 when done, 2 when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m tools.local", description=__doc__.partition("\n")[0])
    parser.add_argument("command", choices=("up", "status", "down", "keep"))
    command = parser.parse_args().command
    world = World()
    try:
        return {"up": up, "status": status, "down": down, "keep": keep}[command](world)
    except BrokerError as error:
        say(str(error))
        return 2


def say(line: str) -> None:
    """Tell the person who waits."""
    print(f"local: {line}", file=sys.stderr, flush=True)


def up(world: World) -> int:
    """Start everything and feed it."""
    if find_cluster(world.broker):
        say("it is up already; `make down-local` ends it")
        return 2
    world.folder.mkdir(parents=True, exist_ok=True)
    say("starting a broker")
    cluster = make_cluster(world.broker)
    cluster.start()
    world.write_config(EXAMPLES, cluster.bootstrap, TELL_FROM)
    pages = flows_of(open_config(world.config).rules.settings).pages.name
    make_archive(cluster.bootstrap, pages, PARTITIONS)
    if groundswell(["flows", "ensure", "--config", str(world.config)]):
        return 2
    history, news = _parts_of(world)
    say(f"writing the pages before {TELL_FROM:%d %B}: they teach what is usual, and nobody is told of them")
    count, _ = feed(iter(history), cluster.bootstrap, pages, PARTITIONS)
    say(f"starting two readers, a counter and a notifier; {count:,} pages to learn from")
    launch(
        [sys.executable, "-m", "tools.local", "keep"],
        log=world.folder / "keeper.log",
        pid=world.keeper,
        environment={"PYTHONPATH": str(ROOT)},
    )
    count, last = feed(iter(news), cluster.bootstrap, pages, PARTITIONS)
    say(f"wrote {count:,} pages more, up to {last:%d %B %H:%M} UTC; what is told of them:")
    told = _show(world)
    say(
        "it goes on running: `make down-local` ends it. Its words: build/local/crew/*.log; its broker: "
        + cluster.bootstrap
    )
    return 0 if told else 1


def _parts_of(world: World) -> tuple[list[Arrival], list[Arrival]]:
    rules = open_config(world.config).rules
    everything = list(arrivals([EXAMPLES / "background", EXAMPLES / "pages"], rules))
    history = list(takewhile(lambda arrival: arrival.at < TELL_FROM, everything))
    return history, everything[len(history) :]


def _show(world: World) -> bool:
    """Print what the notifier tells, until it has told nothing new for a while. Whether there was anything."""
    log, shown, quiet_since = world.crew().log(TELLER), 0, time.monotonic()
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and not (shown and time.monotonic() - quiet_since > 10):
        lines = list(_alerts_in(log.read_text(encoding="utf-8", errors="replace"))) if log.exists() else []
        for line in lines[shown:]:
            print(line, flush=True)
        if len(lines) > shown:
            shown, quiet_since = len(lines), time.monotonic()
        time.sleep(0.2)
    if not shown:
        say(f"nothing was told within {PATIENCE_S:.0f} s; look into {log}")
    return shown > 0


def _alerts_in(text: str) -> Iterator[str]:
    """The lines of the channel `log`; those of the worker's own log are JSON."""
    yield from (line for line in text.splitlines() if line and not line.startswith("{"))


def keep(world: World) -> int:
    """Start the crew, and start again who ends, until asked to stop; then end them in good order."""
    crew, stopping = world.crew(), []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))
    crew.start(MEMBERS)
    while not stopping:
        for member in crew.keep():
            print(f"started {member.name} again", flush=True)
        time.sleep(0.2)
    crew.stop(crew.members())
    return 0


def status(world: World) -> int:
    """Say who runs."""
    cluster = find_cluster(world.broker)
    print(f"broker    {cluster.bootstrap if cluster and cluster.running() else 'down'}")
    for member in MEMBERS:
        process = world.crew().process(member)
        print(f"{member.name:<9} {f'process {process.pid}' if process else 'down'}")
    return 0


def down(world: World) -> int:
    """End everything, and remove what it wrote."""
    end(world.keeper, "tools.local", signal.SIGTERM)
    if not wait_gone(world.keeper, "tools.local", 40) and (process := running(world.keeper, "tools.local")):
        process.kill()
    crew = world.crew()
    crew.stop([member for member in MEMBERS if crew.process(member)])
    if cluster := find_cluster(world.broker):
        cluster.remove()
    shutil.rmtree(world.folder, ignore_errors=True)
    say("ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
