"""A state folder as a large newsroom leaves it: many watches, many open alerts, some sources. All of it made up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec.structs import replace

from tests.builders import change, evidence, why
from workers.alert.counting import CountRules
from workers.alert.series import WHOLE
from workers.alert.state import SeriesState, WatchState, new_state
from workers.channels import decode_channel
from workers.detect import AnyMemory, advance
from workers.detect.clock import Clock, InputClock
from workers.detect.guard import Guard, decide_slots
from workers.detect.partition import SLOT_S, PartitionClock
from workers.documents.read import load_config
from workers.hosts.local.store import Stored, open_store
from workers.model.alert import AboutWatch, AlertState, ArticleShown, Change, ChangeType, Severity, Story, Window
from workers.model.notice import Delivery, Verdict
from workers.model.signal import SlotRange
from workers.rules import Rules, compile_rules, load_shipped

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
PLACES = (
    *("Harbour", "Lighthouse", "Orchard", "Viaduct", "Bakery", "Ferry"),
    *("Observatory", "Quarry", "Windmill", "Aqueduct", "Foundry", "Vineyard"),
)
SOURCES = 40
TEMPLATES = 24
"""Different pasts; watches share them."""


def write_config(folder: Path, watches: int, *settings: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f'  - {{id: w{n}, name: "{name_of(n)}", terms: ["{name_of(n)}"], tags: [t{n % 7}]}}' for n in range(watches)
    ]
    (folder / "watches.yaml").write_text("watches:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "groundswell.yaml").write_text("\n".join(("http: {port: 0}", "time: pages", *settings)) + "\n", "utf-8")
    return folder


def name_of(number: int) -> str:
    return f"{PLACES[number % len(PLACES)]} of Port {number}"


def write_state(config: Path, state: Path, alerts: int) -> Rules:
    """Fill a state folder for a config."""
    documents = load_config(config, decode_channel)
    rules = compile_rules(documents, load_shipped())
    random = Random(5)
    pasts = [past(next(iter(rules.watches.values())), Random(n)) for n in range(TEMPLATES)]
    batch = Stored(
        states={name: state_of(one, random.choice(pasts)) for name, one in rules.watches.items()},
        clock=clock(),
        partition=PartitionClock(watermark_s=int(NOW.timestamp()), unknown=(blind(),), intake=0.97),
        changes=[opened(name, number) for number, name in zip(range(alerts), rules.watches, strict=False)],
        deliveries=[held(number) for number in range(300)],
    )
    with open_store(state) as store:
        store.write(batch)
    return rules


def past(rules: CountRules, random: Random) -> AnyMemory:
    """Three days of counts, busier by day, the last hour now and then a burst."""
    end = int(NOW.timestamp()) // rules.width_s
    memory: AnyMemory = rules.detector.start()
    level, burst = random.choice([0.01, 0.05, 0.2]), random.choice([0, 0, 3])
    for bucket in range(end - 3 * 288, end):
        rate = level * (2 if 8 <= bucket // 12 % 24 < 20 else 0.5) + (burst if bucket >= end - 12 else 0)
        count = sum(random.random() < rate / 4 for _ in range(4))
        memory, _ = advance(rules.detector, memory, bucket, count, width_s=rules.width_s)
    return memory


def state_of(rules: CountRules, memory: AnyMemory) -> WatchState:
    begun = int((NOW - timedelta(days=3)).timestamp())
    series = SeriesState(memory=memory, since_s=begun)
    return replace(new_state(rules), closed_s=int(NOW.timestamp()), greatest_at=NOW, series={WHOLE: series})


def blind() -> SlotRange:
    first = int((NOW - timedelta(hours=9)).timestamp()) // SLOT_S
    return SlotRange(first=first, end=first + 10)


def clock() -> Clock:
    end = int(NOW.timestamp()) // SLOT_S
    random = Random(3)
    tallies = {
        slot: {f"paper{n}.example": random.randint(1, 4) for n in range(SOURCES) if slot < end - 60 or n > 2}
        for slot in range(end - 3 * 288, end)
    }
    decided = decide_slots(Guard(), end - 3 * 288, end, tallies)
    known = InputClock(done=1, at=NOW, idle=True, heard_at=NOW)
    return Clock(inputs={"pages": known}, watermark_s=int(NOW.timestamp()), guard=decided.guard, begun=True)


def opened(watch: str, number: int) -> Change:
    """An alert that is open, with all that an alert may hold."""
    name, at = name_of(number), NOW - timedelta(minutes=number % 300)
    identity = f"{number:012x}"
    told = change(
        alert_id=identity,
        severity=tuple(Severity)[number % 3],
        headline=f"{name}: {30 + number % 20} independent stories in the last hour, 0.3 is usual at this time",
        watch=AboutWatch(id=watch, name=name, tags=("sea",)),
        opened_at=at,
        changed_at=at,
        why=why(windows=tuple(Window(window=one, observed=30, expected=0.3, since=at) for one in ("15m", "1h", "4h"))),
        evidence=evidence(
            origins=30,
            articles=52,
            sources=21,
            languages={"en": 20, "ko": 6, "ar": 4},
            regions={"KP": 12, "RU": 4},
            topics={"medtop:11000000": 9},
            stories=tuple(story(at, n) for n in range(5)),
            articles_shown=tuple(article(at, n) for n in range(10)),
        ),
    )
    return replace(told, links=replace(told.links, explain=f"groundswell explain {identity}"))


def story(at: datetime, number: int) -> Story:
    return Story(headline=f"Crane falls at pier {number}", origins=6, articles=9, first_fetched_at=at, new=number == 0)


def article(at: datetime, number: int) -> ArticleShown:
    return ArticleShown(
        article_id=f"a{number}",
        why_shown="earliest",
        title=f"Crane falls at pier, witness {number} says" if number else "سقوط رافعة في الميناء",
        source=f"paper{number}.example",
        publisher="other",
        language="en" if number else "ar",
        url="javascript:alert(1)" if number == 1 else f"https://paper{number}.example/{number}",
        published_at=at,
        fetched_at=at,
        matched=("pier",),
        in_title=True,
        copies=number,
        copied_by=("copy.example",) if number else (),
        folded_by={},
    )


def held(number: int) -> Delivery:
    reasons = (Verdict.HOLD_QUIET_HOURS, Verdict.HOLD_TOO_WEAK, Verdict.HOLD_SILENCED)
    return Delivery(
        at=NOW - timedelta(minutes=number),
        alert_id=f"{number % 150:012x}",
        sequence=0,
        subscription="desk",
        verdict=reasons[number % 3],
        detail="silence s1" if number % 3 == 2 else "",
    )


def resolved(told: Change) -> Change:
    at = told.changed_at + timedelta(hours=4)
    return replace(
        told,
        type=ChangeType.RESOLVED,
        state=AlertState.RESOLVED,
        sequence=told.sequence + 1,
        headline=f"{told.watch.name}: back to usual",
        changed_at=at,
        resolved_at=at,
    )
