"""Does a slow receiver, or one that never answers, delay the alerts of the others?

    python -m benchmarks.apart [--alerts N] [--rate R] [--rounds N] [--hosts kafka,follow,stdin]

The same news as `benchmarks.to_receiver`, told to three receivers. In one run all are well; in the next, one of them
takes its time over each notice, and another takes connections and answers nothing. Printed: how soon the third heard in
each (p95 over all rounds, from the fetch of the page). Exit code 1 where it heard later by more than a fifth.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.to_receiver import HOSTS, Asked, Host
from tests.deliveries.faults import CALM, Fault, Faults
from tests.deliveries.hooks import open_hook

MOST = 1.2
MORE_S = 0.005
"""What two runs of the same differ by anyway."""


def run(host: Host, asked: Asked, *, well: bool) -> list[float]:
    """Seconds from fetch to the receiver that is always well."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groundswell-apart-")))
        faults = [Faults(CALM, seed) for seed in range(3)]
        if not well:
            faults[1].always, faults[2].always = Fault.SLOW, Fault.LATE
        hooks = [
            stack.enter_context(open_hook(name, one))
            for name, one in zip(("calm", "slow", "dead"), faults, strict=True)
        ]
        return host.measure(folder, asked, hooks, stack).found


def p95(waits: list[float]) -> float:
    return sorted(waits)[max(0, int(len(waits) * 0.95) - 1)]


def main() -> int:
    """Measure, turn by turn. Returns 1 when the others were delayed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alerts", type=int, default=100)
    parser.add_argument("--rate", type=float, default=100.0, help="pages a second")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--hosts", default=",".join(HOSTS))
    said = parser.parse_args()
    asked, late = Asked(alerts=said.alerts, rate=said.rate), 0
    for host in (HOSTS[name] for name in said.hosts.split(",")):
        waits: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(said.rounds):
            for well, found in waits.items():
                found += run(host, asked, well=well)
        calm, beside = p95(waits[True]), p95(waits[False])
        counts = f"{len(waits[True])} and {len(waits[False])} alerts"
        print(f"{host.called}: p95 {calm * 1000:.0f} ms where all are well,", end=" ")
        print(f"{beside * 1000:.0f} ms beside a slow and a dead one; {counts}", flush=True)
        late += beside > MOST * calm + MORE_S
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
