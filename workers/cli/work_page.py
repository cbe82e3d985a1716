"""`groundswell work page`: the page of the whole product on Kafka."""

import os
from contextlib import ExitStack

import click
from msgspec.structs import replace

from workers.cli.asking import Config
from workers.cli.reloading import open_reloading
from workers.cli.run import heed_signals
from workers.cli.working import ask_part
from workers.documents.settings import SettingsFile, is_loopback
from workers.errors import InputError
from workers.hosts.kafka.engine.worker import health_of
from workers.hosts.kafka.showing.following import Host, run_page
from workers.hosts.kafka.showing.source import KafkaSource
from workers.hosts.kafka.ways import Ways
from workers.hosts.reload import Asking
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
    settings = _served_at(config.rules.settings, bind, token_env)
    source, beat = KafkaSource(config.rules, config.channels), Pulsebeat()
    with ExitStack() as stack:
        stop = stack.enter_context(heed_signals())
        reloading = stack.enter_context(open_reloading(config, Asking(), ways.log))
        site = Site(beat=beat, reload=reloading.reload, page=open_page(source, config.words.names))
        server = stack.enter_context(_serve(settings, port, site))
        ways.log.info("the page is served", bind=settings.http.bind, port=server.port)
        return run_page(settings, source, Host(ways=ways, stopping=stop.is_asked, beat=beat, reloading=reloading))


def _serve(settings: SettingsFile, port: int, site: Site) -> WebServer:
    health = health_of(settings, os.environ, port)
    entrance = Entrance(None if health.token is None else health.token.word, settings.link_base)
    return WebServer(health.bind, health.port, replace(site, entrance=entrance))


def _served_at(settings: SettingsFile, bind: str | None, token_env: str | None) -> SettingsFile:
    """The settings, served as the options say.

    Raises:
        InputError: others could call, and no token is asked for.
    """
    http = settings.http
    http = replace(http, bind=bind or http.bind, token_env=token_env or http.token_env)
    if http.token_env is None and not is_loopback(http.bind):
        raise InputError(f"--bind {http.bind}: others can reach it; expected --token-env, or token_env in the config")
    return replace(settings, http=http)
