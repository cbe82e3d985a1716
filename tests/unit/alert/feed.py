"""Feeds one watch with mentions and ticks, as a host would, and gathers what it tells."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from msgspec.structs import replace

from workers.alert.count import count_signal
from workers.alert.counting import CountRules
from workers.alert.state import WatchState
from workers.detect.partition import SLOT_S, PartitionClock, hear_tick
from workers.detect.surprise import Surprise
from workers.model.alert import Change
from workers.model.page import Position
from workers.model.signal import Mention, SlotRange, Tick
from workers.model.watch import Minimum

T0 = datetime(2024, 6, 3, tzinfo=UTC)
RULES = CountRules(
    watch_id="acme",
    name="Acme",
    tags=("firms",),
    owner="desk",
    counted_hash="c1",
    watch_hash="sha256:aaaaaaaa",
    config_hash="sha256:bbbbbbbb",
    detector=Surprise(),
    threshold=1.95,
    minimum=Minimum(articles=3, sources=2),
)


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def mention(number: int, hours: float, **fields: object) -> Mention:
    """An article of its own text and source unless the fields say otherwise."""
    made = Mention(
        watch_id="acme",
        counted="c1",
        article_id=blake2b(str(number).encode(), digest_size=6).hexdigest(),
        at=at(hours),
        position=Position(input="pages", offset=number),
        signature=blake2b(f"text {number}".encode(), digest_size=64).digest(),
        anchors=(1,),
        title=f"Headline {number}",
        source=f"s{number % 7}.example",
        family=f"s{number % 7}.example",
        language="en",
        matched=("Acme",),
    )
    return replace(made, **fields)


class Feed:
    """One watch and its partition's clock."""

    def __init__(self, rules: CountRules = RULES) -> None:
        self.rules = rules
        self.state: WatchState | None = None
        self.partition = PartitionClock()
        self.told: list[Change] = []
        self.heard: list[Mention] = []

    def mention(self, *mentions: Mention) -> list[Change]:
        self.heard += mentions
        return [change for one in mentions for change in self._hear(one)]

    def tick(self, hours: float, *unknown: tuple[float, float]) -> list[Change]:
        """Move the watermark; ``unknown`` are spans in hours since `T0`."""
        end = int(at(hours).timestamp()) // SLOT_S
        first = self.partition.watermark_s // SLOT_S if self.partition.watermark_s else 0
        spans = tuple(
            SlotRange(first=int(at(a).timestamp()) // SLOT_S, end=int(at(b).timestamp()) // SLOT_S) for a, b in unknown
        )
        told = Tick(watermark=at(hours), decided=SlotRange(first=first, end=end), unknown=spans)
        self.partition = hear_tick(self.partition, told)
        return self._hear(told)

    def background(self, days: float = 10, every_h: float = 5.0, **fields: object) -> "Feed":
        """A quiet past: now and then an article of its own."""
        for number in range(int(days * 24 / every_h)):
            self.mention(mention(10_000 + number, number * every_h, **fields))
            self.tick(number * every_h + 1)
        self.tick(days * 24)
        return self

    def _hear(self, signal: Mention | Tick) -> list[Change]:
        self.state, changes = count_signal(self.state, self.partition, signal, self.rules)
        self.told += changes
        return list(changes)


def burst(hours: float, count: int, *, first: int = 0, over_h: float = 0.05, **fields: object) -> list[Mention]:
    """Independent articles, close together."""
    return [mention(first + number, hours + over_h * number / count, **fields) for number in range(count)]
