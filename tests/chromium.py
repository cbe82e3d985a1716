"""A real Chromium without a window, led by its own debugging protocol. Where there is none, its tests are left out."""

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

PATIENCE_S = 60.0
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run", "--remote-debugging-port=0"),
    *("--hide-scrollbars", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--lang=en"),
)
AXE = "axe-core@4.10.2"

T = TypeVar("T")


class ScriptFailed(Exception):
    """What the page threw."""


class Tab:
    """One page of a browser; every call waits until it is done."""

    def __init__(self, browser: "Browser", session: str) -> None:
        self._browser, self._session = browser, session
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **words: object) -> dict[str, Any]:
        return self._browser.send(method, self._session, **words)

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)

    def run(self, script: str) -> Any:  # noqa: ANN401  # whatever the script says
        """The value of an expression; promises are waited for."""
        told = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            raise ScriptFailed(json.dumps(told["exceptionDetails"])[:2_000])
        return told["result"].get("value")

    def wait(self, condition: str) -> Any:  # noqa: ANN401  # likewise
        """Wait until an expression holds; its value."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                if value := self.run(f"((value) => (value instanceof Node ? true : value))({condition})"):
                    return value
            except ScriptFailed:
                pass  # the document is on its way
            assert time.monotonic() < until, f"it never came to {condition}; the page says {self.text()[:1_500]}"
            time.sleep(0.05)

    def text(self) -> str:
        return str(self.run("document.body.innerText"))

    def at_first(self, script: str) -> None:
        """Run this in each document before its own script."""
        self.send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def look(self, *, width: int = 1280, height: int = 900, dark: bool = False, phone: bool = False) -> None:
        """Be another screen."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])

    def key(self, key: str, code: int = 0, text: str = "") -> None:
        """Press a key and let it go."""
        what: dict[str, object] = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **what)
        self.send("Input.dispatchKeyEvent", type="keyUp", **what)

    def picture(self) -> bytes:
        """A PNG of what is seen now."""
        return base64.b64decode(self.send("Page.captureScreenshot")["data"])

    def complaints(self) -> list[str]:
        """Errors that were written to the console, or thrown and not caught."""
        return self._browser.complaints(self._session)


class Browser:
    """One process of Chromium."""

    def __init__(self, program: str, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        environment = {**os.environ, "HOME": str(folder)}
        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._last = 0
        self._events: list[dict[str, Any]] = []
        self._socket: ClientWebSocketResponse = self._wait(self._connect(folder / "DevToolsActivePort"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._disconnect())
        self._loop.close()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=PATIENCE_S)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(asyncio.wait_for(work, PATIENCE_S))

    async def _connect(self, told: Path) -> ClientWebSocketResponse:
        while not told.exists() or told.read_text().count("\n") < 1:
            assert self._process.poll() is None, "the browser ended"
            await asyncio.sleep(0.05)
        port, path = told.read_text().split("\n")[:2]
        self._client = ClientSession()
        return await self._client.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0)

    async def _disconnect(self) -> None:
        await self._socket.close()
        await self._client.close()

    def tab(self, *, zone: str = "Europe/Berlin") -> Tab:
        """A new page, as if it were the only one ever."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        tab.send("Emulation.setTimezoneOverride", timezoneId=zone)
        tab.look()
        return tab

    def send(self, method: str, session: str | None = None, **words: object) -> dict[str, Any]:
        """Say something to the browser; what it answers."""
        return self._wait(self._send(method, session, words))

    async def _send(self, method: str, session: str | None, words: dict[str, object]) -> dict[str, Any]:
        self._last += 1
        told: dict[str, object] = {"id": self._last, "method": method, "params": words}
        await self._socket.send_json(told if session is None else told | {"sessionId": session})
        while True:
            heard: dict[str, Any] = await self._socket.receive_json()
            if heard.get("id") == self._last:
                assert "error" not in heard, (method, heard["error"])
                answer: dict[str, Any] = heard["result"]
                return answer
            self._events.append(heard)

    def complaints(self, session: str) -> list[str]:
        ours = [one for one in self._events if one.get("sessionId") == session]
        return [json.dumps(one["params"])[:600] for one in ours if _is_complaint(one)]


def _is_complaint(event: dict[str, Any]) -> bool:
    match event["method"]:
        case "Runtime.exceptionThrown":
            return True
        case "Log.entryAdded":
            return bool(event["params"]["entry"]["level"] == "error")
    return False


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        _leave_out("there is no Chromium; on Debian: sudo apt-get install chromium")
    with Browser(str(program), tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for barriers, fetched once by npm."""
    folder = Path(__file__).parent.parent / "build" / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            _leave_out("there is no npm to fetch axe-core with")
        folder.mkdir(parents=True, exist_ok=True)
        words = [str(npm), "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), AXE]
        done = subprocess.run(words, capture_output=True, check=False, timeout=180)
        if done.returncode:
            _leave_out("axe-core cannot be fetched by npm")
    return script.read_text(encoding="utf-8")


def _leave_out(why: str) -> None:
    """Skip; where everything must be examined, fail."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
