"""One message to one address of Apprise: the only file that knows the library.

Apprise blocks, so each call has a thread of its own, which ends with the process and is never waited for at its end. It
logs addresses and what it sends, as do the libraries it calls; none of that is heard outside.
"""

import asyncio
import logging
import re
import threading
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any, Literal

from msgspec import Struct

SENDER = "Groundswell"
THREAD = "apprise"
MOST_THREADS = 32
"""Calls that hang cannot be ended; beyond so many nothing new is begun."""
SILENT = (
    *("apprise", "urllib3", "requests", "charset_normalizer", "oauthlib", "requests_oauthlib", "MARKDOWN"),
    *("paho", "slixmpp", "smpplib", "gntp", "gnupg"),
)
"""Loggers of Apprise and of what it calls."""
UNKNOWN = "an address that Apprise does not know"
NO = "Apprise could not deliver it"

_STATUS = re.compile(r"\berror=(\d{3})\b")
_SHORTEST_BODY = 40
_BESIDE = 32
"""Characters that Apprise may set aside where a service counts title and text as one."""
_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, OSError, RuntimeError),
    *(TypeError, ValueError),
)
"""What a library raises where it is wrong. Its words may hold the address."""

Weight = Literal["info", "success", "warning", "failure"]
"""How loud, in the words of Apprise: services show it as a colour or a priority."""


class Call(Struct, frozen=True, kw_only=True):
    """A message for one address."""

    url: str
    title: str
    body: str
    weight: Weight
    timeout_s: float

    def __repr__(self) -> str:
        """Without the address, which is a secret."""
        return f"Call({len(self.body)} characters)"


class Said(Struct, frozen=True, kw_only=True):
    """What became of it."""

    took: bool
    words: str = ""
    """Why not, in a few words of ours: never the address, nor anything that was sent."""


async def call(request: Call) -> Said:
    """Send a message and hear whether it was taken.

    Who does not answer in time may still take it.
    """
    if sum(thread.name == THREAD for thread in threading.enumerate()) >= MOST_THREADS:
        return Said(took=False, words="too many calls hang")
    loop = asyncio.get_running_loop()
    said: asyncio.Future[Said] = loop.create_future()

    def work() -> None:
        answer = _tell(request)
        with suppress(RuntimeError):  # nobody listens any more: the loop is closed
            loop.call_soon_threadsafe(_settle, said, answer)

    threading.Thread(target=work, name=THREAD, daemon=True).start()
    try:
        async with asyncio.timeout(request.timeout_s):
            return await said
    except TimeoutError:
        return Said(took=False, words="timeout")


def _settle(said: "asyncio.Future[Said]", answer: Said) -> None:
    if not said.done():
        said.set_result(answer)


def _tell(request: Call) -> Said:
    """Do it in this thread."""
    try:
        library = _load()
        asset = library.AppriseAsset(
            app_id=SENDER, app_desc=SENDER, async_mode=False, http_redirects=False, service_timeout=0
        )
        there = library.Apprise.instantiate(request.url, asset=asset)
        return Said(took=False, words=UNKNOWN) if there is None else _notify(library, there, asset, request)
    except _BROKEN:
        return Said(took=False, words=NO)


def _load() -> ModuleType:
    """Import the library, which takes a while, and see to it that it is not heard."""
    for name in SILENT:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    return import_module("apprise")


def _notify(library: ModuleType, there: Any, asset: Any, request: Call) -> Said:  # noqa: ANN401  # untyped library
    if there.overflow_mode.value == "upstream":
        # Unless its address says otherwise: what is too long would be refused, or come in pieces.
        there.overflow_mode = library.OverflowMode.TRUNCATE
    within = there.body_maxlen - len(request.title) - _BESIDE
    sender = library.Apprise(asset=asset)
    sender.add(there)
    result = sender.notify(
        title=request.title,
        body=shorten(request.body, within),
        notify_type=request.weight,
        body_format=library.NotifyFormat.TEXT,
    )
    if result:
        return Said(took=True)
    statuses = [found[1] for entry in result.logs() if (found := _STATUS.search(entry.message))]
    return Said(took=False, words=statuses[-1] if statuses else NO)


def shorten(body: str, most: int) -> str:
    """A text in at most so many characters: whole lines from its beginning, and a sign that there was more."""
    if len(body) <= most or most < _SHORTEST_BODY:
        return body  # where next to nothing fits, the service knows best what to leave out
    kept = body[: most - 2]
    whole, _, _ = kept.rpartition("\n")
    return f"{whole or kept[:-1]}\n…"
