"""The whole product on a real broker, with parts of it killed while they work: is anything lost, or counted twice?

    python -m benchmarks.kill [--rounds N] [--seed S] [--brokers 1|3] [--rate R] [--keep DIR]

A made-up world of news is written to the flow `pages` at a steady rate, while in each round somebody is killed
(readers, counters, notifiers, the broker), joins or leaves, always with work in flight. At the end it is looked at from
outside: every page is an article or a reject, exactly by id; what was counted is what one unbroken process counts of
the same pages; every notice that was owed was delivered, and came again only under the same id. Exit code 1 where not.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from standardwebhooks.webhooks import Webhook

from benchmarks.kill_looked_at import Scene, look, notices
from tests.receiver import Came, Reply, open_receiver
from tools.broker.cluster import Cluster, make_cluster
from tools.local.crew import Crew, Member
from tools.local.feed import make_archive
from tools.local.feeder import Feeder
from tools.local.outside import lag
from tools.local.story import Story
from workers.cli import main as groundswell
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import flows_of, names_of

STORY = Story(step_s=4, turn_h=1)
LATENESS = "1h"
"""Partitions come back one after the other when a broker does, and the feeder does not wait for them: at 50 pages a
second an hour of event time is 18 seconds of theirs."""
PARTITIONS = 4
MOST = {"read": 3, "count": 2, "notify": 2}
"""Members of a part when all have joined."""
AWAY_S = 5.0
"""A killed broker is started again after at most this."""
DRAIN_S = 240.0
REFUSALS = 0.2
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


class Ground:
    """A broker, a config, a crew, a receiver of webhooks, and a feeder."""

    def __init__(self, folder: Path, seed: int, brokers: int, rate: float, stack: ExitStack) -> None:
        self.folder, self.rng = folder, random.Random(seed)
        self._refusing = random.Random(seed + 1)
        self.receiver = stack.enter_context(open_receiver(self._reply))
        self.cluster: Cluster = make_cluster(folder / "kafka", nodes=brokers)
        stack.callback(self.cluster.remove)
        self.cluster.start()
        where = f"url: '{self.receiver.url()}', secret_env: HOOK_SECRET, allow_private: true"
        hook = f"[{{id: hook, kind: webhook, {where}, timeout: 2s}}]"
        STORY.write_config(
            folder / "config",
            broker=self.cluster.bootstrap,
            flows=f"{{partitions: {PARTITIONS}, replication: {brokers}}}",
            time="pages",
            lateness=LATENESS,
            http="{port: 0}",
            retry_after=f"[0s, 0s{', 1s' * 60}]",
            channels=hook,
            subscriptions="[{id: desk, watches: {ids: ['*']}, channels: [hook]}]",
        )
        self.rules = open_config(folder / "config").rules
        self.flows, self.groups = flows_of(self.rules.settings), names_of(self.rules.settings)
        make_archive(self.cluster.bootstrap, self.flows.pages.name, PARTITIONS, brokers)
        if groundswell(["flows", "ensure", "--config", str(folder / "config")]):
            raise SystemExit("the flows could not be made")
        self.crew = Crew(folder=folder / "crew", config=folder / "config", environment={"HOOK_SECRET": SECRET})
        stack.callback(lambda: self.crew.stop(self.crew.members(), patience_s=5))
        self.crew.start(Member(part=part, number=1) for part in MOST)
        self.crew.start([Member(part="read", number=2)])
        self.feeder = Feeder(
            story=STORY,
            bootstrap=self.cluster.bootstrap,
            flow=self.flows.pages.name,
            partitions=PARTITIONS,
            rate=rate,
        )
        self.feeder.start()

    def _reply(self, came: Came) -> Reply:
        Webhook(SECRET).verify(came.body, dict(came.headers))
        return Reply(status=503) if self._refusing.random() < REFUSALS else Reply()

    def in_flight(self) -> dict[str, int]:
        """Records that each part has not acknowledged."""
        groups, flows = self.groups, self.flows
        asked = {
            "read": (groups.read, (flows.pages.name,)),
            "count": (groups.count, (flows.pulses.name, flows.signals.name)),
            "notify": (groups.notify, (flows.alerts.name, flows.notices.name)),
        }
        ask = self.cluster.bootstrap
        return {part: sum(lag(ask, group, flow) for flow in some) for part, (group, some) in asked.items()}

    def wait(self, seconds: float, holds: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass, starting again whoever ended; stop when something holds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if holds():
                return True
            self.crew.keep()
            time.sleep(0.1)
        return holds()


def one_round(ground: Ground) -> str:
    """Do one thing to it; return what, with the work that was in flight."""
    rng, crew = ground.rng, ground.crew
    ground.wait(20.0, lambda: sum(ground.in_flight().values()) > 0)
    flight = ground.in_flight()
    if not sum(flight.values()):
        raise SystemExit(f"nothing was in flight; feeder {'works' if ground.feeder.works else 'died'}: raise --rate")
    deed = rng.choice(["kill", "kill", "kill", "kill two", "broker", "join or leave"])
    if deed == "broker":
        node = rng.choice(ground.cluster.plan.nodes).id
        ground.cluster.kill(node)
        away_s = rng.uniform(1.0, AWAY_S)
        ground.wait(away_s)
        ground.cluster.start(node)
        told = f"broker {node} killed, away {away_s:.1f} s"
    elif deed == "join or leave":
        told = _join_or_leave(ground)
    else:
        parts = rng.sample(list(MOST), 2 if deed == "kill two" else 1)
        victims = [rng.choice([one for one in crew.members() if one.part == part]) for part in parts]
        alive = [victim.name for victim in victims if crew.kill(victim)]
        told = f"killed {', '.join(alive) or 'nobody: ' + victims[0].name + ' was on its way back'}"
    return f"{told}; in flight: {', '.join(f'{part} {count}' for part, count in flight.items())}"


def _join_or_leave(ground: Ground) -> str:
    part = ground.rng.choice(list(MOST))
    there = [member for member in ground.crew.members() if member.part == part]
    if len(there) == MOST[part]:
        late = ground.crew.stop([there[-1]])
        return f"{there[-1].name} left{' late, killed' if late else ''}"
    new = Member(part=part, number=max(member.number for member in there) + 1)
    ground.crew.start([new])
    return f"{new.name} joined"


def scene_of(ground: Ground, written: int) -> Scene:
    """What there is to look at when all is over."""
    return Scene(
        bootstrap=ground.cluster.bootstrap,
        flows=ground.flows,
        rules=ground.rules,
        folder=ground.folder,
        story=STORY,
        written=written,
        came=tuple(one.id for one in ground.receiver.came),
    )


def is_drained(ground: Ground) -> bool:
    """Whether all is read and counted, and nobody is owed anything."""
    flight = ground.in_flight()
    if flight["read"] or flight["count"] or flight["notify"] > 2 * PARTITIONS:
        return False
    told = notices(ground.cluster.bootstrap, ground.flows)
    return told.owed <= told.accepted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    parser.add_argument("--rate", type=float, default=50.0, help="pages a second")
    parser.add_argument("--keep", type=Path, help="a folder to leave everything in, for a look")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="groundswell-kill-"))
    began = time.monotonic()
    with ExitStack() as stack:
        ground = Ground(folder, asked.seed, asked.brokers, asked.rate, stack)
        ground.wait(60.0, lambda: ground.in_flight()["read"] < ground.feeder.written - 100)
        for number in range(1, asked.rounds + 1):
            print(f"round {number:>3}  {time.monotonic() - began:5.0f} s  {one_round(ground)}", flush=True)
            ground.wait(ground.rng.uniform(4.0, 14.0))
        written = ground.feeder.finish()
        drained = ground.wait(DRAIN_S, lambda: is_drained(ground))
        print(
            f"{written:,} pages, {ground.crew.restarts} restarts, {ground.feeder.again} of producers of pages;", end=""
        )
        print(" looked at from outside:")
        ground.crew.stop(ground.crew.members())
        wrong = look(scene_of(ground, written)) + (not drained)
        if not drained:
            print(f"  WRONG not all was done within {DRAIN_S:.0f} s: {ground.in_flight()}")
    if asked.keep is None and not wrong:
        shutil.rmtree(folder)
    print(f"{asked.rounds} rounds in {time.monotonic() - began:.0f} s, seed {asked.seed}: {wrong or 'nothing'} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
