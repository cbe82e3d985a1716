"""What channels reach the outside with, for the commands that send."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol

import structlog

from workers.channels.base import Carriers, Remark
from workers.channels.kafka import Kafka
from workers.channels.producing import NotWritten, Produce, Written
from workers.cli.asking import Config


@contextmanager
def open_carriers(config: Config, print_line: Callable[[str], None]) -> Iterator[Carriers]:
    """Hand out what a config's channels need, and let go of it afterwards: open it before the senders.

    Args:
        config: The client of Kafka is loaded if one of its channels asks for it: it takes half a second. A channel that
            a later config brings has it loaded with its first notice.
        print_line: Writes a line of the channel `log`.
    """
    with ExitStack() as stack:
        opened = cache(lambda: stack.enter_context(_open_producers(config)))
        if any(isinstance(channel, Kafka) for channel in config.channels.values()):
            opened()

        async def produce(request: Produce) -> Written | NotWritten:
            return await opened().produce(request)

        yield Carriers(print_line=print_line, words=config.words, remark=_log_remark, produce=produce)


class _Producing(Protocol):
    async def produce(self, request: Produce) -> Written | NotWritten: ...


@contextmanager
def _open_producers(config: Config) -> Iterator[_Producing]:
    from workers.hosts.kafka.producing import Producers, Surroundings
    from workers.hosts.overheard import overhear

    log = structlog.get_logger()
    overhear(log)
    surroundings = Surroundings(
        settings=config.rules.settings,
        environment=os.environ,
        read_text=lambda path: Path(path).read_text(encoding="utf-8"),
        log=log,
    )
    with closing(Producers(surroundings)) as producers:
        yield producers


def _log_remark(remark: Remark) -> None:
    structlog.get_logger().warning(
        "a notice was taken, but not as it was asked",
        channel=remark.channel_id,
        notice=remark.notice_id,
        what=remark.what,
    )
