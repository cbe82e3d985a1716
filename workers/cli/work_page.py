"""`groundswell work page`: the page of the whole product on Kafka."""

import os
from contextlib import ExitStack

import click
from msgspec.structs import replace

from workers.cli.asking import Config
from workers.cli.run import heed_signals
from workers.cli.working import ask_part
from workers.documents.settings import is_loopback
from workers.errors import InputError
from workers.hosts.kafka.engine.worker import health_of
from workers.hosts.kafka.showing.following import run_page
from workers.hosts.kafka.showing.source import KafkaSource
from workers.hosts.kafka.ways import Ways
from workers.hosts.web.boards import Source
from workers.hosts.web.entrance import Entrance
from workers.hosts.web.health import Pulsebeat
from workers.hosts.web.page import open_page
from workers.hosts.web.server import WebServer
from workers.hosts.web.site import Site

_BIND = "The address to serve at; else the config's. Others can reach any but this machine's own: a token is needed."
_TOKEN = "The environment variable with the token; else the config's."


@click.command()
@ask_part
@click.option("--bind", help=_BIND)
@click.option("--token-env", help=_TOKEN)
def page(*, config: Config, ways: Ways, port: int, bind: str | None, token_env: str | None) -> int:
    """Serve a page of all that is watched, and of all alerts, by what the other parts write. It writes nothing."""
    config = _served_at(config, bind, token_env)
    rules = config.rules
    source, beat = KafkaSource(rules, config.channels), Pulsebeat()
    with ExitStack() as stack:
        stop = stack.enter_context(heed_signals())
        server = stack.enter_context(_serve(config, port, beat, source))
        ways.log.info("the page is served", bind=rules.settings.http.bind, port=server.port)
        return run_page(rules.settings, ways, source, stop.is_asked, beat)


def _serve(config: Config, port: int, beat: Pulsebeat, source: Source) -> WebServer:
    settings = config.rules.settings
    health = health_of(settings, os.environ, port)
    entrance = Entrance(None if health.token is None else health.token.word, settings.link_base)
    return WebServer(health.bind, health.port, Site(beat=beat, entrance=entrance, page=open_page(source)))


def _served_at(config: Config, bind: str | None, token_env: str | None) -> Config:
    """The config, served as the options say.

    Raises:
        InputError: others could call, and no token is asked for.
    """
    http = config.rules.settings.http
    http = replace(http, bind=bind or http.bind, token_env=token_env or http.token_env)
    if http.token_env is None and not is_loopback(http.bind):
        raise InputError(f"--bind {http.bind}: others can reach it; expected --token-env, or token_env in the config")
    settings = replace(config.rules.settings, http=http)
    return replace(config, rules=replace(config.rules, settings=settings))
