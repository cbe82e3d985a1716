"""The page of a real run in a real browser: what stands there, how it keeps up, and whether everybody can use it."""

import json
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.chromium import Browser, Tab
from tests.hosts.world import BURST, WATCHES, stories
from tests.serving.looking import Serving, barriers, serve
from tests.serving.states import write_config, write_state

pytestmark = pytest.mark.slow

TOKEN = "a token with spaces é"
PAGE_BYTES = 200_000
WATCHED, OPEN = 2_000, 200
CALM, ALERT = "#open li", "#alert[open] h3"
READY = "document.querySelectorAll('#w tbody tr').length"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A large newsroom with many open alerts."""
    folder = tmp_path_factory.mktemp("busy")
    config = write_config(folder / "config", WATCHED)
    write_state(config, folder / "state", OPEN)
    (folder / "pages").mkdir()
    words = ("run", "--config", config, "--state", folder / "state", "--follow", folder / "pages")
    with serve(folder, *words) as serving:
        yield serving


def show(chromium: Browser, address: str, *, dark: bool = False, phone: bool = False) -> Tab:
    tab = chromium.tab()
    tab.look(width=390 if phone else 1280, height=844 if phone else 900, dark=dark, phone=phone)
    tab.open(address)
    tab.wait(READY)
    return tab


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


# ---- what stands there, and how it keeps up


def test_an_alert_comes_to_the_page_without_a_reload(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "watches.yaml").write_text(WATCHES)
    (tmp_path / "config" / "groundswell.yaml").write_text("http: {port: 0}\ntime: pages\n")
    pages = [json.dumps(page) + "\n" for page in stories()]
    quiet = sum(json.loads(line)["fetched_at"] < BURST.isoformat() for line in pages)
    growing = tmp_path / "pages.jsonl"
    growing.write_text("".join(pages[:quiet]))
    with serve(tmp_path, "run", "--config", tmp_path / "config", "--state", tmp_path, "--follow", growing) as serving:
        tab = show(chromium, serving.address)
        tab.run("window.here = true")
        tab.wait("document.querySelector('#upto time')")
        before = tab.text()
        with growing.open("a") as more:
            more.write("".join(pages[quiet:]))
        tab.wait("document.querySelector('#open li, #ended-box:not([hidden])')")
        told = json.loads(get(f"{serving.address}/api/alerts")[2])
        every = json.loads(urllib.request.urlopen(f"{serving.address}/api/alerts?state=all").read())
        alone = json.loads(get(f"{serving.address}/api/alerts/{every[0]['alert_id']}")[2])
        watches = json.loads(get(f"{serving.address}/api/watches")[2])

        assert "None. What is counted is as usual." in before
        assert tab.run("window.here") is True
        assert tab.run("document.getElementById('said').textContent").startswith(("New", "Ended"))
    assert {one["watch"]["id"] for one in every} == {"pier"}
    assert all(one in every for one in told)
    assert alone == every[0]
    assert [one["id"] for one in watches] == ["pier", "mole"]
    assert tab.complaints() == []


def test_the_link_of_an_alert_leads_to_it_on_the_page(chromium: Browser, busy: Serving) -> None:
    tab = show(chromium, f"{busy.address}/alerts/{5:012x}")
    tab.wait(f"document.querySelector('{ALERT}')")
    shown = tab.text()

    assert "Ferry of Port 5: 35 independent stories in the last hour" in shown
    assert all(what in shown for what in ("Crane falls at pier 1", "North Korea", "Korean", "politics", "quiet hours"))
    assert f"groundswell explain {5:012x}" in shown
    # What a page calls its address may be anything.
    assert tab.run("[...document.querySelectorAll('#alert a')].filter((one) => !/^https?:/.test(one.href)).length") == 0
    assert tab.complaints() == []


def test_who_asks_for_an_alert_that_is_not_there_is_told_so(chromium: Browser, busy: Serving) -> None:
    tab = show(chromium, f"{busy.address}/alerts/nothing")

    assert tab.wait("/No alert nothing is known/.test(document.body.innerText)")
    assert get(f"{busy.address}/api/alerts/nothing")[0] == 404


def test_watches_are_found_and_sorted(chromium: Browser, busy: Serving) -> None:
    tab = show(chromium, busy.address)
    find(tab, "port 1999")
    tab.wait(f"{READY} === 1")
    found = tab.run("document.getElementById('found').textContent")
    find(tab, "")
    tab.wait(f"{READY} > 1")
    tab.run("document.querySelector('[data-by=name]').click()")
    tab.wait("document.querySelector('#w tbody th').innerText.startsWith('Aqueduct')")

    assert found == "1 of 2,000 watches"
    assert tab.run("document.querySelector('[data-by=name]').parentElement.ariaSort") == "ascending"


def find(tab: Tab, words: str) -> None:
    tab.run(f"document.getElementById('q').value = {json.dumps(words)}")
    tab.run("document.getElementById('q').dispatchEvent(new Event('input'))")


# ---- for everybody


def test_an_alert_is_read_and_left_by_keyboard_alone(chromium: Browser, busy: Serving) -> None:
    tab = show(chromium, busy.address)
    tab.wait(f"document.querySelector('{CALM} a')")
    tab.run(f"document.querySelector('{CALM} a').focus()")
    tab.key("Enter", 13, "\r")
    tab.wait(f"document.querySelector('{ALERT}')")
    title = tab.run("document.activeElement.id")
    tab.key("Escape", 27)
    tab.wait("!document.getElementById('alert').open")

    assert title == "a-title"
    assert tab.run(f"document.activeElement === document.querySelector('{CALM} a')")
    assert tab.run("location.pathname") == "/"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/", f"/alerts/{3:012x}"], ids=["busy", "alert"])
def test_nobody_is_kept_out(chromium: Browser, axe: str, busy: Serving, path: str, phone: bool, dark: bool) -> None:
    tab = show(chromium, busy.address + path, dark=dark, phone=phone)
    tab.wait(f"document.querySelector('{CALM if path == '/' else ALERT}')")

    assert barriers(tab, axe) == []
    assert tab.run("document.documentElement.scrollWidth <= innerWidth"), "it must be scrolled sideways"


def test_an_empty_page_keeps_nobody_out_either(chromium: Browser, axe: str, tmp_path: Path) -> None:
    config = write_config(tmp_path / "config", 3)
    (tmp_path / "pages").mkdir()
    words = ("run", "--config", config, "--state", tmp_path / "state", "--follow", tmp_path / "pages")
    with serve(tmp_path, *words) as serving:
        tab = show(chromium, serving.address)

        assert "nothing is counted yet" in tab.text()
        assert "3 never named" in tab.text()
        assert barriers(tab, axe) == []
        assert tab.complaints() == []


# ---- fast


def test_the_page_is_small_and_asks_nobody_else_for_anything(chromium: Browser, busy: Serving) -> None:
    body = get(busy.address)[2]
    tab = show(chromium, busy.address)
    asked = tab.run("performance.getEntriesByType('resource').map((one) => one.name)")

    assert len(body) < PAGE_BYTES
    assert all(one.startswith((busy.address, "data:")) for one in asked)


def test_two_thousand_watches_are_there_at_once(chromium: Browser, busy: Serving) -> None:
    """Within a second on a machine that has nothing else to do; tests run beside each other."""
    tab = chromium.tab()
    tab.at_first(
        "new MutationObserver((_, watching) => { if (document.querySelector('#w tbody tr')) { watching.disconnect();"
        " requestAnimationFrame(() => setTimeout(() => { window.rowsAt = performance.now(); })); } })"
        ".observe(document, { childList: true, subtree: true });"
    )
    tab.open(busy.address)
    rows_ms = tab.wait("window.rowsAt")
    first_ms = tab.run("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    print(f"first contentful paint {first_ms:.0f} ms, rows painted {rows_ms:.0f} ms")

    assert tab.run("document.getElementById('n-watches').textContent") == "2,000"
    assert tab.run("document.getElementById('n-alerts').textContent") == "200"
    assert first_ms < 2_000
    assert rows_ms < 4_000


# ---- for nobody else


def test_where_a_token_is_asked_for_a_browser_signs_in_and_out(chromium: Browser, axe: str, tmp_path: Path) -> None:
    config = write_config(tmp_path / "config", 3)
    (config / "groundswell.yaml").write_text("http: {port: 0, token_env: PAGE_TOKEN}\ntime: pages\n")
    (tmp_path / "pages").mkdir()
    words = ("run", "--config", config, "--state", tmp_path / "state", "--follow", tmp_path / "pages")
    with serve(tmp_path, *words, environment={"PAGE_TOKEN": TOKEN}) as serving:
        tab = chromium.tab()
        tab.open(f"{serving.address}/alerts/x")
        tab.wait("document.getElementById('token')")
        outside = (tab.text(), barriers(tab, axe), get(f"{serving.address}/api/watches")[0])
        sign_in(tab, "wrong")
        tab.wait(
            "document.getElementById('token') && performance.getEntriesByType('navigation')[0].responseStatus === 403"
        )
        sign_in(tab, TOKEN)
        tab.wait(READY)

        assert "groundswell_session" not in tab.run("document.cookie")
        assert tab.run("location.pathname") == "/alerts/x"
        assert outside[1:] == ([], 401)
        assert "watches" not in outside[0].lower()
        assert TOKEN not in (tmp_path / "errors").read_text()
        tab.run("document.getElementById('alert').close()")
        tab.run("document.getElementById('out').click()")
        assert tab.wait("document.getElementById('token')")


def sign_in(tab: Tab, token: str) -> None:
    tab.run(f"document.getElementById('token').value = {json.dumps(token)}")
    tab.run("document.forms[0].submit()")
