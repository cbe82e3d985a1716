"""What an operator types: one file a command. Each parses, calls, prints."""

import os
import sys
from collections.abc import Sequence

import click

from workers import __version__
from workers.cli.alerts import alerts
from workers.cli.check import check
from workers.cli.detect import detect
from workers.cli.explain import explain
from workers.cli.init import init
from workers.cli.learn import learn
from workers.cli.read import read
from workers.cli.run import run
from workers.errors import GroundswellError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="groundswell")
def cli() -> None:
    """Tells when news coverage of something you watch takes off."""


for command in (alerts, check, detect, explain, init, learn, read, run):
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
    except BrokenPipeError:
        # Whoever read our lines has gone; what is left in the buffer must not raise once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (GroundswellError, OSError) as error:
        for line in str(error).splitlines():
            print(f"groundswell: {line}", file=sys.stderr)
        return 2
    return code if isinstance(code, int) else 0
