"""Made-up pages for benchmarks of readers, and how they come into a flow."""

import json
import random
from collections.abc import Sequence
from contextlib import closing

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

PARTITIONS = 4
ARTICLE = 3_000
START = 1_741_608_000
WATCHED = ("harbour", "pier", "crane", "ferry", "lighthouse", "council", "engineer", "timber", "tide", "warehouse")
TEXT = (
    "the of a and to in on for with that it was by from their which old new long summer winter morning boat rope "
    "stone water bridge house street market people women children workers masters repair plan money vote meeting "
    "paper report said asked answered told showed found kept built sold wrote carried opened closed ended began "
    "under over near far between north south east west island coast river town village county minister office"
)
WORDS = tuple(TEXT.split())


def make_pages(count: int, rng: random.Random, step_s: int = 0) -> list[bytes]:
    """Articles of words that mean nothing together; some name what is watched."""
    return [_page(number, rng, START + number // PARTITIONS * step_s) for number in range(count)]


def _page(number: int, rng: random.Random, at: int) -> bytes:
    paragraphs, size = [], 0
    while size < ARTICLE:
        sentences = []
        for _ in range(rng.randint(2, 5)):
            words = rng.choices(WORDS, k=rng.randint(8, 20))
            if rng.random() < 0.05:
                words.insert(rng.randrange(len(words)), rng.choice(WATCHED))
            sentences.append(" ".join(words).capitalize() + ".")
        paragraphs.append(" ".join(sentences))
        size += len(paragraphs[-1])
    url = f"https://paper{number % 200}.example/{number}"
    title = " ".join(rng.choices(WORDS, k=8)).capitalize()
    return json.dumps({"text": "\n".join(paragraphs), "title": title, "url": url, "fetched_at": at}).encode()


def preload(made: Sequence[bytes], flow: str, broker: str) -> None:
    with closing(KafkaProducer(bootstrap_servers=broker, acks="all", linger_ms=20, batch_size=262_144)) as producer:
        for number, value in enumerate(made):
            producer.send(flow, value, partition=number % PARTITIONS)
        producer.flush()
    with closing(KafkaConsumer(bootstrap_servers=broker, enable_auto_commit=False)) as consumer:
        ends = consumer.end_offsets([TopicPartition(flow, number) for number in range(PARTITIONS)])
    if sum(ends.values()) != len(made):
        raise SystemExit("not all pages are in the flow")
