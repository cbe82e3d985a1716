"""`groundswell work notify`: route and notify."""

import os

import click
from msgspec.structs import replace

from workers.channels import flaws_of
from workers.cli.asking import Config
from workers.cli.carriers import open_carriers
from workers.cli.reloading import open_reloading
from workers.cli.run import print_line
from workers.cli.working import ask_part
from workers.errors import InputError
from workers.hosts.config import flaws_in
from workers.hosts.kafka.engine.worker import health_of
from workers.hosts.kafka.notifying.notifier import run_notifier
from workers.hosts.kafka.preflight import preflight
from workers.hosts.kafka.ways import Ways
from workers.hosts.reload import Asking


@click.command()
@ask_part
def notify(config: Config, ways: Ways, port: int) -> int:
    """Decide who is told of alerts, and tell them until they have heard."""
    settings = config.rules.settings
    health = health_of(settings, os.environ, port)
    with open_carriers(config, print_line) as carriers:
        for channel in config.channels.values():
            for key, found, expected in flaws_of(channel, carriers):
                raise InputError(f"channel {channel.id}: {key}: found {found}; expected {expected}")
        preflight(settings, ways, "notify")
        asking = Asking(flaws=lambda other: tuple(flaws_in(other.ways, carriers)))
        with open_reloading(config, asking, ways.log) as reloading:
            return run_notifier(config, carriers, ways, replace(health, reload=reloading.reload), reloading)
