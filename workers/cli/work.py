"""`groundswell work`: one part of the product on Kafka."""

import click


@click.group()
def work() -> None:
    """Run one part of the product on Kafka: read, count or notify. Any number of each may run."""
