"""Bytes that nobody meant as a page: each is read or refused with a reason, soon, and nothing breaks.

The examples are the same in every run. The quick ones take a few seconds, those marked slow half a minute.
"""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import closing
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import PROSE, page_line, payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.hosts.cage import Limits
from workers.hosts.children import LONG, PageReader
from workers.ingest.rules import FIELDS
from workers.model.page import Payload
from workers.model.rejection import Reason, Rejection
from workers.pipeline import Reading, read_page
from workers.rules import Rules, compile_rules

PATIENCE_S = 5.0
"""Of processor time for one page; the usual one takes a thousandth of a second."""
QUICK = settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LONGER = settings(QUICK, max_examples=500)
MEGABYTE = 1024 * 1024


@cache
def rules() -> Rules:
    return compile_rules(documents_of(watches="watches: [{id: pier, terms: [old pier, crane]}]\n"), shipped_once())


def survives(page: Payload) -> None:
    begun = time.process_time()
    told = read_page(page, rules())
    took = time.process_time() - begun

    assert isinstance(told, Reading | Rejection)
    assert took < PATIENCE_S


CODECS = ("utf-8", "utf-16", "utf-7", "latin-1", "cp1251", "shift_jis", "gb18030", "koi8-r", "utf-8-sig", "utf-32")
WORDS = st.text(max_size=12) | st.sampled_from(
    [
        *(
            "5 hours ago",
            "hace 2 horas",
            "2024-02-30T25:61",
            "12/13/14",
            "Published: ",
            "By Ann Lee",
            "© Photo",
            "Read more",
        ),
        *(
            "Loading...",
            "&amp;amp;#8217;",
            "&#1114112;",
            "Ã©",
            "С\u043esmo",
            "\u202e",
            "\ud83d",
            "\x1b[0m",
            "a" * 3_000,
        ),
        *("old pier", "LONDON (Reuters) - ", "。", "\u0e01" * 40, "e" + "\u0301" * 200, "|", "—", "\x85", "\u2028"),
    ]
)
LINES = st.lists(WORDS | st.sampled_from(PROSE.splitlines()), max_size=12).map(" ".join)
TEXTS = st.lists(LINES, max_size=25).map("\n".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(sorted(FIELDS)) | WORDS, VALUES, max_size=8)
TAGS = (
    "p",
    "div",
    "article",
    "h1",
    "table",
    "td",
    "script",
    "style",
    "time",
    "a",
    "svg",
    "title",
    "!--",
    "![CDATA[",
    "b",
)
MARKUP = st.recursive(
    WORDS | st.sampled_from(PROSE.splitlines()),
    lambda inner: st.builds(
        "<{0} {1}='{2}'>{3}{4}".format,
        st.sampled_from(TAGS),
        st.sampled_from(("class", "datetime", "href", "content", "style", "id")),
        WORDS,
        st.lists(inner, max_size=4).map("".join),
        st.sampled_from(("", "</p>", "</div>", "</article>", "-->", "</script>", "</table>")),
    ),
    max_leaves=20,
)
LINKED = st.builds('<script type="application/ld+json">{0}</script>'.format, OBJECTS.map(json.dumps) | WORDS)
PAGES = st.builds("<!doctype html><html><head>{0}</head><body>{1}".format, LINKED, MARKUP)
KINDS = st.sampled_from(("auto", "text", "json", "html"))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good page with a piece missing, a piece of something else in it, or cut off."""
    page = draw(st.sampled_from((PROSE.encode(), page_line(), page_line(text=None, html=f"<html><p>{PROSE}"))))
    start, end = sorted((draw(st.integers(0, len(page))), draw(st.integers(0, len(page)))))
    return page[:start] + draw(st.binary(max_size=40)) + page[end:]


BYTES = (
    st.binary(max_size=600) | damaged() | st.builds(lambda t, c: t.encode(c, "replace"), TEXTS, st.sampled_from(CODECS))
)


@QUICK
@given(BYTES, KINDS)
def test_any_bytes_are_read_or_refused(value: bytes, kind: str) -> None:
    survives(payload(value, kind=kind))


@QUICK
@given(TEXTS)
def test_any_text_is_read_or_refused(text: str) -> None:
    survives(payload(text.encode("utf-8", "surrogatepass"), kind="text"))


@QUICK
@given(OBJECTS)
def test_any_object_is_read_or_refused(fields: dict[str, object]) -> None:
    survives(payload(json.dumps(fields).encode("utf-8", "surrogatepass"), kind="json"))


@QUICK
@given(PAGES)
def test_any_markup_is_read_or_refused(html: str) -> None:
    survives(payload(html.encode("utf-8", "surrogatepass"), kind="html"))


@pytest.mark.slow
@LONGER
@given(BYTES | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), KINDS)
def test_many_more_bytes_are_read_or_refused(value: bytes, kind: str) -> None:
    survives(payload(value, kind=kind))


@pytest.mark.slow
@LONGER
@given(PAGES)
def test_much_more_markup_is_read_or_refused(html: str) -> None:
    survives(payload(html.encode("utf-8", "surrogatepass"), kind="html"))


ENDLESS = (
    *(
        "<",
        " ",
        "\t",
        "\n",
        "\r",
        "\x0c",
        "\u00a0",
        "\u200d",
        ".",
        '"',
        "“”",
        "(",
        "'",
        "1",
        "1 ",
        "1,1",
        "- ",
        ": ",
        " | ",
    ),
    *("1 Jan ", "12/11/2024 ", "5 hours ago\n", "a\n", "Read more\n", "By Ann Lee\n", "A", "Abc ", "Mr. ", "a,", "x-"),
    *(
        "Ã©",
        "Ð\x9fÂ",
        "&amp;",
        "&#",
        "&sh",
        "aс",
        "aс ",
        "م\u200c",
        "中",
        "中。",
        "あい",
        "ก",
        "e\u0301",
        "😀",
        "word'",
    ),
    *("http://a.b/ ", "www.", "@", "LONDON (Reuters) - ", "old pier ", "crane\n", PROSE, PROSE.replace("\n", " ")),
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ENDLESS, ids=lambda piece: ascii(piece[:12]))
def test_a_long_text_of_one_thing_is_read_soon(piece: str) -> None:
    """Up to this length a host reads a text itself, without a child that it could end."""
    survives(payload((piece * (LONG // len(piece)))[: LONG - 1], kind="text"))


def large() -> Iterator[tuple[str, bytes]]:
    """Pages of four megabytes, as they may be made to do harm."""
    for piece in ("<", "<a ", "<div>", "<p>x", "<!--", "<b><i>", "</p>", "&lt;", "a='b' ", "<table><tr><td>"):
        yield f"markup of {piece}", b"<!doctype html>" + (piece * (4 * MEGABYTE // len(piece))).encode()
    yield "one line", (PROSE.replace("\n", " ") * (4 * MEGABYTE // len(PROSE))).encode()
    yield "many lines", b"a\n" * (2 * MEGABYTE)
    yield "nested arrays", b'{"text": ' + b"[" * (2 * MEGABYTE) + b"]" * (2 * MEGABYTE) + b"}"
    yield "nested objects", b'{"a":' * (MEGABYTE // 2) + b"1" + b"}" * (MEGABYTE // 2)
    yield "a long number", b'{"text": "x", "fetched_at": ' + b"9" * (4 * MEGABYTE) + b"}"
    yield "compressed", b"\x1f\x8b\x08" + bytes(range(1, 256)) * (4 * MEGABYTE // 255)


@pytest.mark.slow
def test_large_pages_cost_a_child_at_most_and_we_live() -> None:
    """A parser written in C holds the interpreter; its process is ended from outside, and the next page is read."""
    limits = Limits(cpu_s=4, memory=400 * MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with closing(PageReader(rules(), limits)) as reader:
        told = {name: reader.read(payload(value)) for name, value in large()}
        after = reader.read(payload(f"<!doctype html><article><p>{PROSE}</p></article>", kind="html"))

    bugs = {name: one.detail for name, one in told.items() if isinstance(one, Rejection) and one.reason is Reason.BUG}
    assert bugs == {}
    assert isinstance(after, Reading)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 200
