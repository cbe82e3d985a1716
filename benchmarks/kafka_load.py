"""Mentions by the thousand for the benchmark of counting, and how they get to their flow."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from kafka import KafkaProducer

from tests.kafka.placing import Place
from tests.kafka.signalling import Step, send_mention
from tests.promises.coverage import LATENESS_S, START
from workers.detect.clock import Clock, TimeRules, keep_time
from workers.hosts.kafka.codecs import signals
from workers.model.page import Position
from workers.model.pulse import Pulse, Span, Tally
from workers.model.signal import Mention
from workers.rules import Rules

SLOT = timedelta(minutes=5)
SLOTS = 24
"""Two hours: what comes by the thousand a second comes many to a bucket."""


def make_load(rules: Rules, mentions: int, slots: int) -> Iterator[Step]:
    """Mentions of all watches, the first ones named more often; one in three a copy of an earlier one."""
    rng, names = Random(1), list(rules.watches)
    weights = [1 / (number + 3) for number in range(len(names))]
    texts: list[str] = ["0"]
    done = 0
    for slot in range(slots):
        at, start = START + slot * SLOT, done
        made = []
        for number in range(done, mentions * (slot + 1) // slots):
            texts.append(texts[-rng.randrange(1, min(len(texts), 50) + 1)] if rng.random() < 0.3 else str(number))
            (watch,) = rng.choices(names, weights)
            made.append(_mention(rules, watch, number, texts[-1], at + timedelta(seconds=rng.randrange(300))))
        done += len(made)
        tallies = (Tally(source="", slot=int(at.timestamp()) // 300, articles=len(made)),)
        span = Span(input="0", start=start, end=done, at=at + SLOT - timedelta(seconds=1), tallies=tallies)
        yield Step(mentions=tuple(made), pulse=Pulse(sent_at=at, inputs=1, spans=(span,)))


def _mention(rules: Rules, watch: str, number: int, text: str, at: datetime) -> Mention:
    source = f"paper{number % 97}.example"
    return Mention(
        watch_id=watch,
        counted=rules.watches[watch].counted_hash,
        article_id=blake2b(str(number).encode(), digest_size=6).hexdigest(),
        at=at,
        position=Position(input="0", offset=number),
        signature=blake2b(text.encode(), digest_size=64).digest(),
        anchors=tuple(sorted({Random(f"{text} {k}").randrange(65_536) for k in range(8)})),
        title=f"A headline of ordinary length about what happened at place {text}, and what was said",
        url=f"https://{source}/news/2024/03/a-headline-of-ordinary-length-{number}",
        source=source,
        family=source,
        language="en",
        regions=("KR",),
        topics=("medtop:11000000",),
        matched=(f"{watch}x",),
        in_title=True,
    )


def fill(place: Place, steps: list[Step]) -> None:
    """Put mentions and ticks on the flow of signals, each tick where it stands between the mentions."""
    flow, clock = place.flows.signals, Clock()
    with closing(KafkaProducer(bootstrap_servers=place.bootstrap, acks="all", linger_ms=20)) as producer:
        for step in steps:
            for mention in step.mentions:
                send_mention(producer, place.flows, mention)
            clock, ticks = keep_time(clock, step.pulse, TimeRules(live=False, lateness_s=LATENESS_S))
            for tick in ticks:
                for partition in range(flow.partitions):
                    producer.send(flow.name, signals.encode(tick), partition=partition)
        producer.flush()
