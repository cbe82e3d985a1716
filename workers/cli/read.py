"""`groundswell read`: what do we make of these pages?"""

from collections.abc import Iterator

import click
import msgspec
from rich.console import Console
from rich.table import Table

from workers.cli.asking import Folders, ask_folders, ask_inputs, open_rules
from workers.cli.run import print_line
from workers.hosts.contain import Bug, contain, refuse_for
from workers.hosts.local.run import Said, open_pages
from workers.hosts.report import PageReport, report_page
from workers.model.page import Payload
from workers.model.rejection import Rejection
from workers.pipeline import Reading, read_page
from workers.rules import Rules


@click.command()
@ask_folders
@ask_inputs
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a page was refused.")
def read(*, folders: Folders, said: Said, as_json: bool, strict: bool) -> int:
    """Show which articles are on the pages, their languages, regions and topics, and which watches they name.

    Nothing is counted and nothing is written.
    """
    refused = 0
    for report in read_reports(said, open_rules(folders)):
        refused += report.rejected is not None
        if as_json:
            print_line(msgspec.json.encode(report).decode())
        else:
            show(report)
    return 1 if strict and refused else 0


def read_reports(said: Said, rules: Rules) -> Iterator[PageReport]:
    """Read every page of the inputs, in their order.

    Raises:
        InputError: an input cannot be read.
    """
    pages = open_pages(said, rules, {})
    while (arrival := pages.take()) is not None or not pages.ended:
        if arrival is None:
            pages.wait()
            continue
        pages.done(arrival)
        yield report_page(arrival.refused or _read(arrival.payload, rules))


def _read(payload: Payload, rules: Rules) -> Reading | Rejection:
    reading = contain(lambda: read_page(payload, rules))
    return refuse_for(reading, payload) if isinstance(reading, Bug) else reading


def show(report: PageReport) -> None:
    """Print a page for people."""
    console = Console()
    if report.rejected is not None:
        print_line(f"{report.page}: {report.rejected.reason}: {report.rejected.detail}")
        return
    table = Table("article", "language", "regions", "topics", "watches", title=report.page, title_justify="left")
    for article in report.articles:
        table.add_row(
            article.title or f"({article.text[:60]}...)",
            article.language.code,
            " ".join(region.code for region in article.regions[:3]),
            ", ".join(topic.name for topic in article.topics[:2]),
            ", ".join(mention.watch for mention in article.mentions),
        )
    console.print(table)
