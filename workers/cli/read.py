"""`groundswell read`: what do we make of these pages?"""

from collections.abc import Iterable, Iterator
from contextlib import closing

import click
import msgspec

from workers.cli.asking import Folders, ask_folders, ask_inputs, open_rules
from workers.cli.run import print_line, warn
from workers.cli.tables import print_table
from workers.hosts.children import PageReader
from workers.hosts.contain import Bug, refuse_for
from workers.hosts.local.given import GivenPages
from workers.hosts.local.lane import Arrival
from workers.hosts.local.run import Said, asked_of
from workers.hosts.report import ArticleReport, PageReport, report_page
from workers.model.page import Payload
from workers.model.rejection import Rejection
from workers.pipeline import Reading


@click.command()
@ask_folders
@ask_inputs
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a page was refused.")
def read(*, folders: Folders, said: Said, as_json: bool, strict: bool) -> int:
    """Show which articles are on the pages, their languages, regions and topics, and which watches they name.

    Pages come in the order in which they were given. Nothing is counted and nothing is written.
    """
    if said.whole:
        raise click.UsageError("--sort is for `run` and `learn`; pages are shown in the order in which they are given")
    rules = open_rules(folders)
    pages = GivenPages(said.names, asked_of(said, rules))
    refused = 0
    with closing(PageReader(rules)) as reader:
        for report in read_reports(pages, reader):
            refused += report.rejected is not None
            if as_json:
                print_line(msgspec.json.encode(report).decode())
            else:
                show(report)
    for what in pages.broken:
        warn(f"groundswell: {what}")
    return 1 if pages.broken or (strict and refused) else 0


def read_reports(pages: Iterable[Arrival], reader: PageReader) -> Iterator[PageReport]:
    """Read every page."""
    for arrival in pages:
        yield report_page(arrival.refused or read_payload(arrival.payload, reader))


def read_payload(payload: Payload, reader: PageReader) -> Reading | Rejection:
    """Read one page; a bug in reading refuses it."""
    reading = reader.read(payload)
    return refuse_for(reading, payload) if isinstance(reading, Bug) else reading


def show(report: PageReport) -> None:
    """Print a page for people."""
    if report.rejected is not None:
        print_line(f"{report.page}: {report.rejected.reason}: {report.rejected.detail}")
        return
    print_line(f"{report.page}:")
    print_table(("article", "language", "regions", "topics", "watches"), map(_row, report.articles))


def _row(article: ArticleReport) -> tuple[object, ...]:
    return (
        article.title or f"({' '.join(article.text[:60].split())}...)",
        article.language.code,
        " ".join(region.code for region in article.regions[:3]),
        ", ".join(topic.name for topic in article.topics[:2]),
        ", ".join(mention.watch for mention in article.mentions),
    )
