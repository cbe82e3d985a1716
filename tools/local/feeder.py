"""A scraper that goes on whatever happens: writes a story's pages at a rate until it is told to end."""

import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field

from kafka import KafkaProducer
from kafka.errors import KafkaError

from tools.local.story import Story

STEP_S = 0.1
PATIENCE_S = 20.0
"""What a producer has not written after so long is written again by a new one: the same pages, so nothing is lost."""


@dataclass
class Feeder:
    """Writes the quiet time at once, and what follows page by page."""

    story: Story
    bootstrap: str
    flow: str
    partitions: int
    rate: float
    """Pages a second."""
    written: int = 0
    """Pages the broker has acknowledged: all before this number."""
    again: int = 0
    """How often a producer had to be given up."""
    _end: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> int:
        """End; return how many pages the broker has."""
        self._end.set()
        self._thread.join()
        return self.written

    @property
    def works(self) -> bool:
        """Whether its thread lives."""
        return self._thread.is_alive()

    def _run(self) -> None:
        self._began = time.monotonic()
        while not self._end.is_set():
            try:
                with closing(self._producer()) as producer:
                    self._write(producer)
            except KafkaError as error:
                self.again += 1
                print(f"the producer of pages was given up: {error!r}", file=sys.stderr, flush=True)
                time.sleep(1.0)

    def _producer(self) -> KafkaProducer:
        wait_ms = int(PATIENCE_S * 1000)
        return KafkaProducer(
            bootstrap_servers=self.bootstrap,
            acks="all",
            linger_ms=5,
            request_timeout_ms=wait_ms // 2,
            delivery_timeout_ms=wait_ms,
            max_block_ms=wait_ms,
        )

    def _write(self, producer: KafkaProducer) -> None:
        while not self._end.is_set():
            due = self.story.quiet_pages + int((time.monotonic() - self._began) * self.rate)
            sent = []
            for number, value in enumerate(self.story.values(self.written, due), start=self.written):
                at_ms, where = int(self.story.at(number).timestamp() * 1000), number * 7 % self.partitions
                sent.append(producer.send(self.flow, value, partition=where, timestamp_ms=at_ms))
            producer.flush(timeout=PATIENCE_S)
            for one in sent:
                one.get(timeout=PATIENCE_S)
            self.written = max(due, self.written)
            time.sleep(STEP_S)
