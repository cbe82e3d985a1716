"""`groundswell test`: given these pages, are these the alerts?"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

import click

from workers.alert.ingest import INGEST
from workers.cli.asking import open_config
from workers.cli.run import print_line, warn
from workers.config.load import load_file
from workers.errors import ConfigError, InputError
from workers.hosts.local.files import find_files
from workers.hosts.local.lane import Order
from workers.hosts.local.peek import Asked
from workers.hosts.local.replay import Replay
from workers.hosts.local.sources import MergedPages
from workers.hosts.local.written import WrittenPages
from workers.study.expectations import RuleTest, check_watches, read_test
from workers.study.rule_test import Ruling, judge_test
from workers.study.words import counted

ENDING = ".test.yaml"


class Judged:
    """What all files came to."""

    def __init__(self) -> None:
        self.expectations = self.failed = self.pages = 0


@click.command()
@click.argument("names", metavar="FILE|DIR...", nargs=-1, required=True)
def test(*, names: tuple[str, ...]) -> int:
    """Rule tests: replay the pages of each FILE and hold the alerts against what it expects.

    In a DIR every file is meant whose name ends in .test.yaml. Nobody is told, and nothing is written. Exit code
    1 when an expectation failed.
    """
    began, judged = monotonic(), Judged()
    for path in find_tests(names):
        print_line(str(path))
        for ruling in run_test(path, judged):
            judged.expectations += 1
            judged.failed += not ruling.passed
            for line in lines_of(ruling):
                print_line(line)
    seconds = monotonic() - began
    failed = f"{judged.failed} failed" if judged.failed else "all passed"
    print_line(f"{counted(judged.expectations, 'expectation')}, {failed}; {judged.pages:,} pages in {seconds:.1f} s")
    return 1 if judged.failed else 0


def find_tests(names: Sequence[str]) -> tuple[Path, ...]:
    """Say which files are meant.

    Raises:
        InputError: there is no such file, or a folder holds none.
    """
    found: list[Path] = []
    for name in names:
        path = Path(name)
        inside = sorted(path.rglob(f"*{ENDING}")) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"{name}: holds no rule test; expected files named *{ENDING}")
        if not path.exists():
            raise InputError(f"{name}: no such file or folder; expected a rule test, or a folder with *{ENDING}")
        found += inside
    return tuple(dict.fromkeys(found))


def run_test(path: Path, judged: Judged) -> Sequence[Ruling]:
    """Replay one test.

    Raises:
        ConfigError: it, or its config, holds mistakes.
        InputError: its pages cannot be read.
    """
    loaded = load_file(path.parent, path.name)
    if loaded.text is None:
        raise ConfigError(loaded.mistakes)
    written = read_test(loaded.text, str(path))
    rules = open_config(path.parent / written.config).rules
    check_watches(written, (*rules.watches, INGEST))
    pages = open_written(written, path, Asked(rules=rules.input))
    replay = Replay(rules)
    rulings = judge_test(written, replay.steps(pages))
    judged.pages += replay.summary.pages
    for line in _troubles(replay, pages):
        warn(f"groundswell: {path}: {line}")
    return rulings


def open_written(test: RuleTest, path: Path, asked: Asked) -> WrittenPages:
    """Open a test's pages: its files, seen from where it stands, and those written in it.

    Raises:
        InputError: there is no such file or folder.
    """
    files = find_files([str(path.parent / name) for name in test.files])
    return WrittenPages(test.pages, str(path), asked, MergedPages(files, {}, asked, Order()))


def _troubles(replay: Replay, pages: WrittenPages) -> Iterator[str]:
    summary = replay.summary
    if summary.late:
        yield f"{counted(summary.late, 'mention')} came too late to count: the pages are out of order"
    yield from pages.broken()
    yield from (f"a bug: {bug}" for bug in replay.bugs)


def lines_of(ruling: Ruling) -> Iterator[str]:
    """Tell of one expectation."""
    yield f"  {'passed' if ruling.passed else 'FAILED'}  {ruling.expected}"
    if ruling.found:
        yield f"          {ruling.found}"
