"""Words for what became of a line, and for where a fact comes from."""

from collections.abc import Mapping

from msgspec import Struct

from workers.model.article import PublishedFrom
from workers.model.explained import Fate
from workers.model.tags import LanguageFrom


class Meaning(Struct, frozen=True, kw_only=True):
    """What became of a line, for people."""

    word: str
    """A few letters, for a column."""
    meaning: str
    """The end of a sentence about the line."""


FATES: Mapping[Fate, Meaning] = {
    Fate.TEXT: Meaning(word="text", meaning="is of the article's text"),
    Fate.TITLE: Meaning(word="title", meaning="is the article's title"),
    Fate.DATE: Meaning(word="date", meaning="says when the article was published"),
    Fate.BYLINE: Meaning(word="byline", meaning="says by whom or when, near an article; looked at for a date"),
    Fate.BLANK: Meaning(word="blank", meaning="is empty"),
    Fate.NOISE: Meaning(word="navigation", meaning="is a button, an advert, a word of navigation, or has no letters"),
    Fate.COOKIES: Meaning(word="cookies", meaning="is of a banner about cookies and consent"),
    Fate.PAYWALL: Meaning(word="paywall", meaning="asks to subscribe or to sign in before reading on"),
    Fate.CAPTION: Meaning(word="caption", meaning="is a picture's caption, or says who took it"),
    Fate.STAMP: Meaning(word="stray date", meaning="says when or by whom, and is not near an article"),
    Fate.ASIDE: Meaning(word="aside", meaning="announces other stories, or asks to sign up for something"),
    Fate.NOT_LOADED: Meaning(word="not loaded", meaning="is a part of the page that had not loaded"),
    Fate.END: Meaning(word="end", meaning="ends the article: a form, readers' comments, a footer"),
    Fate.AFTER_END: Meaning(word="after end", meaning="comes after an article's end"),
    Fate.SHORT: Meaning(word="short", meaning="is no sentence, and outside the text: a link, another headline, a name"),
    Fate.TEASER: Meaning(word="teaser", meaning="is a sentence or two alone between headlines"),
    Fate.REPEATED: Meaning(word="repeated", meaning="stands on the page before, or says the title again"),
    Fate.OFTEN: Meaning(word="often", meaning="stands on the page so often that it is navigation"),
    Fate.MENU: Meaning(word="menu", meaning="is one of many short lines in a row"),
    Fate.OTHER_STORY: Meaning(word="other story", meaning="is cut off from the text, and too little to be an article"),
    Fate.NOT_MAIN: Meaning(word="not main", meaning="stands in the markup outside what was taken for its main text"),
    Fate.NO_ARTICLE: Meaning(word="too little", meaning="is a sentence on a page that is no article"),
}
"""For every fate; a test sees to it."""
UNREAD = Meaning(word="", meaning="is as it came; the page was refused before its lines were looked at")
WORD_WIDTH = max(len(one.word) for one in FATES.values())

LANGUAGE_FROM: Mapping[LanguageFrom, str] = {
    LanguageFrom.SCRIPT: "by its script",
    LanguageFrom.PROFILE: "by its letters and words",
    LanguageFrom.DECLARED: "as the page declares",
    LanguageFrom.NONE: "nothing tells it",
}
PUBLISHED_FROM: Mapping[PublishedFrom, str] = {
    PublishedFrom.GIVEN: "given by the scraper",
    PublishedFrom.META: "from the page's markup",
    PublishedFrom.TEXT: "from a date on the page",
    PublishedFrom.RELATIVE: "reckoned back from the time of fetching",
}


def meaning_of(fate: Fate | None) -> Meaning:
    """The words for what became of a line; None for a line that was not looked at."""
    return UNREAD if fate is None else FATES[fate]
