"""All pages as one page of HTML: whole, small, and safe to open."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from tests.builders import page_line
from tests.unit.ingest.pages import HARBOUR, NAVIGATION_AROUND, TEASERS, THREE_ARTICLES
from tests.unit.study.reading.readings import show
from workers.study.reading import page as drawing
from workers.study.reading.facts import ShownPage
from workers.study.reading.page import OPEN_PAGES, Collected

VOID = {"meta", "input"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"quoted\" 'too' & </td></table>"
PAGE_BYTES = 200_000


class Seen(HTMLParser):
    """Every element, and whether each one that was opened was closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def draw(*pages: ShownPage) -> str:
    collected = Collected()
    for page in pages:
        collected.add(page)
    return collected.render("sha256:12345678")


def test_every_page_article_and_line_is_there() -> None:
    drawn = draw(show(THREE_ARTICLES, name="three.txt"), show(TEASERS, name="teasers.txt"))

    assert [drawn.count(f"<{tag}") for tag in ("h2", "article")] == [2, 3]
    assert len(re.findall(r'<tr id="p1-\d+" class="out">', drawn)) == 36
    assert "Refused: no_article." in drawn
    assert "12 short, 12 teaser, 12 stray date" in drawn


def test_it_is_well_formed_and_every_link_in_it_leads_somewhere() -> None:
    seen = Seen(draw(show(THREE_ARTICLES), show(TEASERS), show(NAVIGATION_AROUND), show(b"{")))

    assert seen.open == []
    assert len(seen.ids) == len(set(seen.ids))
    assert {link.removeprefix("#") for link in seen.links if link.startswith("#")} <= set(seen.ids)


@pytest.mark.parametrize("field", ["title", "url", "language", "source", "published"])
def test_what_a_page_says_is_text_and_nothing_else(field: str) -> None:
    text = "\n".join([*HARBOUR, f"{HOSTILE} was what the harbour master wrote on the wall of the pier, twice."])
    value = f"https://tide.example/{HOSTILE}" if field == "url" else HOSTILE
    plain, hostile = (Seen(draw(show(page_line(text=text, **{field: one})))) for one in ("plain", value))

    assert not {"script", "img"} & set(hostile.tags)
    assert not {name for name in hostile.attributes if name.startswith("on")}
    assert hostile.open == plain.open == []


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    page = show("\n".join(HARBOUR))
    (part,) = page.parts
    assert part.article is not None
    drawn = draw(replace(page, parts=(replace(part, article=replace(part.article, url="javascript:alert(1)")),)))

    assert "javascript:alert(1)" in drawn
    assert 'href="javascript' not in drawn


def test_it_asks_for_nothing_and_lets_nothing_be_asked_for() -> None:
    drawn = draw(show(THREE_ARTICLES))
    style = re.findall(r"<style>(.*?)</style>", drawn, re.DOTALL)
    digest = b64encode(sha256(style[0].encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'" in unescape(drawn)
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_a_page_of_ordinary_size_is_small() -> None:
    text = "\n".join([f"Part {place}", *HARBOUR][at] for place in range(12) for at in range(6))

    assert len(draw(show(text)).encode()) < PAGE_BYTES


def test_of_many_pages_the_first_are_open_and_all_are_listed() -> None:
    page = show(THREE_ARTICLES)
    drawn = draw(*[page] * (OPEN_PAGES + 5))

    assert drawn.count('<details class="page" open>') == OPEN_PAGES
    assert drawn.count('<li><a href="#p') == OPEN_PAGES + 5


def test_of_more_pages_than_a_browser_bears_it_says_how_many_are_left() -> None:
    page = show(b"{")
    drawn = draw(*[page] * (drawing.MOST_PAGES + 2))

    assert f"The first {drawing.MOST_PAGES:,} pages are shown; 2 more are not." in drawn


def test_right_to_left_and_left_to_right_stand_each_in_their_way() -> None:
    drawn = draw(show("\n".join(HARBOUR)))

    assert drawn.count('<td dir="auto">') == len(HARBOUR)
