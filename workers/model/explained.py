"""How a page was read, line by line: what became of each line, and why. For people who look at a scraper's pages."""

from enum import StrEnum

from msgspec import Struct


class Fate(StrEnum):
    """What became of a line of a page, in one word. The first four were kept; all others were left out."""

    TEXT = "text"
    """It is of the article's text."""
    TITLE = "title"
    DATE = "date"
    """The publication time was read from it."""
    BYLINE = "byline"
    """Near an article, and says by whom or when: looked at for a date, and no part of the text."""
    BLANK = "blank"
    NOISE = "noise"
    """A button, an advert, a word of navigation; a line without letters."""
    COOKIES = "cookies"
    """A banner about cookies and consent."""
    PAYWALL = "paywall"
    """Asks to subscribe or to sign in before reading on."""
    CAPTION = "caption"
    """A picture's caption, or who took it."""
    STAMP = "stamp"
    """Says when or by whom, and not near an article."""
    ASIDE = "aside"
    """Announces other stories, or asks to sign up for something."""
    NOT_LOADED = "not_loaded"
    """A widget had not loaded; what stands on its two sides need not belong together."""
    END = "end"
    """After it comes no more of the article: a form, readers' comments, a footer, a feed's closing line."""
    AFTER_END = "after_end"
    """Comments, a form, a footer."""
    SHORT = "short"
    """No sentence, outside the text: a headline of another story, a link, a name."""
    TEASER = "teaser"
    """A sentence or two alone between headlines."""
    REPEATED = "repeated"
    """It stands on the page before, or says the title again."""
    OFTEN = "often"
    """A short line that stands on the page so often that it is navigation."""
    MENU = "menu"
    """One of many short lines in a row, which the extractor took for text."""
    OTHER_STORY = "other_story"
    """Sentences cut off from the text, with too little around them to be an article of their own."""
    NOT_MAIN = "not_main"
    """In the page's markup, outside what the extractor takes for its main text."""
    NO_ARTICLE = "no_article"
    """Sentences on a page that was refused: too few, or nothing but links."""

    @property
    def kept(self) -> bool:
        """It is part of what is known of an article."""
        return self in (Fate.TEXT, Fate.TITLE, Fate.DATE, Fate.BYLINE)


class ExplainedLine(Struct, frozen=True, kw_only=True):
    """One line of a page, and what became of it."""

    text: str
    """Cleaned."""
    fate: Fate
    article: int | None = None
    """The `place` of the article it was kept for; None where it was left out."""
    number: int | None = None
    """1-based, as it stands on the page; None for HTML."""


class ExplainedPage(Struct, frozen=True, kw_only=True):
    """All lines of a page in order.

    The lines of one article whose fate is `TEXT`, joined, are its text but for line breaks: a paragraph that was
    broken to fit a width is several lines here and one there.
    """

    lines: tuple[ExplainedLine, ...]
    titles: tuple[str | None, ...] = ()
    """Of each article, by place; a title that the scraper gave or the markup names stands in no line."""
