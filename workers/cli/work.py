"""`groundswell work`: one part of the product on Kafka."""

import click

from workers.cli.work_count import count
from workers.cli.work_notify import notify
from workers.cli.work_read import read


@click.group()
def work() -> None:
    """Run one part of the product on Kafka: read, count or notify. Any number of each may run."""


work.add_command(count)
work.add_command(read)
work.add_command(notify)
