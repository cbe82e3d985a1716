"""One message by the real Apprise, to servers of this machine."""

import asyncio
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mailbox import open_mailbox
from tests.receiver import Receiver, Reply, open_receiver
from workers.channels.apprise_call import MOST_THREADS, NO, SILENT, THREAD, UNKNOWN, Call, Said, call, shorten

FIRST_S = 20.0
"""A busy machine takes its time to import the library."""


def tell(url: str, body: str = "48 stories", timeout_s: float = FIRST_S, title: str = "North Korea") -> Said:
    return asyncio.run(call(Call(url=url, title=title, body=body, weight="warning", timeout_s=timeout_s)))


def at(receiver: Receiver, scheme: str = "json", rest: str = "/hidden") -> str:
    return f"{scheme}://127.0.0.1:{receiver.port}{rest}"


def test_a_message_arrives() -> None:
    with open_receiver() as receiver:
        said = tell(at(receiver))
    told = json.loads(receiver.came[0].body)

    assert said == Said(took=True)
    assert (told["title"], told["message"], told["type"]) == ("North Korea", "48 stories", "warning")


@pytest.mark.parametrize(("scheme", "rest"), [("ntfy", "/desk-topic"), ("gotify", "/AbCdEf123456789")])
def test_other_kinds_of_receivers_are_told_by_their_own_rules(scheme: str, rest: str) -> None:
    with open_receiver(Reply(body=b'{"id": 1}')) as receiver:
        said = tell(at(receiver, scheme, rest))

    assert said == Said(took=True)
    assert b"48 stories" in receiver.came[0].body


def test_a_mail_by_apprise_comes_from_us(tmp_path: Path) -> None:
    with open_mailbox(tmp_path, security="none") as mailbox:
        url = f"mailto://127.0.0.1:{mailbox.port}?from=alerts@heron.example&to=desk@heron.example"
        said = tell(url)
    (came,) = mailbox.came

    assert said == Said(took=True)
    assert (came.recipients, came.mail["subject"]) == (("desk@heron.example",), "North Korea")
    assert came.mail["x-application"] == "Groundswell"


def test_a_refusal_is_told_by_its_number() -> None:
    with open_receiver(Reply(status=503)) as receiver:
        assert tell(at(receiver)) == Said(took=False, words="503")


def test_what_leads_nowhere_is_not_delivered() -> None:
    with open_receiver(Reply(reset=True)) as receiver:
        assert tell(at(receiver)) == Said(took=False, words=NO)


def test_a_receiver_that_is_silent_is_left_in_time() -> None:
    tell("json://")  # the library is there
    began = time.monotonic()
    with open_receiver(Reply(after_s=3.0)) as receiver:
        said = tell(at(receiver), timeout_s=0.3)

    assert said == Said(took=False, words="timeout")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url", ["pigeon://hidden", "hidden", "json://", "json://[hidden", "json://a:hidden/", "dbus://["]
)
def test_an_address_that_is_none_is_no_bug(url: str) -> None:
    assert tell(url).words in (UNKNOWN, NO)


def test_no_redirect_is_followed() -> None:
    with open_receiver() as elsewhere, open_receiver(Reply(status=307, headers={"Location": elsewhere.url()})) as here:
        said = tell(at(here))

    assert not said.took
    assert elsewhere.connections == []


class Listener(logging.Handler):
    """Hears all that reaches the root of the logs."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.name} {record.getMessage()}")


@contextmanager
def listen() -> Iterator[Listener]:
    root, listener = logging.getLogger(), Listener()
    before = root.level
    root.setLevel(1)
    root.addHandler(listener)
    try:
        yield listener
    finally:
        root.removeHandler(listener)
        root.setLevel(before)


def test_the_library_and_all_it_calls_are_not_heard() -> None:
    """They log addresses, and at their lowest level all that they send."""
    with listen() as listener, open_receiver(Reply(status=500)) as receiver:
        tell(at(receiver))
        tell("pigeon://hidden")
        for name in SILENT:
            logging.getLogger(f"{name}.deeper").critical("hidden")

    assert [line for line in listener.heard if not line.startswith("asyncio ")] == []


def test_calls_that_hang_have_an_end() -> None:
    go_on = threading.Event()
    hanging = [threading.Thread(target=go_on.wait, name=THREAD, daemon=True) for _ in range(MOST_THREADS)]
    for thread in hanging:
        thread.start()
    said = tell("json://127.0.0.1:1/")
    go_on.set()
    for thread in hanging:
        thread.join()

    assert said == Said(took=False, words="too many calls hang")
    assert tell("json://127.0.0.1:1/") == Said(took=False, words=NO)


def test_the_library_is_loaded_with_the_first_message_and_not_before() -> None:
    """It takes half a second, which nobody without such a channel should wait for."""
    program = "import sys, workers.channels; sys.exit('apprise' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], timeout=60, check=False)

    assert ended.returncode == 0


def test_what_is_too_long_for_a_service_comes_as_its_first_lines() -> None:
    lines = "\n".join(f"line {number} of many" for number in range(4_000))
    with open_receiver(Reply(body=b'{"id": 1}')) as receiver:
        said = tell(at(receiver, "ntfy", "/desk-topic"), lines)
        (came,) = receiver.came
    text = came.body.decode()

    assert said == Said(took=True)
    assert text.endswith(" of many\n…")
    assert 6_000 < len(text) <= 7_800


@pytest.mark.parametrize(
    ("body", "most", "short"),
    [
        ("whole", 40, "whole"),
        ("a" * 30 + "\n" + "b" * 30, 50, "a" * 30 + "\n…"),
        ("a" * 60, 50, "a" * 47 + "\n…"),
        ("a" * 60, 10, "a" * 60),
    ],
)
def test_a_text_is_cut_between_its_lines(body: str, most: int, short: str) -> None:
    assert shorten(body, most) == short


def test_a_call_does_not_show_its_address() -> None:
    request = Call(url="slack://hidden", title="hidden", body="hidden", weight="info", timeout_s=1)

    assert "hidden" not in repr(request)
