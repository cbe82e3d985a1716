"""`groundswell work count`: keep time and count."""

import os

import click

from workers.cli.asking import Config
from workers.cli.working import ask_part
from workers.hosts.kafka.counting.counter import run_counter
from workers.hosts.kafka.engine.worker import health_of
from workers.hosts.kafka.preflight import preflight
from workers.hosts.kafka.ways import Ways


@click.command()
@ask_part
def count(config: Config, ways: Ways, port: int) -> int:
    """Keep time, count mentions, and raise alerts."""
    settings = config.rules.settings
    health = health_of(settings, os.environ, port)
    preflight(settings, ways, "count")
    return run_counter(config.rules, ways, health)
