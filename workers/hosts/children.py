"""Pages that may hang or kill the parser are read in a child that can be killed.

Those are pages of markup, and long ones. The child is started when the first of them comes, and kept for the next.
"""

import os
import socket
import subprocess
import sys
import weakref
from collections.abc import Sequence
from signal import SIGXCPU, Signals

import msgspec
from msgspec import Struct

from workers.errors import HostError
from workers.hosts.cage import OUT_OF_MEMORY, Limits, receive, send
from workers.hosts.child import Answer, Start, encode_start, recipe_of
from workers.hosts.contain import Bug, contain
from workers.model.page import Page, Payload
from workers.model.rejection import Reason, Rejection
from workers.pipeline import Reading, open_page, read_opened
from workers.rules import Rules

PROGRAM = (sys.executable, "-P", "-m", "workers.hosts.child")
LIMITS = Limits()
LONG = 200_000
"""Characters of text beyond which a page is read in the child."""
START_S = 60.0
"""How long a child may take to be ready."""
END_S = 5.0
"""How long one that gave up its socket may take to end."""


class Ended(Struct, frozen=True, kw_only=True):
    """A child that will not answer any more, and what that says of the page it had."""

    reason: Reason
    detail: str


class PageReader:
    """Reads pages one at a time, each where it can do no harm."""

    def __init__(self, rules: Rules, limits: Limits = LIMITS, program: Sequence[str] = PROGRAM) -> None:
        """Make one; nothing is started yet.

        Args:
            rules: What pages are read by.
            limits: What the reading of one page may take in a child.
            program: The child's command; the number of a socket and our process id are put behind it.
        """
        self._rules, self._limits, self._program = rules, limits, program
        self._child: Child | None = None

    def read(self, payload: Payload) -> Reading | Rejection | Bug:
        """Read one page.

        Raises:
            HostError: a child cannot be started.
        """
        rules = self._rules
        page = contain(lambda: open_page(payload, rules))
        if not isinstance(page, Page):
            return page
        if not is_risky(page):
            return contain(lambda: read_opened(page, payload, rules))
        told = self._ask(payload)
        if isinstance(told, Ended) and told.reason is not Reason.TOO_SLOW:
            # The first child may have died of something else: of all pages before, or by a hand from outside.
            told = self._ask(payload)
        if isinstance(told, Ended):
            return Rejection(payload=payload, reason=told.reason, detail=told.detail)
        return _unpack(told, payload)

    def reload(self, rules: Rules) -> None:
        """Read by other rules from the next page on. The child that has the old ones ends."""
        self._rules = rules
        self.close()

    def _ask(self, payload: Payload) -> Answer | Ended:
        if self._child is None:
            self._child = Child(self._rules, self._limits, self._program)
        told = self._child.ask(payload)
        if isinstance(told, Ended):
            self.close()
        return told

    def close(self) -> None:
        """End the child. Another page of its kind would start a new one."""
        if self._child is not None:
            self._child.end()
            self._child = None


def is_risky(page: Page) -> bool:
    """Whether a page is one of markup, or a long one."""
    return page.text is None or len(page.text) > LONG


def _unpack(told: Answer, payload: Payload) -> Reading | Rejection | Bug:
    if told.refused is not None:
        return Rejection(payload=payload, reason=told.refused.reason, detail=told.refused.detail)
    return told.reading or told.bug or Bug(detail="an answer that says nothing", trace="")


class Child:
    """One process that reads pages, from its start to its end."""

    def __init__(self, rules: Rules, limits: Limits, program: Sequence[str], *, explains: bool = False) -> None:
        """Start it, and wait until it is ready.

        Args:
            rules: What it reads by.
            limits: What one page may take.
            program: Its command.
            explains: It says what became of each line of a page, and not what was read.

        Raises:
            HostError: it does not start.
        """
        self._limits = limits
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = _start(program, theirs.fileno())
        self._end = weakref.finalize(self, _kill, self._process, self._channel)
        start = Start(recipe=recipe_of(rules), limits=limits, explains=explains)
        told = self._exchange(encode_start(start), START_S)
        if isinstance(told, Ended):
            self.end()
            raise HostError(f"the process that reads pages of markup does not start: {told.detail}")

    @property
    def id(self) -> int:
        """The process id."""
        return self._process.pid

    def ask(self, payload: Payload) -> Answer | Ended:
        """Have one page read."""
        told = self._exchange(msgspec.msgpack.encode(payload), self._limits.wall_s)
        return told if isinstance(told, Ended) else msgspec.msgpack.decode(told, type=Answer)

    def _exchange(self, message: bytes, wait_s: float) -> bytes | Ended:
        self._channel.settimeout(wait_s)
        try:
            send(self._channel, message)
            told = receive(self._channel)
        except TimeoutError:
            return Ended(reason=Reason.TOO_SLOW, detail=f"no answer within {wait_s:g} s; expected one")
        except OSError:
            told = None
        return _cause(_wait(self._process), self._limits) if told is None else told

    def end(self) -> None:
        """End it at once, whatever it does."""
        self._end()


def _start(program: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, for who interrupts us at a terminal does not mean the page in hand."""
    path = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
    # The child limits its own address space, of which each thread of a library for matrices would take a share.
    environment = os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*program, str(descriptor), str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment,
        pass_fds=[descriptor],
        start_new_session=True,
    )


def _wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a child that gave up its socket; negative for a signal."""
    try:
        return process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _cause(code: int, limits: Limits) -> Ended:
    if code == -SIGXCPU:
        return Ended(reason=Reason.TOO_SLOW, detail=f"more than {limits.cpu_s} s of work; expected less")
    if code == OUT_OF_MEMORY:
        return Ended(
            reason=Reason.CRASHED, detail=f"more than {limits.memory // 1024**2:,} MB of memory; expected less"
        )
    how = f"signal {Signals(-code).name}" if code < 0 else f"exit code {code}"
    return Ended(reason=Reason.CRASHED, detail=f"the process that read it ended by {how}")


def _kill(process: subprocess.Popen[bytes], channel: socket.socket) -> None:
    channel.close()
    process.kill()
    process.wait()
