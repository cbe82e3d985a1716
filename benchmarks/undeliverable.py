"""A hundred thousand notices that nobody takes: what they cost the rest, and whether they go out in the end.

    python -m benchmarks.undeliverable [--subscribers N] [--alerts N] [--hosts local,kafka]

One receiver is calm, one is down, and many subscribers are to hear through the one that is down: more than is kept for
each, so that a summary must stand for the rest. Printed: how soon the calm one hears (p95), how fast plain pages are
read, memory and state, all before and while the notices are owed; what a kill and a start cost then; how long it takes
until all is told once the far side is back. Exit code 1 where a notice was lost, told twice, or is still owed.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks.owing import KafkaTrial, LocalTrial, Trial
from tests.deliveries.faults import CALM, Faults
from tests.deliveries.hooks import Hook, open_hook
from tests.deliveries.looking import Ledger, read_ledgers
from tests.deliveries.stand import wait_for
from tools.broker.cluster import make_cluster
from workers.model.notice import Result, Verdict

PATIENCE_S = 3_600.0
MB = 2**20
SUMMARY = "overflow-"
"""How the id of a summary begins that stands for what was too much."""


def open_trial(host: str, folder: Path, alerts: int, hooks: tuple[Hook, Hook], stack: ExitStack) -> Trial:
    """The product with a calm receiver and one that is down."""
    calm, dead = hooks
    if host == "local":
        return LocalTrial(folder, alerts, calm, dead)
    cluster = make_cluster(folder / "kafka")
    stack.callback(cluster.remove)
    cluster.start()
    return stack.enter_context(closing(KafkaTrial(folder, alerts, calm, dead, cluster.bootstrap)))


def measure(host: str, trial: Trial, dead: Hook) -> None:
    """Go through it all, and print what is seen on the way."""
    work = trial.stand.work
    work.start()
    work.wait_ready()
    trial.teach()
    wait_for(trial.stand.all_heard, "what is usual to be learnt", PATIENCE_S)
    before, speed_before, rss_before = trial.calm_p95(), trial.reading_speed(), work.rss()
    dead.shut()
    began = time.monotonic()
    trial.pile_up()
    wait_for(trial.stand.all_heard, "all to be decided", PATIENCE_S, look_s=1.0)
    _wait_steady(trial)
    print(f"{host}: {work.owed():,} notices owed, {time.monotonic() - began:.0f} s to decide; {trial.state()}")
    after, speed_after = trial.calm_p95(), trial.reading_speed()
    print(f"  the calm receiver hears within (p95) {before * 1000:.0f} ms before, {after * 1000:.0f} ms while")
    if speed_before:
        print(f"  plain pages read {speed_before:.0f}/s of CPU time before, {speed_after:.0f}/s while")
    print(f"  memory {rss_before / MB:.0f} MB before, {work.rss() / MB:.0f} MB while")
    work.kill()
    began = time.monotonic()
    work.start()
    wait_for(lambda: (work.owed() or 0) > 0, "what is owed to be known again", PATIENCE_S)
    print(
        f"  killed and started: {work.owed():,} owed after {time.monotonic() - began:.1f} s, {work.rss() / MB:.0f} MB"
    )
    dead.listen()
    began = time.monotonic()
    wait_for(lambda: bool(dead.arrivals), "the first notice", PATIENCE_S)
    first_s = time.monotonic() - began
    wait_for(lambda: work.owed() == 0, "all to be told", PATIENCE_S, look_s=1.0)
    took_s = time.monotonic() - began
    print(
        f"  back: the first after {first_s:.0f} s, {len(dead.arrivals):,} told {took_s - first_s:.0f} s later,", end=" "
    )
    print(
        f"{len(dead.arrivals) / max(took_s - first_s, 1):.0f}/s; memory at most {work.peak() / MB:.0f} MB", flush=True
    )
    trial.go_on()
    wait_for(lambda: _is_told(trial), "the summaries", look_s=2.0)
    work.stop()


def _is_told(trial: Trial) -> bool:
    """Whether nothing is owed, also when time has gone on."""
    time.sleep(3.0)
    return trial.stand.work.owed() == 0


def _wait_steady(trial: Trial) -> None:
    """Wait until what is owed stands still."""
    seen = list[int | None]()

    def is_steady() -> bool:
        seen.append(trial.stand.work.owed())
        return len(seen) > 1 and bool(seen[-1]) and seen[-1] == seen[-2]

    wait_for(is_steady, "what is owed to stand still", PATIENCE_S, look_s=3.0)


def look(trial: Trial, dead: Hook) -> int:
    """Compare what came when the far side was back with the records. Returns how much is wrong."""
    ledgers = read_ledgers(trial.stand.deliveries())
    ours = {name: ledger for name, ledger in ledgers.items() if name.startswith(trial.subscribers)}
    accepted = {id_of(step, name) for name, one in ours.items() for step in one.having(Result.ACCEPTED)}
    owed = {id_of(step, name) for name, one in ours.items() for step in one.owed}
    came = [one.name for one in dead.arrivals]
    summaries = sum(one.alert.startswith(SUMMARY) for one in dead.arrivals)
    beyond = sum(one.held[Verdict.HOLD_TOO_MANY] for one in ours.values())
    print(f"  {len(owed):,} were owed, {beyond:,} were beyond, {summaries} summaries, {_gave_up(ours):,} given up")
    found = {
        "lost": len(owed - accepted),
        "recorded and not taken": len(accepted - set(came)),
        "taken and not recorded": len(set(came) - accepted),
        "told twice": len(came) - len(set(came)),
        "subscribers without the summary they are due": sum(
            1 for name, one in ours.items() if one.held[Verdict.HOLD_TOO_MANY] and not _summed_up(name, dead)
        ),
        "troubles": len(dead.troubles),
    }
    for what, count in found.items():
        if count:
            print(f"  WRONG {what}: {count}")
    return sum(found.values())


def id_of(step: tuple[str, int], subscription: str) -> str:
    return f"{step[0]}.{step[1]}.{subscription}"


def _gave_up(ours: dict[str, Ledger]) -> int:
    return sum(len(one.having(Result.GAVE_UP)) for one in ours.values())


def _summed_up(subscription: str, dead: Hook) -> bool:
    return any(one.alert.startswith(SUMMARY) and one.name.endswith(f".{subscription}") for one in dead.arrivals)


def main() -> int:
    """Do it on each host. Returns 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--subscribers", type=int, default=10)
    parser.add_argument("--alerts", type=int, default=0, help="as many as make 11,000 notices a subscriber")
    parser.add_argument("--hosts", default="local,kafka")
    asked = parser.parse_args()
    wrong = 0
    for host in asked.hosts.split(","):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="groundswell-undeliverable-")))
            calm = stack.enter_context(open_hook("calm", Faults(CALM, 1)))
            dead = stack.enter_context(open_hook("dead", Faults(CALM, 1)))
            calm.wishes = ("id: calm, watches: {tags: [calm, later]}",)
            dead.wishes = [f"id: dead-{number}, watches: {{tags: [bulk]}}" for number in range(asked.subscribers)]
            trial = open_trial(host, folder, asked.alerts, (calm, dead), stack)
            stack.callback(trial.stand.work.kill)
            measure(host, trial, dead)
            wrong += look(trial, dead)
    print(f"{wrong or 'nothing'} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
