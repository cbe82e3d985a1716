"""The receiver that the documents show does what they say, with our own requests."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import notice
from tests.contracts.rough_servers import unused_port
from tests.source import ROOT
from workers.channels.base import Carriers
from workers.channels.webhook import Webhook
from workers.errors import DeliveryFailed

OLD, NEW, STRANGE = (f"whsec_{b64encode(bytes([number]) * 32).decode()}" for number in range(3))
BLOCK = re.compile(r"^```python\n# receiver\.py\n(.*?)^```", re.DOTALL | re.MULTILINE)
START_S = 20.0


class Documented:
    """The program as it stands there, but for its port."""

    def __init__(self, secret: str, folder: Path) -> None:
        (program,) = BLOCK.findall((ROOT / "docs" / "channels.md").read_text(encoding="utf-8"))
        assert "8300" in program
        self.port = unused_port()
        self._printed = folder / "printed"
        (folder / "receiver.py").write_text(program.replace("8300", str(self.port)), encoding="utf-8")
        with self._printed.open("w") as printed:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "receiver.py"],
                cwd=folder,
                env={**os.environ, "DESK_SECRET": secret},
                stdout=printed,
                stderr=subprocess.DEVNULL,
            )

    def wait(self) -> None:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the receiver does not listen")

    def printed(self) -> list[str]:
        return self._printed.read_text(encoding="utf-8").splitlines()

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)


@contextmanager
def open_documented(secret: str, folder: Path) -> Iterator[Documented]:
    receiver = Documented(secret, folder)
    try:
        receiver.wait()
        yield receiver
    finally:
        receiver.end()


def send(receiver: Documented, variables: Mapping[str, str], sequence: int = 0) -> None:
    hook = Webhook(
        id="desk-hook",
        url=f"http://127.0.0.1:{receiver.port}/hook",
        secret_env="DESK_SECRET",
        previous_secret_env="OLD_SECRET" if "OLD_SECRET" in variables else None,
        allow_private=True,
    )
    asyncio.run(hook.send(notice(sequence=sequence), 1, Carriers(print_line=print, variable=variables.get)))


def test_a_repeat_is_taken_and_not_told_twice(tmp_path: Path) -> None:
    with open_documented(NEW, tmp_path) as receiver:
        for sequence in (0, 0, 1):
            send(receiver, {"DESK_SECRET": NEW}, sequence)
        printed = receiver.printed()

    assert printed == [notice().change.headline] * 2


def test_while_a_secret_is_changed_receivers_of_the_old_and_of_the_new_one_take_it(tmp_path: Path) -> None:
    changing = {"DESK_SECRET": NEW, "OLD_SECRET": OLD}
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    with open_documented(OLD, tmp_path / "old") as old, open_documented(NEW, tmp_path / "new") as new:
        send(old, changing)
        send(new, changing)

        assert old.printed() == new.printed() == [notice().change.headline]


def test_who_does_not_know_the_secret_is_refused(tmp_path: Path) -> None:
    with open_documented(NEW, tmp_path) as receiver:
        with pytest.raises(DeliveryFailed, match="401"):
            send(receiver, {"DESK_SECRET": STRANGE})

        assert receiver.printed() == []
