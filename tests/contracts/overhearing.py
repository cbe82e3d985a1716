"""All that a process says while something is tried, and whether a secret is in it."""

import logging
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, quote_plus

from structlog.typing import FilteringBoundLogger

from workers.hosts.overheard import Overheard


def forms(secret: str) -> set[str]:
    """A secret as it may be written: as it is, for an address, as base64 at any place of a longer text, as hex."""
    raw = secret.encode()
    found = {secret, quote(secret), quote_plus(secret), quote(secret, safe=""), raw.hex(), repr(secret)[1:-1]}
    for encode in (b64encode, urlsafe_b64encode):
        for before in range(3):
            encoded = encode(bytes(before) + raw).decode().rstrip("=")
            found.add(encoded[4 if before else 0 : -2])
    return found


def said_in(text: str, secrets: tuple[str, ...]) -> set[str]:
    lowered = text.lower()
    return {form for secret in secrets for form in forms(secret) if form.lower() in lowered}


class Everything(logging.Handler):
    """Keeps all that any library logs, with the errors that go with it."""

    def __init__(self) -> None:
        super().__init__(1)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.exc_info!r}")


@contextmanager
def listen(log: FilteringBoundLogger) -> Iterator[list[str]]:
    """Hear every library at its lowest level, as we would and in full."""
    root, everything, ours = logging.getLogger(), Everything(), Overheard(log)
    level = root.level
    root.setLevel(1)
    for listener in (everything, ours):
        root.addHandler(listener)
    try:
        yield everything.lines
    finally:
        for listener in (everything, ours):
            root.removeHandler(listener)
        root.setLevel(level)
