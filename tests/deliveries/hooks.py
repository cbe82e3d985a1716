"""A receiver of signed webhooks that misbehaves."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import ClassVar

import msgspec
from standardwebhooks.webhooks import Webhook as Oracle
from standardwebhooks.webhooks import WebhookVerificationError

from tests.deliveries.faults import BUSY_S, Fault, Faults
from tests.deliveries.side import Arrival, Book
from tests.receiver import Came, Receiver, Reply
from workers.model.alert import Change

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
VARIABLE = "HOOK_SECRET"
PATH = "/hook/that-nobody-else-knows"
PATIENCE_S = 2
"""How long the sender waits for an answer."""
SLOW_S = 0.6
_ATTEMPT = re.compile(rb'"attempt":\d+')


def reply_to(fault: Fault) -> Reply:
    """How a fault looks by HTTP."""
    match fault:
        case Fault.ERROR:
            return Reply(status=503)
        case Fault.BUSY:
            return Reply(status=429, headers={"Retry-After": str(BUSY_S)})
        case Fault.RESET | Fault.LOST:
            return Reply(reset=True)
        case Fault.LATE:
            return Reply(after_s=PATIENCE_S * 1.5)
        case Fault.SLOW:
            return Reply(after_s=SLOW_S)
        case Fault.GONE:
            return Reply(status=410)
        case Fault.NONE:
            return Reply()


class Hook(Book):
    """Verifies by the package of the Standard Webhooks, and knows changes by their ids."""

    environment: ClassVar[dict[str, str]] = {VARIABLE: SECRET}

    def __init__(self, name: str, faults: Faults) -> None:
        super().__init__(name=name, faults=faults)
        self.receiver = Receiver()
        self.listen()

    @property
    def channel(self) -> str:
        """As ``channels.yaml`` has it."""
        where = f"url: '{self.receiver.url(PATH)}', allow_private: true, secret_env: {VARIABLE}"
        return f"{{id: {self.name}, kind: webhook, {where}, timeout: {PATIENCE_S}s}}"

    def place_of(self, change: Change) -> tuple[str, int]:
        return change.alert_id, change.sequence

    def listen(self) -> None:
        self.receiver.listen(self._reply)

    def shut(self) -> None:
        self.receiver.shut()

    def _reply(self, came: Came) -> Reply:
        try:
            Oracle(SECRET).verify(came.body, dict(came.headers))
        except WebhookVerificationError as error:
            self.troubles.append(repr(error))
            return Reply(status=400)
        with self.faults.attempt() as fault:
            self.arrivals.append(_arrival(came, fault))
            sleep(self.faults.thinks_s)
        return reply_to(fault)


def _arrival(came: Came, fault: Fault) -> Arrival:
    told = msgspec.json.decode(came.body)
    digest = "digest_id" in told
    return Arrival(
        at=came.at,
        alert=told["digest_id"] if digest else told["alert_id"],
        step=0 if digest else told["sequence"],
        fault=fault,
        attempt=told["notice"]["attempt"],
        name=came.id,
        body=_ATTEMPT.sub(b'"attempt":0', came.body),
    )


@contextmanager
def open_hook(name: str, faults: Faults) -> Iterator[Hook]:
    """Listen on a free port of this machine."""
    hook = Hook(name, faults)
    try:
        yield hook
    finally:
        hook.shut()
