"""`groundswell read`: what do we make of these pages?"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import click
import msgspec

from workers.cli.asking import Folders, ask_folders, ask_inputs, open_rules
from workers.cli.backtest import writable
from workers.cli.read_screen import open_screen
from workers.cli.run import print_line, warn
from workers.cli.tables import print_table
from workers.hosts.children import PageReader
from workers.hosts.contain import Bug, refuse_for
from workers.hosts.explaining import PageExplainer
from workers.hosts.local.given import GivenPages
from workers.hosts.local.lane import Arrival
from workers.hosts.local.run import Said, asked_of
from workers.hosts.report import ArticleReport, PageReport, report_page
from workers.model.page import Payload
from workers.model.rejection import Rejection
from workers.pipeline import Reading
from workers.rules import Rules
from workers.study.reading.facts import ShownPage
from workers.study.reading.gather import shown_page
from workers.study.reading.legible import legible
from workers.study.reading.page import Collected

MOST_REASONS = 3
"""Words shown for a subject; --json tells more."""


@click.command()
@ask_folders
@ask_inputs
@click.option("--brief", is_flag=True, help="A table a page, without its lines and the reasons.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=writable,
    help="Write all of it as a page to look at; what is printed is brief.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a page was refused.")
def read(*, folders: Folders, said: Said, brief: bool, html: Path | None, as_json: bool, strict: bool) -> int:
    """Show which articles are on the pages, what of each line became of it, and why.

    For every line: whether it was kept, and as what, or why it was left out. For every article: where its title and
    date come from, its language, regions and topics, the watches it names, and the words that decided. On a terminal
    lines are cut to its width; in a pipe and in --html they are whole.

    Pages come in the order in which they were given. Nothing is counted, and nothing but --html is written.
    """
    if said.whole:
        raise click.UsageError("--sort is for `run` and `learn`; pages are shown in the order in which they are given")
    rules = open_rules(folders)
    pages = GivenPages(said.names, asked_of(said, rules))
    refused, collected, screen = 0, Collected(), open_screen()
    with ExitStack() as stack:
        reader = stack.enter_context(closing(PageReader(rules)))
        looker = Looker(rules, stack.enter_context(closing(PageExplainer(rules))))
        for payload, told in read_pages(pages, reader):
            refused += isinstance(told, Rejection)
            if html is not None:
                collected.add(looker.look(payload, told))
            if as_json:
                print_line(msgspec.json.encode(report_page(told)).decode())
            elif brief or html is not None:
                show_brief(report_page(told))
            else:
                screen.show(looker.look(payload, told))
    screen.end()
    if html is not None:
        html.write_text(collected.render(rules.config_hash), encoding="utf-8")
        warn(f"groundswell: the pages are in {html}")
    for what in pages.broken:
        warn(f"groundswell: {what}")
    return 1 if pages.broken or (strict and refused) else 0


class Looker:
    """Looks at pages one after the other, and knows which articles it saw before."""

    def __init__(self, rules: Rules, explainer: PageExplainer) -> None:
        self._rules, self._explainer = rules, explainer
        self._seen: dict[str, str] = {}

    def look(self, payload: Payload, told: Reading | Rejection) -> ShownPage:
        """Put together all that is known of a page."""
        page = shown_page(payload, told, self._explainer.explain(payload), self._rules, self._seen)
        for article in page.articles:
            self._seen.setdefault(article.id, page.name)
        return page


def read_pages(pages: Iterable[Arrival], reader: PageReader) -> Iterator[tuple[Payload, Reading | Rejection]]:
    """Read every page."""
    for arrival in pages:
        yield arrival.payload, arrival.refused or read_payload(arrival.payload, reader)


def read_payload(payload: Payload, reader: PageReader) -> Reading | Rejection:
    """Read one page; a bug in reading it refuses it."""
    reading = reader.read(payload)
    return refuse_for(reading, payload) if isinstance(reading, Bug) else reading


def show_brief(report: PageReport) -> None:
    """Print a page as a table."""
    name = legible(report.page)
    if report.rejected is not None:
        print_line(f"{name}: {report.rejected.reason}: {legible(report.rejected.detail)}")
        return
    print_line(f"{name}:")
    print_table(("article", "language", "regions", "topics", "watches"), map(_row, report.articles))


def _row(article: ArticleReport) -> tuple[object, ...]:
    return (
        legible(article.title or f"({' '.join(article.text[:60].split())}...)"),
        article.language.code,
        " ".join(region.code for region in article.regions[:3]),
        ", ".join(f"{topic.name} ({', '.join(topic.because[:MOST_REASONS])})" for topic in article.topics[:2]),
        ", ".join(mention.watch for mention in article.mentions),
    )
