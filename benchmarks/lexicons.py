"""What the lexicons of all languages cost: time until they are ready, and memory.

    python -m benchmarks.lexicons

Each row is measured in a process of its own, beside one that has only imported the product: wall time, processor time,
the memory that stays (after what was freed is given back), and the most there was on the way. ``topics en`` is what an
English desk loads for subjects; ``everything`` is what every worker loads, and all languages' regions and topics.
"""

import ctypes
import gc
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from workers.classify.gazetteer import load_gazetteer
from workers.classify.lexicon import load_languages
from workers.classify.tag import load_knowledge
from workers.classify.topic import load_topics
from workers.pipeline import read_page

STATUS = Path("/proc/self/status")


def main(arguments: Sequence[str]) -> int:
    """Print one line a row, or measure one in this process."""
    if not STATUS.exists():
        print("benchmarks.lexicons: this system tells no memory in /proc; expected Linux", file=sys.stderr)
        return 2
    if arguments:
        measure(arguments[0])
        return 0
    codes = sorted(load_languages())
    worded = [code for code in codes if load_languages()[code].topics]
    rows = ["knowledge", "everything", "regions", "topics", *(f"topics {code}" for code in worded)]
    print(f"{len(codes)} languages with words for regions, {len(worded)} with words for topics")
    for row in rows:
        subprocess.run([sys.executable, "-m", "benchmarks.lexicons", row], check=True)
    return 0


def measure(row: str) -> None:
    """Load what a row names, and print what it took."""
    load = loads()[row.split()[0]]
    before, wall, spent = held(), time.perf_counter(), time.process_time()
    kept = load(tuple(row.split()[1:]))
    wall, spent, most = time.perf_counter() - wall, time.process_time() - spent, memory("VmHWM")
    stays = held() - before
    print(f"{row}: {wall:.2f} s ({spent:.2f} s CPU), {stays:.1f} MB stay, {most - before:.1f} MB at most")
    del kept


def loads() -> dict[str, Callable[[tuple[str, ...]], object]]:
    """What each row loads; its result holds all of it."""
    return {"knowledge": lambda _: load_knowledge(), "everything": everything, "regions": regions, "topics": topics}


def everything(_: tuple[str, ...]) -> object:
    knowledge = load_knowledge()
    held = [knowledge.gazetteer.words[code] for code in knowledge.gazetteer.words]
    return knowledge, held, [knowledge.topics.lexicon.words[code] for code in knowledge.topics.lexicon.words]


def regions(_: tuple[str, ...]) -> object:
    words = load_gazetteer(load_languages()).words
    return [words[code] for code in words]


def topics(codes: tuple[str, ...]) -> object:
    words = load_topics(load_languages()).words
    return [words[code] for code in codes or words]


def held() -> float:
    """Megabytes this process has now, without those that are free."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return memory("VmRSS")


def memory(key: str) -> float:
    """Megabytes, as the system tells them."""
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) / 1024


if __name__ == "__main__":
    assert callable(read_page)  # all of the product is imported before anything is measured
    sys.exit(main(sys.argv[1:]))
