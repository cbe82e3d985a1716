"""Alerts through far sides that misbehave, and a product that is killed: is anything lost, or told twice?

    python -m benchmarks.deliveries [--alerts N] [--kills N] [--hosts local,kafka] [--parts weather,kills] [--seed S]

Weather: alerts open, grow and end, and each is told to a receiver of signed webhooks, an Alertmanager, a mail server,
and a service of Apprise. Each fails three times in ten (errors, 429 with Retry-After, torn connections, answers that
come too late) and is away for a stretch; one more says 410 after a while. Kills: SIGKILL at random points with attempts
in flight. What the far sides wrote down is compared with `groundswell deliveries list`. Exit code 1 where they differ.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from tests.deliveries.faults import CALM, ROUGH, Faults
from tests.deliveries.hooks import open_hook
from tests.deliveries.kafka import KafkaStand
from tests.deliveries.local import LocalStand
from tests.deliveries.looking import Looked
from tests.deliveries.side import Side
from tests.deliveries.sides import open_sides
from tests.deliveries.stand import Stand
from tests.deliveries.town import Town
from tests.deliveries.trial import compare, kill_often, weather
from tools.broker.cluster import make_cluster

PIERS = 25
AWAY_S = 10.0
EVERY_S = 0.5
DRAIN_S = 900.0
THINKS_S = 0.02
"""How long receivers think while the product is killed: attempts are to be in flight."""
ENDED_IN_GOOD_ORDER = 0


def open_stand(host: str, folder: Path, town: Town, sides: Sequence[Side], stack: ExitStack) -> Stand:
    """The product, and a broker of its own where it needs one."""
    if host == "local":
        return LocalStand(folder, (town,), sides)
    cluster = make_cluster(folder / "kafka")
    stack.callback(cluster.remove)
    cluster.start()
    return stack.enter_context(closing(KafkaStand(folder, (town,), sides, cluster.bootstrap)))


def show(looked: Sequence[Looked]) -> int:
    """Print what was found, one far side a line. Returns how much is wrong."""
    print("  far side      owed  merged  accepted  gave up  attempts  failed  again  cut off  wrong")
    for one in looked:
        print(
            f"  {one.name:<12}{one.owed:>6}{one.replaced:>8}{one.accepted:>10}{one.gave_up:>9}{one.attempts:>10}"
            f"{one.failed.total():>8}{one.again:>7}{one.cut_off:>9}{one.wrong:>7}",
            flush=True,
        )
        if one.wrong:
            print(f"    {one}")
    return sum(one.wrong for one in looked)


def in_weather(host: str, alerts: int, seed: int, stack: ExitStack) -> int:
    """All far sides, each failing in its way. Returns how much is wrong."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groundswell-weather-")))
    sides = stack.enter_context(open_sides(folder, seed, gone_after=alerts // 2))
    stand = open_stand(host, folder, Town(groups=alerts // PIERS, piers=PIERS), sides.all, stack)
    began = time.monotonic()
    code = weather(stand, sides.rough, away_s=AWAY_S, every_s=EVERY_S, patience_s=DRAIN_S)
    changes = stand.changes()
    ids = {one.alert_id for one in changes}
    print(f"{host}: {len(ids)} alerts, {len(changes)} changes, told in {time.monotonic() - began:.0f} s")
    untold = sides.untold(stand)
    print(f"  Alertmanager told of {len(ids) - len(untold)} beginnings and ends of {len(ids)}")
    return show(compare(stand, sides.all)) + len(untold) + (code != ENDED_IN_GOOD_ORDER)


def with_kills(host: str, kills: int, seed: int, stack: ExitStack) -> int:
    """Kills with attempts in flight. Returns how much is wrong."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groundswell-kills-")))
    hooks = [stack.enter_context(open_hook("rough", Faults(ROUGH, seed)))]
    hooks += [stack.enter_context(open_hook("calm", Faults(CALM, seed)))]
    for hook in hooks:
        hook.faults.thinks_s = THINKS_S
    stand = open_stand(host, folder, Town(groups=kills, piers=8), hooks, stack)
    began = time.monotonic()
    flying = kill_often(stand, hooks, kills, seed)
    print(
        f"{host}: {len(flying)} kills in {time.monotonic() - began:.0f} s, {min(flying)} to {max(flying)} attempts"
        f" unanswered just before each, {sum(flying)} in all"
    )
    return show(compare(stand, hooks))


def main() -> int:
    """Do it all. Returns 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alerts", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--hosts", default="local,kafka")
    parser.add_argument("--parts", default="weather,kills")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wrong = 0
    for host in asked.hosts.split(","):
        for part in asked.parts.split(","):
            with ExitStack() as stack:
                if part == "weather":
                    wrong += in_weather(host, asked.alerts, asked.seed, stack)
                else:
                    wrong += with_kills(host, asked.kills, asked.seed, stack)
    print(f"{wrong or 'nothing'} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
