"""All pages that were read as one page of HTML. It holds no script, asks for nothing, and lets nothing be asked for."""

from base64 import b64encode
from hashlib import sha256

from markupsafe import Markup
from msgspec import Struct

from workers import __version__
from workers.model.explained import Fate
from workers.study.reading.facts import ShownPage
from workers.study.reading.phrases import summary
from workers.study.reading.section import section
from workers.study.reading.style import STYLE
from workers.study.reading.words import FATES
from workers.study.words import counted

OPEN_PAGES = 10
"""Pages that are seen unasked, the first ones; all are in the list."""
MOST_PAGES = 5_000
"""Pages that are drawn: with more, a browser has its troubles."""


class Entry(Struct, frozen=True, kw_only=True):
    """A page in the list."""

    name: str
    words: str
    refused: bool


class Collected:
    """Pages drawn one after the other, until all of them are put together."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._sections: list[Markup] = []
        self._fates: dict[Fate, None] = {}
        self._pages = self._refused = self._articles = self._lines = self._kept = 0

    def add(self, page: ShownPage) -> None:
        """Draw one more."""
        lines = [line for line in page.lines if line.fate not in (None, Fate.BLANK)]
        self._fates |= {line.fate: None for line in lines if line.fate is not None}
        self._refused += page.refused is not None
        self._articles += len(page.articles)
        self._lines += len(lines)
        self._kept += sum(line.kept for line in lines)
        if self._pages < MOST_PAGES:
            self._entries.append(Entry(name=page.name, words=summary(page), refused=page.refused is not None))
            self._sections.append(section(page, self._pages, opened=self._pages < OPEN_PAGES))
        self._pages += 1

    def render(self, config_hash: str) -> str:
        """Write the page.

        Args:
            config_hash: Of the config the pages were read by.
        """
        title = f"How {counted(self._pages, 'page')} {'was' if self._pages == 1 else 'were'} read"
        several = len(self._entries) > 1
        return str(
            Markup(
                '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
                '<meta http-equiv="Content-Security-Policy" content="{}">'
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
                '<meta name="referrer" content="no-referrer"><title>{}</title><style>{}</style></head>\n'
                '<body{}><a class="skip" href="#p0">To the first page</a><header><h1>{}</h1>{}{}</header>{}'
                "<main>\n{}</main>{}</body></html>\n"
            ).format(
                _policy(), title, Markup(STYLE), Markup(' class="several"') if several else "", title,
                self._numbers(), self._key(), self._list() if several else "", Markup("").join(self._sections),
                self._footer(config_hash),
            )
        )  # fmt: skip

    def _numbers(self) -> Markup:
        left = self._lines - self._kept
        shown = (
            ("pages", self._pages, False),
            ("refused", self._refused, self._refused > 0),
            ("articles", self._articles, False),
            ("lines kept", self._kept, False),
            ("left out", left, False),
        )
        rows = (
            Markup("<div{}><dt>{}</dt><dd>{}</dd></div>").format(
                Markup(' class="bad"') if bad else "", name, f"{many:,}"
            )
            for name, many, bad in shown
        )
        return Markup('<dl id="numbers">{}</dl>').format(Markup("").join(rows))

    def _key(self) -> Markup:
        rows = (
            Markup('<div class="{}"><dt>{}</dt><dd>It {}.</dd></div>').format(
                "kept" if fate.kept else "out", FATES[fate].word, FATES[fate].meaning
            )
            for fate in sorted(self._fates, key=list(Fate).index)
        )
        only = Markup('<label><input type="checkbox" id="bad"> Only pages that were refused</label>')
        return Markup(
            '<p id="ask"><label><input type="checkbox" id="hide"> Hide what was left out</label>{}'
            '<span class="marks">Marked words decided: <mark class="watch">a watch</mark> '
            '<mark class="near">nearly a watch</mark> '
            '<mark class="region">a region</mark> <mark class="topic">a topic</mark></span></p>'
            '<details id="key"><summary>What is said of a line</summary><dl>{}</dl></details>'
        ).format(only if 0 < self._refused < self._pages else "", Markup("").join(rows))

    def _list(self) -> Markup:
        rows = (
            Markup('<li{}><a href="#p{}">{}</a> <span>{}</span></li>').format(
                Markup(' class="bad"') if one.refused else "", place, one.name, one.words
            )
            for place, one in enumerate(self._entries)
        )
        return Markup('<nav aria-label="Pages" tabindex="0"><ol>{}</ol></nav>').format(Markup("\n").join(rows))

    def _footer(self, config_hash: str) -> Markup:
        left = self._pages - len(self._entries)
        rest = f" The first {len(self._entries):,} pages are shown; {left:,} more are not." if left else ""
        return Markup("<footer>Times are UTC.{} Made by Groundswell {} with the config {}.</footer>").format(
            rest, __version__, config_hash
        )


def _policy() -> str:
    """What a browser may do for this page: show it, by this style."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
