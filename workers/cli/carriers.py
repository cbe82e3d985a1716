"""What channels reach the outside with, for the commands that send."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog
from msgspec.structs import replace

from workers.channels.base import Carriers, Remark
from workers.channels.kafka import Kafka
from workers.cli.asking import Config


@contextmanager
def open_carriers(config: Config, print_line: Callable[[str], None]) -> Iterator[Carriers]:
    """Hand out what a config's channels need, and let go of it afterwards: open it before the senders.

    Args:
        config: The client of Kafka is loaded if one of its channels asks for it: it takes half a second.
        print_line: Writes a line of the channel `log`.
    """
    carriers = Carriers(print_line=print_line, words=config.words, remark=_log_remark)
    if not any(isinstance(channel, Kafka) for channel in config.channels.values()):
        yield carriers
        return
    from workers.hosts.kafka.engine.overheard import overhear
    from workers.hosts.kafka.producing import Producers, Surroundings

    log = structlog.get_logger()
    overhear(log)
    surroundings = Surroundings(
        settings=config.rules.settings,
        environment=os.environ,
        read_text=lambda path: Path(path).read_text(encoding="utf-8"),
        log=log,
    )
    with closing(Producers(surroundings)) as producers:
        yield replace(carriers, produce=producers.produce)


def _log_remark(remark: Remark) -> None:
    structlog.get_logger().warning(
        "a notice was taken, but not as it was asked",
        channel=remark.channel_id,
        notice=remark.notice_id,
        what=remark.what,
    )
