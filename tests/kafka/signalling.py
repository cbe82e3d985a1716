"""Signals and pulses for tests: made-up stories and bursts, and how they get to their flows."""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from kafka import KafkaProducer
from msgspec.structs import replace

from tests.builders import mention
from tests.kafka.placing import Place
from tests.promises.coverage import START, MadePage, make_inputs
from tests.promises.running import slot_of, tallies_of
from workers.hosts.kafka import codecs
from workers.hosts.kafka.flows import Flows
from workers.hosts.kafka.partitioning import partition_of
from workers.model.pulse import Pulse, Span
from workers.model.signal import Mention
from workers.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Step:
    """Mentions, and the pulse that says they were sent."""

    mentions: tuple[Mention, ...]
    pulse: Pulse


def make_steps(seed: int, rules: Rules, *, hours: float = 36.0, most: int = 60) -> list[Step]:
    """Made-up coverage of one merged input, under the hashes of these rules."""
    pages = [page for each in make_inputs(Random(seed), hours=hours) for page in each]
    pages.sort(key=lambda page: (page.at, page.position))
    return list(_steps(pages, rules, Random(seed), most))


def _steps(pages: list[MadePage], rules: Rules, rng: Random, most: int) -> Iterator[Step]:
    done = 0
    while done < len(pages):
        taken = _one_slot(pages[done : done + rng.randint(1, most)])
        mentions = tuple(
            replace(page.mention, counted=rules.watches[page.mention.watch_id].counted_hash)
            for page in taken
            if page.mention and page.mention.watch_id in rules.watches
        )
        at = max(page.at for page in taken)
        span = Span(input="0", start=done, end=done + len(taken), at=at, tallies=tallies_of(taken))
        done += len(taken)
        yield Step(mentions=mentions, pulse=Pulse(sent_at=at, inputs=1, spans=(span,)))


def _one_slot(pages: list[MadePage]) -> list[MadePage]:
    """A span ends before a page of a later slot."""
    first = slot_of(pages[0].at)
    return [page for page in pages if slot_of(page.at) <= first]


def make_bursts(rules: Rules, watches: Iterable[str], hour: int, burst: int = 12) -> list[Step]:
    """Each watch is named once, and three hours later `burst` times at once, which opens its alert early."""
    names = sorted(watches)
    begun = START + timedelta(hours=hour)
    loud = begun + timedelta(hours=3)
    calm = [_mention(rules, name, 0, begun, hour) for name in names]
    told = [_mention(rules, name, number, loud, hour) for number in range(1, burst + 1) for name in names]
    first = hour * 1_000_000
    early = Span(input="0", start=first, end=first + len(calm), at=begun)
    late = Span(input="0", start=first + len(calm), end=first + len(calm), at=loud)
    last = Span(input="0", start=first + len(calm), end=first + len(calm) + len(told), at=loud)
    return [
        Step(mentions=tuple(calm), pulse=Pulse(sent_at=begun, inputs=1, spans=(early,))),
        Step(mentions=(), pulse=Pulse(sent_at=loud, inputs=1, spans=(late,))),
        Step(mentions=tuple(told), pulse=Pulse(sent_at=loud, inputs=1, spans=(last,))),
    ]


def _mention(rules: Rules, watch: str, number: int, at: datetime, hour: int) -> Mention:
    made = mention(number, watch_id=watch, counted=rules.watches[watch].counted_hash, at=at)
    digest = blake2b(f"{hour} {watch} {number}".encode(), digest_size=64).digest()
    return replace(made, article_id=digest.hex()[:12], signature=digest)


def feed(place: Place, steps: Iterable[Step], pause_s: float = 0.0) -> None:
    """Send: mentions first, each acknowledged, then their pulse."""
    flows = place.flows
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all", linger_ms=2)) as producer:
        for step in steps:
            for one in step.mentions:
                send_mention(producer, flows, one)
            producer.flush()
            producer.send(flows.pulses.name, codecs.pulses.encode(step.pulse), partition=0)
            if pause_s:
                producer.flush()
                time.sleep(pause_s)
        producer.flush()


def send_mention(producer: KafkaProducer, flows: Flows, mention: Mention) -> None:
    key = mention.watch_id.encode()
    partition = partition_of(key, flows.signals.partitions)
    producer.send(flows.signals.name, codecs.signals.encode(mention), key=key, partition=partition)
