"""The page that `groundswell read --html` writes, in a real browser."""

import json
from pathlib import Path

import pytest

from tests.chromium import Browser, Tab
from tests.serving.looking import barriers
from tests.unit.ingest.pages import DATE_AND_FORM, NAVIGATION_AROUND, TEASERS, THREE_ARTICLES
from workers.cli import main

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
PAGES = (THREE_ARTICLES, TEASERS, f"{HOSTILE}\n{NAVIGATION_AROUND}\n{HOSTILE}", DATE_AND_FORM)
MANY = 400
SEEN = "(where) => [...document.querySelectorAll(where)].filter((one) => one.checkVisibility()).length"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("read")
    lines = [json.dumps({"text": PAGES[at % len(PAGES)], "fetched_at": "2025-03-09T12:00:00Z"}) for at in range(MANY)]
    (folder / "pages.jsonl").write_text("\n".join(lines))
    assert main(["read", "--html", str(folder / "read.html"), str(folder / "pages.jsonl")]) == 0
    return folder / "read.html"


def show(chromium: Browser, read: Path, *, dark: bool = False, phone: bool = False) -> Tab:
    tab = chromium.tab()
    tab.look(width=390 if phone else 1280, height=844 if phone else 900, dark=dark, phone=phone)
    tab.open(read.as_uri())
    tab.wait("document.readyState === 'complete' && document.querySelector('footer')")
    return tab


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_kept_out(chromium: Browser, axe: str, read: Path, phone: bool, dark: bool) -> None:
    tab = show(chromium, read, dark=dark, phone=phone)
    tab.run("document.querySelectorAll('#key, .page[open] .between').forEach((one) => { one.open = true; })")
    tab.run("document.querySelectorAll('.page:not([open]), nav li:nth-child(n+40)').forEach((one) => one.remove())")

    assert tab.run("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    assert barriers(tab, axe) == []
    assert tab.complaints() == []


def test_what_a_page_says_is_not_run(chromium: Browser, read: Path) -> None:
    tab = show(chromium, read)

    assert tab.run("document.title") == f"How {MANY} pages were read"
    assert tab.run("document.images.length + document.scripts.length") == 0
    assert HOSTILE in tab.text()


def test_the_list_leads_to_a_page_that_was_folded_up(chromium: Browser, read: Path) -> None:
    tab = show(chromium, read)
    before = tab.run("document.querySelector('#p300').checkVisibility()")
    tab.run("document.querySelector('nav a[href=\"#p300\"]').click()")
    tab.wait("document.querySelector('#p300').closest('details').open")

    assert before is False
    assert 0 <= tab.wait("Math.round(document.querySelector('#p300').getBoundingClientRect().top)") < 900


def test_what_was_left_out_can_be_hidden_and_refused_pages_seen_alone(chromium: Browser, read: Path) -> None:
    tab = show(chromium, read)
    out, kept = (tab.run(f"({SEEN})('tr.{kind}')") for kind in ("out", "kept"))
    tab.run("document.getElementById('hide').click()")
    hidden = [tab.run(f"({SEEN})('tr.{kind}')") for kind in ("out", "kept")]
    tab.run("document.getElementById('bad').click()")

    assert out > 0
    assert hidden == [0, kept]
    assert tab.run(f"({SEEN})('nav li')") == MANY // len(PAGES)
