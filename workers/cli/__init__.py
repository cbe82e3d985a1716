"""What an operator types: one file a command. Each parses, calls, prints."""

import sys
from collections.abc import Sequence

import click

from workers import __version__
from workers.cli.lazy import LazyGroup
from workers.cli.logs import FORM, FORMS
from workers.errors import GroundswellError

COMMANDS = (
    *("alerts", "backtest", "channels", "check", "deliveries", "demo", "detect", "explain", "flows", "init", "learn"),
    *("read", "rejects", "run", "silences", "templates", "test", "train-topics", "work"),
)
"""Each stands in a file of its name, with low lines for hyphens."""

_GROUP = LazyGroup(
    "groundswell",
    {name: f"{__name__}.{name.replace('-', '_')}" for name in COMMANDS},
    "Tells when news coverage of something you watch takes off.",
)
_LOG = click.option(
    "--log", type=click.Choice(FORMS), envvar=FORM, show_envvar=True,
    help="The form of the log; else text on a terminal, and JSON elsewhere.",
)  # fmt: skip
cli = _LOG(click.version_option(__version__, prog_name="groundswell")(_GROUP))


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
