"""What an operator types: one file a command. Each parses, calls, prints."""

import sys
from collections.abc import Sequence

import click

from workers import __version__
from workers.cli.alerts import alerts
from workers.cli.backtest import backtest
from workers.cli.check import check
from workers.cli.deliveries import deliveries
from workers.cli.demo import demo
from workers.cli.detect import detect
from workers.cli.explain import explain
from workers.cli.flows import flows
from workers.cli.init import init
from workers.cli.learn import learn
from workers.cli.read import read
from workers.cli.rejects import rejects
from workers.cli.run import run
from workers.cli.silences import silences
from workers.cli.test import test
from workers.cli.work import work
from workers.errors import GroundswellError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="groundswell")
def cli() -> None:
    """Tells when news coverage of something you watch takes off."""


COMMANDS = (
    *(alerts, backtest, check, deliveries, demo, detect, explain, flows, init, learn, read),
    *(rejects, run, silences, test, work),
)

for command in COMMANDS:
    cli.add_command(command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 findings, 2 cannot run."""
    try:
        code = cli.main(args=None if argv is None else list(argv), prog_name="groundswell", standalone_mode=False)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 2
    except SystemExit:
        # By this click ends where whoever read our lines has gone. That is no finding, and nothing that fails.
        return 0
    except GroundswellError as error:
        for line in str(error).splitlines():
            print(f"groundswell: {line}", file=sys.stderr)
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"groundswell: {where}{error.strerror or error}", file=sys.stderr)
        return 2
    return code if isinstance(code, int) else 0
