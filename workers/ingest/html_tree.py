"""Markup to a tree, and what the tree alone tells: its plain lines, and whole articles listed on it."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]

from workers.errors import PageRejected
from workers.ingest.lines import count_words, is_prose
from workers.model.rejection import Reason

_SKIPPED = re.compile(
    "script|style|noscript|template|svg|math|title|iframe|object|canvas|select|button|textarea|audio|video|datalist"
)
"""Of a head only these: to the parser, `main` and `article` are still in it where no tag ends it."""
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|rb|rp|rt|ruby|s|samp|small"
    "|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_HEADINGS = ("h1", "h2", "h3", "h4")
_LEAST_PROSE, _LEAST_WORDS = 2, 60
"""Paragraphs that are sentences, and words in them, of an article that stands whole in a list; less is a teaser."""
_MOST_LISTED = 100
_SHORTEST_LINK, _LONGEST_LINK = 4, 40
"""Words of a headline, and of one with its standfirst; a longer link is one that nobody closed, and holds the page."""


def parse_markup(html: str) -> HtmlElement:
    """Parse a page. What is nested deeper than the parser goes, some 2,000 elements, is left out.

    Raises:
        MemoryError: the page needs more memory than there is.
        PageRejected: there is no element in it.
    """
    parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True, huge_tree=True)
    # Else a function in Python chooses a class for each element at each visit.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise PageRejected(Reason.NO_ARTICLE, f"markup that cannot be read ({type(error).__name__})") from None
    return tree


def drop_machinery(tree: HtmlElement) -> None:
    """Take out of a tree what nobody reads and every search would go through. Linked data stays."""
    etree.strip_elements(tree, "style", "svg", "link", "meta", with_tail=False)
    for script in list(tree.iter("script")):
        if not is_linked_data(script):
            script.drop_tree()


def is_linked_data(script: HtmlElement) -> bool:
    """Whether a script is no program but tells machines what the page is."""
    return (script.get("type") or "").strip().casefold() == "application/ld+json"


def plain_lines(tree: HtmlElement) -> str:
    """All that a reader of the page would see, a line for each block."""
    return "\n".join(line for line in (" ".join(line.split()) for line in "".join(_pieces(tree)).split("\n")) if line)


def headlines_in(tree: HtmlElement) -> frozenset[str]:
    """What the links to other pages say, where that is more than a word or two."""
    said = {text_of(link) for link in tree.iter("a") if link.get("href")}
    return frozenset(text for text in said if _SHORTEST_LINK <= count_words(text) <= _LONGEST_LINK)


def _pieces(tree: HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if not _INLINE.fullmatch(element.tag):
            yield "\n"
        if event == "start":
            if _SKIPPED.fullmatch(element.tag):
                walk.skip_subtree()
            else:
                yield _one_line(element.text)
        elif element is not tree:
            yield _one_line(element.tail)


def _one_line(text: str | None) -> str:
    return text.replace("\n", " ").replace("\r", " ") if text else ""


def listed_articles(tree: HtmlElement) -> tuple[HtmlElement, ...]:
    """The articles of a page that is plainly a list of whole ones: elements with a heading and paragraphs each.

    Empty for any other page: one article among teasers, teasers alone, or elements without headings.
    """
    outer = tree.xpath("//article[not(ancestor::article)]")
    if not 2 <= len(outer) <= _MOST_LISTED or not all(_is_whole(element) for element in outer):
        return ()
    titles = {text_of(heading_of(element)) for element in outer}
    return tuple(outer) if len(titles) == len(outer) else ()


def _is_whole(element: HtmlElement) -> bool:
    if not text_of(heading_of(element)):
        return False
    texts = [text_of(paragraph) for paragraph in element.iter("p")]
    prose = [count for text in texts if is_prose(text, count := count_words(text))]
    return len(prose) >= _LEAST_PROSE and sum(prose) >= _LEAST_WORDS


def heading_of(element: HtmlElement) -> HtmlElement | None:
    """The first heading in an element."""
    return next(element.iter(*_HEADINGS), None)


def link_of(element: HtmlElement, base: str | None) -> str | None:
    """Where the heading of an element leads, as a whole address; None if nowhere."""
    heading = heading_of(element)
    links = () if heading is None else (*heading.iterancestors("a"), *heading.iter("a"))
    href = next((link.get("href") for link in links if link.get("href")), None)
    if href is None or href.lstrip().startswith("#"):
        return None
    try:
        whole: str = urljoin(base or "", href.strip())
    except ValueError:
        return None
    return whole


def text_of(element: HtmlElement | None) -> str:
    """The text in an element, on one line."""
    return "" if element is None else " ".join(element.text_content().split())
