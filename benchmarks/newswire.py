"""A dated newswire through `groundswell run`: speed, memory, alerts; the same whatever the batch and the kills.

    python -m benchmarks.newswire --data DIR [--kills N] [--seed S]

DIR holds ``reuters_train.jsonl.gz``. The watchlist of forty entities stands in ``benchmarks/newswire_config``.
Printed: articles and characters a second of CPU time (all processes of the run together), peak memory, alerts and
when they opened, what `explain` says of each, whether three batch sizes tell the same, and whether a run that was
killed ``--kills`` times tells and delivers the same as one that was not.
"""

import argparse
import gzip
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import psutil
from msgspec import Struct
from msgspec.structs import replace

from workers.channels.base import Carriers
from workers.cli.asking import configure_log, open_config
from workers.cli.watching import Watching, open_progress
from workers.hosts.local.pace import Pace
from workers.hosts.local.run import Host, Said, Wish, run_local
from workers.hosts.web.health import Pulsebeat

CONFIG = Path(__file__).parent / "newswire_config"
NAME = "reuters_train.jsonl.gz"
READ = "groundswell_pages_read_total "


class Facts(Struct, frozen=True, kw_only=True):
    """What a run leaves behind, as far as it must not differ."""

    changes: tuple[bytes, ...]
    """Bodies, in the order they were told."""
    accepted: tuple[tuple[str, int, str], ...]
    """(alert, sequence, subscription) of every accepted delivery, sorted; twice where told twice."""
    verdicts: tuple[tuple[str, int, str, str], ...]


def facts_of(state: Path) -> Facts:
    with sqlite3.connect(state / "groundswell.sqlite") as db:
        changes = tuple(bytes(body) for (body,) in db.execute("select body from changes order by n"))
        rows = list(db.execute("select alert_id, sequence, subscription, body from deliveries order by n"))
    notes = [(alert, sequence, wish, json.loads(body)) for alert, sequence, wish, body in rows]
    accepted = sorted(
        (alert, sequence, wish)
        for alert, sequence, wish, note in notes
        if note["attempt"] and note["attempt"]["outcome"] == "accepted"
    )
    verdicts = sorted((alert, seq, wish, note["verdict"]) for alert, seq, wish, note in notes if not note["attempt"])
    return Facts(changes=changes, accepted=tuple(accepted), verdicts=tuple(verdicts))


def command(state: Path, config: Path, data: Path) -> list[str]:
    program = Path(sys.executable).parent / "groundswell"
    return [str(program), "run", "--config", str(config), "--state", str(state), str(data)]


class Cost(Struct, frozen=True, kw_only=True):
    """What a run cost, all its processes together."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run_measured(state: Path, config: Path, data: Path) -> Cost:
    began = time.monotonic()
    process = psutil.Popen(command(state, config, data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cpu = peak = 0.0
    while process.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
            cpu = max(cpu, sum(sum(one.cpu_times()[:2]) for one in family))
            peak = max(peak, sum(one.memory_info().rss for one in family))
        except psutil.Error:
            pass
        time.sleep(0.02)
    if process.returncode != 0:
        raise SystemExit(f"groundswell run ended with {process.returncode}")
    return Cost(wall_s=time.monotonic() - began, cpu_s=cpu, peak_mb=peak / 2**20)


def run_inside(state: Path, folder: Path, data: Path, pages: int) -> None:
    """The same walk with transactions of another size."""
    config = open_config(folder)
    with open_progress() as progress:
        host = Host(
            log=configure_log("error"),
            watcher=Watching(Pulsebeat(), None, progress),
            carriers=Carriers(print_line=lambda _: None),
            stopping=lambda: False,
            pace=replace(Pace(), pages=pages, commit_s=1e9),
        )
        run_local(Wish(said=Said(names=(str(data),)), state=state), config.rules, config.channels, host)


def config_with_port(folder: Path) -> tuple[Path, int]:
    """One config for every run: its hash stands in each alert."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = folder / "config"
    shutil.copytree(CONFIG, config)
    (config / "groundswell.yaml").write_text(f"time: pages\nhttp: {{port: {port}}}\n", encoding="utf-8")
    return config, port


def pages_read(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
            lines = answer.read().decode().splitlines()
    except (urllib.error.URLError, OSError):
        return None
    return next((int(float(line.removeprefix(READ))) for line in lines if line.startswith(READ)), None)


def committed(state: Path) -> int:
    try:
        with sqlite3.connect(f"file:{state / 'groundswell.sqlite'}?mode=ro", uri=True) as db:
            return int(db.execute("select count(*) from articles").fetchone()[0])
    except sqlite3.Error:
        return 0


def run_killed(state: Path, asked: tuple[Path, int], data: Path, kills: int, rng: random.Random) -> None:
    """Kill the run again and again, each time with work in flight, then let it end."""
    (config, port), done = asked, 0
    while done < kills:
        before = committed(state)
        process = subprocess.Popen(
            command(state, config, data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
        )
        goal = rng.randint(20, 1_100)
        read: int | None = None
        while process.poll() is None and (read is None or read < goal):
            read = pages_read(port)
        if process.poll() is not None:
            raise SystemExit(f"the run ended (code {process.returncode}) before kill {done + 1} of {kills}")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        done += 1
        kept = committed(state)
        print(
            f"kill {done:3}: {read} pages read since its start, {(read or 0) - (kept - before)} of them not committed"
        )
    subprocess.run(command(state, config, data), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def explain_all(state: Path) -> Counter[int]:
    """Exit codes of `explain`, which counts every number again, over all alerts."""
    program = Path(sys.executable).parent / "groundswell"
    with sqlite3.connect(state / "groundswell.sqlite") as db:
        alerts = [alert for (alert,) in db.execute("select distinct alert_id from changes")]
    codes: Counter[int] = Counter()
    for alert in alerts:
        asked = [str(program), "explain", "--config", str(CONFIG), "--state", str(state), alert]
        codes[subprocess.run(asked, capture_output=True, check=False).returncode] += 1
    return codes


def measure(data: Path, kills: int, seed: int) -> None:
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        sizes = [len(json.loads(line)["text"]) for line in lines]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config, port = config_with_port(folder)
        cost = run_measured(folder / "plain", config, data)
        whole = facts_of(folder / "plain")
        print(
            f"{len(sizes):,} articles: {len(sizes) / cost.cpu_s:,.0f} articles/s and {sum(sizes) / cost.cpu_s:,.0f} "
            f"characters/s of CPU time; {cost.wall_s:.1f} s in all, peak {cost.peak_mb:.0f} MB resident"
        )
        _print_alerts(whole)
        print(f"`explain` of every alert, by exit code (0: recounted, the same): {dict(explain_all(folder / 'plain'))}")
        for pages in (7, 333, 100_000):
            run_inside(folder / f"batch-{pages}", config, data, pages)
            print(f"transactions of {pages:,} pages: {_same(facts_of(folder / f'batch-{pages}'), whole)}")
        run_killed(folder / "killed", (config, port), data, kills, random.Random(seed))
        broken = facts_of(folder / "killed")
        print(f"killed {kills} times: {_same(broken, whole)}")
        twice = [one for one, n in Counter(broken.accepted).items() if n > 1]
        print(f"deliveries accepted: {len(set(broken.accepted))}, recorded twice: {len(twice)}")


def _print_alerts(facts: Facts) -> None:
    changes = [json.loads(body) for body in facts.changes]
    opened = [change for change in changes if change["type"].endswith("opened")]
    unconfirmed = sum("not_confirmed" in change["told_because"] for change in changes)
    print(f"{len({one['alert_id'] for one in opened})} alerts in {len(changes)} changes, {unconfirmed} not confirmed")
    for day, count in sorted(Counter(one["opened_at"][:10] for one in opened).items()):
        print(f"  {day}: {count}")


def _same(one: Facts, other: Facts) -> str:
    parts = ("changes", one.changes == other.changes), ("verdicts", one.verdicts == other.verdicts)
    same = all(equal for _, equal in parts) and set(one.accepted) == set(other.accepted)
    return "the same changes to the last field, verdicts and deliveries" if same else f"DIFFERS: {dict(parts)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    data = asked.data / NAME
    if not data.is_file():
        raise SystemExit(f"{data}: no such file; expected the folder that holds {NAME}")
    measure(data, asked.kills, asked.seed)


if __name__ == "__main__":
    main()
