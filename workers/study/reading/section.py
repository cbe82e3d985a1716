"""One page as HTML: its articles with their facts, and every line with what became of it."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup
from msgspec import Struct

from workers.model.explained import Fate
from workers.study.reading.facts import TITLE, Part, Said, ShownArticle, ShownLine, ShownPage, Word
from workers.study.reading.phrases import NO_TITLE, SHOWN_PLACES, facts, left_out, reasons, summary
from workers.study.reading.places import Spot, pieces
from workers.study.reading.words import meaning_of

OPEN_LINES = 12
"""Lines between articles that are shown unasked; more are folded up."""


class Anchor(Struct, frozen=True, kw_only=True):
    """Where a page stands among all, for links into it."""

    place: int

    def line(self, number: int) -> str:
        """The id of a line."""
        return f"p{self.place}-{number}"


def section(page: ShownPage, place: int, *, opened: bool) -> Markup:
    """Draw a page.

    Args:
        page: The page.
        place: 0-based, among all.
        opened: It is seen unasked.
    """
    anchor = Anchor(place=place)
    refused = (
        Markup("")
        if page.refused is None
        else Markup('<p class="refused"><b>Refused: {}.</b> {}</p>').format(page.refused, page.detail)
    )
    parts = Markup("").join(_part(part, anchor, page) for part in page.parts)
    return Markup(
        '<details class="page"{}><summary><h2>{}</h2> <span class="{}">{}</span></summary>'
        '<div id="p{}" class="inside">{}{}</div></details>\n'
    ).format(
        Markup(" open") if opened else "",
        page.name,
        "bad" if page.refused is not None else "quiet",
        summary(page),
        place,
        refused,
        parts,
    )


def _part(part: Part, anchor: Anchor, page: ShownPage) -> Markup:
    shown = [line for line in part.lines if line.text]
    if part.article is not None:
        return Markup("<article>{}{}</article>").format(_article(part.article, anchor), _table(shown, anchor, "Lines"))
    if not shown:
        return Markup("")
    opened = len(shown) <= OPEN_LINES or page.refused is not None
    words = left_out(shown)
    return Markup('<details class="between out"{}><summary>{}</summary>{}</details>').format(
        Markup(" open") if opened else "", words, _table(shown, anchor, words)
    )


def _table(lines: Sequence[ShownLine], anchor: Anchor, label: str) -> Markup:
    if not lines:
        return Markup("")
    rows = Markup("").join(_line(line, anchor) for line in lines)
    return Markup('<table aria-label="{}"><tbody>{}</tbody></table>').format(label, rows)


def _line(line: ShownLine, anchor: Anchor) -> Markup:
    return Markup('<tr id="{}" class="{}"><th scope="row">{}</th><td>{}</td><td dir="auto">{}</td></tr>').format(
        anchor.line(line.number), _kind(line), line.number, meaning_of(line.fate).word, _marked(line.text, line.spots)
    )


def _kind(line: ShownLine) -> str:
    if line.fate is None:
        return "raw"
    if line.fate is Fate.TITLE:
        return "kept head"
    return "kept" if line.kept else "out"


def _marked(text: str, spots: Iterable[Spot]) -> Markup:
    drawn = [
        Markup("{}").format(piece) if spot is None else Markup('<mark class="{}">{}</mark>').format(spot.by, piece)
        for piece, spot in pieces(text, tuple(spots))
    ]
    return Markup("").join(drawn)


def _article(article: ShownArticle, anchor: Anchor) -> Markup:
    title = _marked(article.title, article.title_spots) if article.title is not None else NO_TITLE
    cautions = Markup("").join(Markup('<p class="caution">{}</p>').format(words) for words in article.cautions)
    short = Markup("").join(_fact(name, words) for name, words in facts(article))
    long = Markup("").join(
        _row(name, Markup("").join(_said(one, anchor) for one in said) if said else "none")
        for name, said in reasons(article)
    )
    return Markup('<h3 dir="auto"{}>{}</h3>{}<dl class="short">{}</dl><dl>{}</dl>').format(
        Markup(' class="quiet"') if article.title is None else "", title, cautions, short, long
    )


def _fact(name: str, words: str) -> Markup:
    if name == "address" and words.startswith(("http://", "https://")):
        return _row(name, Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(words, words))
    return _row(name, words)


def _row(name: str, words: str | Markup) -> Markup:
    return Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name.capitalize(), words)


def _said(said: Said, anchor: Anchor) -> Markup:
    score = Markup(' <span class="quiet">{}</span>').format(f"{said.score:.2f}") if said.score is not None else ""
    words = Markup("; ").join(_word(word, anchor) for word in said.words)
    but = f"; but {said.but}" if said.but else ""
    return Markup("<p{}>{}<b>{}</b>{} {}{}</p>").format(
        "" if said.holds else Markup(' class="quiet"'), "" if said.holds else "not ", said.name, score, words, but
    )


def _word(word: Word, anchor: Anchor) -> Markup:
    places = [
        Markup("title") if at == TITLE else Markup('<a href="#{}">{}</a>').format(anchor.line(at), at)
        for at in word.at[:SHOWN_PLACES]
    ]
    more = Markup(", ...") if len(word.at) > SHOWN_PLACES else ""
    at = Markup(' <span class="at">({}{})</span>').format(Markup(", ").join(places), more) if places else ""
    return Markup("<bdi>{}</bdi>{}").format(word.text, at)
