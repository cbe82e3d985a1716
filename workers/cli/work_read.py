"""`groundswell work read`: pages in, articles and mentions out."""

from contextlib import ExitStack
from pathlib import Path

import click

from workers.cli.asking import Config
from workers.cli.reloading import open_reloading
from workers.cli.run import Served, heed_signals, serve_health
from workers.cli.working import ask_part
from workers.hosts.crew import run_crew
from workers.hosts.kafka.reading.start import run_reader
from workers.hosts.kafka.ways import Ways
from workers.hosts.reload import Asking
from workers.hosts.web.health import Pulsebeat

_PROCESSES = "So many readers as processes of this machine: NAME-1, NAME-2, ... on ports P, P + 1, ..."


@click.command()
@ask_part
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help=_PROCESSES)
def read(*, config: Config, ways: Ways, port: int, processes: int) -> int:
    """Read pages: articles, mentions and rejects out. Any number of readers share the flow's partitions."""
    with ExitStack() as stack:
        stop = stack.enter_context(heed_signals())
        if processes > 1:
            return run_crew(_crew(processes, ways.instance, port), stop.is_asked)
        beat = Pulsebeat()
        reloading = stack.enter_context(open_reloading(config, Asking(), ways.log))
        serve_health(config, port, beat, stack, ways.log, Served(reload=reloading.reload))
        return run_reader(config.rules, ways, stop.is_asked, beat, reloading)


def _crew(processes: int, instance: str | None, port: int) -> list[list[str]]:
    """The arguments of each process."""
    folder: Path = click.get_current_context().params["folder"]
    return [
        [
            *("work", "read", "--config", str(folder), "--port", str(port + number if port else 0)),
            *([] if instance is None else ["--instance", f"{instance}-{number + 1}"]),
        ]
        for number in range(processes)
    ]
