"""No secret of a channel is ever said: not in an error, a log, a record, a metric, nor on the terminal."""

import asyncio
import io
import time
import traceback
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

import msgspec
import pytest
import structlog
from prometheus_client import generate_latest

from tests.builders import notice
from tests.contracts.far_sides import FAR_SIDES, channel_of
from tests.contracts.overhearing import listen, said_in
from tests.contracts.rough_servers import Fault
from workers.alert.outbox import Attempt
from workers.channels import AnyChannel, flaws_of
from workers.channels.base import Carriers
from workers.errors import DeliveryFailed
from workers.hosts.observe import Observer
from workers.hosts.senders import Senders
from workers.metrics import REGISTRY
from workers.model.notice import AttemptNote, Delivery, Outcome, Result, Verdict

LONG_S = 30.0


def send(channel: AnyChannel, carriers: Carriers) -> list[str]:
    """Send once, as a test of the channel does; return all that the error says."""
    try:
        asyncio.run(channel.send(notice(), 1, carriers), debug=True)
    except DeliveryFailed as failed:
        chain = traceback.TracebackException.from_exception(failed, capture_locals=False)
        return ["".join(chain.format()), repr(failed), repr(failed.__dict__), repr(failed.args)]
    return []


def carry(channel: AnyChannel, carriers: Carriers) -> Outcome:
    """Send once, as the hosts do; return the outcome."""
    with closing(Senders({channel.id: channel}, carriers)) as senders:
        senders.submit(Attempt(channel_id=channel.id, notice=notice(), number=1))
        until = time.monotonic() + LONG_S
        while time.monotonic() < until:
            if outcomes := senders.collect(0.1):
                return outcomes[0]
    raise AssertionError("no outcome")


def recorded(outcome: Outcome, observer: Observer) -> list[str]:
    """An outcome as metrics, log and record of deliveries tell it."""
    note = AttemptNote(n=1, outcome=outcome.result, status=outcome.status, ms=outcome.ms, next_at=None)
    delivery = Delivery(
        at=outcome.at, alert_id="a", sequence=0, subscription="desk", verdict=Verdict.SEND_FIRST, attempt=note
    )
    observer.answered(outcome, 1.0)
    return [
        repr(outcome),
        repr(delivery),
        msgspec.json.encode(delivery).decode(),
        msgspec.json.encode(outcome).decode(),
        generate_latest(REGISTRY).decode(),
    ]


TRIALS = [(kind, fault) for kind, far_side in sorted(FAR_SIDES.items()) for fault in far_side.faults]


@pytest.mark.parametrize(("kind", "fault"), TRIALS)
def test_no_secret_is_said_whatever_the_far_side_does(
    kind: str, fault: Fault, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = io.StringIO()
    log = structlog.wrap_logger(
        structlog.WriteLogger(told),
        processors=[structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger("debug"),
    )
    with listen(log) as lines, FAR_SIDES[kind].open(fault, tmp_path) as tried:
        channel = channel_of(kind, tried)
        carriers = Carriers(print_line=print, variable=tried.variables.get, produce=tried.produce)
        said = [repr(channel), str(channel), repr(list(flaws_of(channel, carriers))), *send(channel, carriers)]
        outcome = carry(channel, carriers)
        said += recorded(outcome, Observer(log))
    printed = capfd.readouterr()
    whole = "\n".join([*said, *lines, told.getvalue(), printed.out, printed.err])

    assert (outcome.result is Result.ACCEPTED) == (fault is Fault.NONE)
    assert said_in(whole, tried.secrets) == set()


@pytest.mark.parametrize("kind", sorted(set(FAR_SIDES) - {"log"}))
def test_a_secret_that_is_none_is_not_said_either(kind: str, tmp_path: Path) -> None:
    """Who put a password where an address belongs has a secret in the wrong place."""
    with FAR_SIDES[kind].open(Fault.NONE, tmp_path) as tried:
        channel = channel_of(kind, tried)
        for path in tmp_path.iterdir():
            path.write_text("hunter2-is-the-password")
        wrong = dict.fromkeys(tried.variables, "hunter2-is-the-password")
        carriers = Carriers(print_line=print, variable=wrong.get, produce=tried.produce)
        said = [repr(list(flaws_of(channel, carriers))), *send(channel, carriers)]

    assert said_in("\n".join(said), ("hunter2-is-the-password",)) == set()


@pytest.mark.parametrize("secret", ["hidden-8d1f6c", "a/b c"])
def test_a_secret_is_found_in_whatever_form_it_is_said(secret: str) -> None:
    raw = f"x desk:{secret} y"
    spoken = (raw, quote(raw), quote_plus(raw), raw.encode().hex(), b64encode(raw.encode()).decode())

    assert [text for text in spoken if not said_in(text, (secret,))] == []
    assert said_in("nothing of the kind", (secret,)) == set()
