"""A scraper that goes on whatever happens: writes a story's pages at a rate until it is told to end."""

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field

from kafka import KafkaProducer
from kafka.errors import KafkaError

from tools.local.story import Story


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
    _end: threading.Event = field(default_factory=threading.Event)
    _failed: list[BaseException] = field(default_factory=list)

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> int:
        """End; return how many pages the broker has."""
        self._end.set()
        self._thread.join()
        if self._failed:
            raise self._failed[0]
        return self.written

    def _run(self) -> None:
        try:
            self._write()
        except (KafkaError, OSError) as error:
            self._failed.append(error)

    def _write(self) -> None:
        settings = {"acks": "all", "linger_ms": 5, "enable_idempotence": True, "delivery_timeout_ms": 300_000}
        began, sent = time.monotonic(), []
        with closing(KafkaProducer(bootstrap_servers=self.bootstrap, **settings)) as producer:
            while not self._end.is_set():
                due = self.story.quiet_pages + int((time.monotonic() - began) * self.rate)  # the quiet time at once
                for number, value in enumerate(self.story.values(self.written, due), start=self.written):
                    at_ms = int(self.story.at(number).timestamp() * 1000)
                    sent.append(
                        producer.send(self.flow, value, partition=number * 7 % self.partitions, timestamp_ms=at_ms)
                    )
                self.written = max(due, self.written)
                time.sleep(0.05)
            producer.flush(timeout=300)
            for one in sent:
                one.get(timeout=300)
