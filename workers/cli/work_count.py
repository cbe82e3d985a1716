"""`groundswell work count`: keep time and count."""

import os

import click
from msgspec.structs import replace

from workers.cli.asking import Config
from workers.cli.reloading import open_reloading
from workers.cli.working import ask_part
from workers.hosts.kafka.counting.counter import run_counter
from workers.hosts.kafka.engine.worker import health_of
from workers.hosts.kafka.preflight import preflight
from workers.hosts.kafka.ways import Ways
from workers.hosts.reload import Asking


@click.command()
@ask_part
def count(config: Config, ways: Ways, port: int) -> int:
    """Keep time, count mentions, and raise alerts."""
    settings = config.rules.settings
    health = health_of(settings, os.environ, port)
    preflight(settings, ways, "count")
    with open_reloading(config, Asking(), ways.log) as reloading:
        return run_counter(config.rules, ways, replace(health, reload=reloading.reload), reloading)
