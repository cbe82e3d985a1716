"""Pages as they were read, drawn on a terminal: in colour where there is one, and by marks at each line's start."""

import os
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from workers.model.explained import Fate
from workers.study.reading.facts import Part, Said, ShownArticle, ShownLine, ShownPage
from workers.study.reading.phrases import NO_TITLE, because, facts, fates_in, left_out, reasons, scored, summary
from workers.study.reading.places import By, pieces
from workers.study.reading.words import FATES, WORD_WIDTH, meaning_of

_MARKS: Mapping[Fate, str] = {Fate.TITLE: "#", Fate.TEXT: "+", Fate.DATE: "@", Fate.BYLINE: "@"}
_OUT = "-"
_FATE_STYLES: Mapping[Fate, str] = {
    Fate.TITLE: "bold green", Fate.TEXT: "green", Fate.DATE: "cyan", Fate.BYLINE: "cyan",
}  # fmt: skip
_OUT_STYLE, _WHY_STYLE = "dim", "yellow"
_SPOT_STYLES: Mapping[By, str] = {
    By.WATCH: "bold magenta underline",
    By.NEAR: "magenta",
    By.REGION: "blue",
    By.TOPIC: "cyan",
}
_NAME_WIDTH = 11
"""Columns for the name of a fact."""
_LEAST_WIDTH = 40
"""Columns below which a terminal is not believed."""


class ReadScreen:
    """Prints pages one after the other, and at the end what the words in the margin mean."""

    def __init__(self, console: Console, *, drawn: bool) -> None:
        """Make one.

        Args:
            console: Where lines go.
            drawn: It is a terminal: lines are cut to its width. Elsewhere they are whole.
        """
        self._console = console
        self._width = max(console.width, _LEAST_WIDTH) if drawn else None
        self._fates: dict[Fate, None] = {}

    def show(self, page: ShownPage) -> None:
        """Print a page."""
        self._print(_heading(page))
        if page.refused is not None:
            self._wrap(Text(page.detail), indent=2)
        digits = len(str(max((line.number for line in page.lines), default=0)))
        for part in page.parts:
            self._part(part, digits)
        self._fates |= dict.fromkeys(fates_in(page.parts))
        self._print(Text())

    def end(self) -> None:
        """Print what the words mean that stood in the margin."""
        for fate in sorted(self._fates, key=list(Fate).index):
            meaning = FATES[fate]
            line = Text(f"{_MARKS.get(fate, _OUT)} ").append(f"{meaning.word:{WORD_WIDTH}}  ", _style_of(fate))
            self._print(line.append(f"it {meaning.meaning}", "dim"))

    def _part(self, part: Part, digits: int) -> None:
        if part.article is not None:
            self._article(part.article)
        elif any(line.text for line in part.lines):
            self._print(Text(f"  {left_out(part.lines)}", "dim italic"))
        for line in part.lines:
            if line.text:
                self._print(_line(line, digits))

    def _article(self, article: ShownArticle) -> None:
        title = Text(f"  {article.place + 1}. ")
        self._wrap(title.append(article.title or NO_TITLE, "bold"), indent=5, first=0)
        for name, words in facts(article):
            self._fact(name, Text(words))
        for name, said in reasons(article):
            for place, one in enumerate(said):
                self._fact(name if place == 0 else "", _said(one))
            if not said:
                self._fact(name, Text("none", "dim"))
        for caution in article.cautions:
            self._fact("caution", Text(caution, "yellow"))

    def _fact(self, name: str, words: Text) -> None:
        line = Text("     ").append(f"{name:{_NAME_WIDTH}}", "dim").append_text(words)
        self._wrap(line, indent=5 + _NAME_WIDTH, first=0)

    def _wrap(self, text: Text, *, indent: int, first: int | None = None) -> None:
        """Print a paragraph; what does not fit goes on below, indented."""
        room = 1 << 30 if self._width is None else self._width - indent
        begin = Text(" " * (indent if first is None else first)).append_text(text)
        if self._width is None or begin.cell_len <= self._width:
            self._print(begin)
            return
        head = begin[:indent]
        for line in begin[indent:].wrap(self._console, room):
            self._print(head + line)
            head = Text(" " * indent)

    def _print(self, line: Text) -> None:
        """Print one line: cut to a terminal, whole elsewhere."""
        if self._width is not None:
            line.truncate(self._width, overflow="ellipsis")
        self._console.print(line, soft_wrap=True)


def open_screen() -> ReadScreen:
    """Look at where standard output goes: a terminal has a width, and colours unless NO_COLOR is set."""
    drawn = sys.stdout.isatty()
    plain = not drawn or bool(os.environ.get("NO_COLOR"))
    console = Console(
        color_system=None if plain else "auto", force_terminal=drawn, highlight=False, markup=False, emoji=False
    )
    return ReadScreen(console, drawn=drawn)


def _heading(page: ShownPage) -> Text:
    refused = page.refused is not None
    return Text().append(f"{page.name}: ", "bold").append(summary(page), "bold red" if refused else "bold")


def _style_of(fate: Fate | None) -> str:
    return "" if fate is None else _FATE_STYLES.get(fate, _WHY_STYLE)


def _line(line: ShownLine, digits: int) -> Text:
    mark = " " if line.fate is None else _MARKS.get(line.fate, _OUT)
    shown = Text().append(f"  {mark} ", _style_of(line.fate)).append(f"{line.number:{digits}} ", "dim")
    if line.fate is not None:
        shown.append(f"{meaning_of(line.fate).word:{WORD_WIDTH}} ", _style_of(line.fate))
    for piece, spot in pieces(line.text, line.spots):
        shown.append(piece, _plain_style(line) if spot is None else _SPOT_STYLES[spot.by])
    return shown


def _plain_style(line: ShownLine) -> str:
    if line.fate is Fate.TITLE:
        return "bold"
    return "" if line.kept or line.fate is None else _OUT_STYLE


def _said(said: Said) -> Text:
    shown = Text().append(scored(said), "bold" if said.holds else "dim")
    return shown.append(f"  {because(said)}", "" if said.holds else "dim") if said.words else shown
