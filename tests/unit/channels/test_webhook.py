"""The channel `webhook`."""

import asyncio
import json
import traceback
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Oracle

from tests.builders import NOON, notice
from tests.receiver import open_receiver
from workers.channels.base import Carriers
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.channels.webhook import LONGEST_WAIT_S, Webhook, seconds_to_wait
from workers.errors import ChannelGone, DeliveryFailed

SECRET = "whsec_" + b64encode(b"k" * 32).decode()
PREVIOUS = "whsec_" + b64encode(b"p" * 24).decode()
URL = "https://desk.example/hook/token-in-path"
HOOK = Webhook(id="hook", url=URL, secret_env="DESK_SECRET")


class Answering:
    """A far side that says what it is told to, and keeps what it is sent."""

    def __init__(self, answer: Answer | NoAnswer) -> None:
        self._answer = answer
        self.sent: list[Post] = []

    async def post(self, request: Post) -> Answer | NoAnswer:
        self.sent.append(request)
        return self._answer


def send(
    channel: Webhook,
    answer: Answer | NoAnswer = Answer(status=204),  # noqa: B008  # a frozen value
    variables: Mapping[str, str] = {"DESK_SECRET": SECRET},
    attempt: int = 1,
) -> Post:
    far = Answering(answer)
    carriers = Carriers(print_line=print, post=far.post, variable=variables.get, now=lambda: NOON)
    asyncio.run(channel.send(notice(), attempt, carriers))
    return far.sent[0]


def fail(
    channel: Webhook,
    answer: Answer | NoAnswer,
    variables: Mapping[str, str] = {"DESK_SECRET": SECRET},
) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(channel, answer, variables)
    return failed.value


def test_a_real_receiver_takes_the_signature_and_reads_an_alert() -> None:
    with open_receiver() as receiver:
        channel = Webhook(id="hook", url=receiver.url(), secret_env="DESK_SECRET", allow_private=True)
        carriers = Carriers(print_line=print, variable={"DESK_SECRET": SECRET}.get)
        asyncio.run(channel.send(notice(), 2, carriers))
        (came,) = receiver.came
    alert = Oracle(SECRET).verify(came.body, dict(came.headers))

    assert (alert["alert_id"], alert["sequence"], alert["state"]) == ("7f3c9e21d04b", 0, "open")
    assert alert["notice"] == {
        "id": "7f3c9e21d04b.0.desk",
        "subscription": "desk",
        "verdict": "send_first",
        "attempt": 2,
    }
    assert came.headers["content-type"] == "application/json"
    assert came.headers["user-agent"].startswith("groundswell/")


def test_the_id_stays_over_attempts_and_the_time_is_that_of_each() -> None:
    first, second = send(HOOK), send(HOOK, attempt=2)

    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "7f3c9e21d04b.0.desk"
    assert first.headers["webhook-timestamp"] == str(int(NOON.timestamp()))


def test_while_a_secret_is_changed_receivers_of_either_are_content() -> None:
    channel = Webhook(id="hook", url=URL, secret_env="DESK_SECRET", previous_secret_env="OLD_SECRET")
    far = Answering(Answer(status=204))
    carriers = Carriers(print_line=print, post=far.post, variable={"DESK_SECRET": SECRET, "OLD_SECRET": PREVIOUS}.get)
    asyncio.run(channel.send(notice(), 1, carriers))
    (sent,) = far.sent

    assert Oracle(SECRET).verify(sent.body, dict(sent.headers)) == Oracle(PREVIOUS).verify(
        sent.body, dict(sent.headers)
    )


def test_while_a_secret_is_changed_both_sign() -> None:
    channel = Webhook(id="hook", url=URL, secret_env="DESK_SECRET", previous_secret_env="OLD_SECRET")
    sent = send(channel, variables={"DESK_SECRET": SECRET, "OLD_SECRET": PREVIOUS})
    signatures = sent.headers["webhook-signature"].split(" ")

    assert [signature.split(",")[0] for signature in signatures] == ["v1", "v1"]
    assert len(set(signatures)) == 2


def test_secret_and_address_may_stand_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    channel = Webhook(id="hook", url_env="DESK_URL", secret_file=str(tmp_path / "secret"))
    sent = send(channel, variables={"DESK_URL": URL})

    assert sent.url == URL
    assert sent.headers["webhook-signature"] == send(HOOK).headers["webhook-signature"]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_a_yes(status: int) -> None:
    send(HOOK, Answer(status=status))


@pytest.mark.parametrize("status", [301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_be_mended_is_worth_another_try(status: int) -> None:
    failed = fail(HOOK, Answer(status=status))

    assert (failed.retryable, failed.detail) == (True, str(status))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422, 499])
def test_a_refusal_of_what_we_sent_is_final(status: int) -> None:
    assert not fail(HOOK, Answer(status=status, retry_after="5")).retryable


def test_410_means_nothing_more_ever() -> None:
    assert isinstance(fail(HOOK, Answer(status=410)), ChannelGone)


def test_no_answer_is_worth_another_try_and_says_why() -> None:
    failed = fail(HOOK, NoAnswer(reason="timeout"))

    assert (failed.retryable, failed.detail) == (True, "timeout")


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("86401", LONGEST_WAIT_S),
        ("9" * 5_000, LONGEST_WAIT_S),
        (format_datetime(NOON + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOON - timedelta(minutes=2)), 0),
        (format_datetime(NOON + timedelta(days=3)), LONGEST_WAIT_S),
        ("Fri, 31 Dec 9999 23:59:59 -2300", LONGEST_WAIT_S),
        ("Mon, 10 Mar 99999999999999999999 12:00:30 GMT", None),
        ("Mon, 10 Mar 2025 12:00:30 +9999999999999999999", None),
        ("Mon, 10 Mar 2025 12:00:30 -0000", 30),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_a_receiver_may_ask_for_time(header: str | None, wait_s: float | None) -> None:
    assert seconds_to_wait(header, NOON) == wait_s


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,40} Mar \d{1,40} \d{1,40}:\d+:\d+ [+-]\d{1,40}"))
def test_whatever_a_receiver_asks_for_it_is_a_day_at_most(header: str) -> None:
    """What it says comes from outside: it must not be able to end us."""
    wait_s = seconds_to_wait(header, NOON)

    assert wait_s is None or 0 <= wait_s <= LONGEST_WAIT_S


def test_the_wait_goes_with_the_failure() -> None:
    assert fail(HOOK, Answer(status=429, retry_after="90")).retry_after_s == 90


@pytest.mark.parametrize(
    ("channel", "variables", "detail"),
    [
        (HOOK, {}, "the variable DESK_SECRET is not set"),
        (HOOK, {"DESK_SECRET": "open sesame"}, "the variable DESK_SECRET holds no webhook secret: expected whsec_ and"),
        (Webhook(id="hook", url=URL, secret_file="/no/such"), {}, "the file /no/such cannot be read"),
        (Webhook(id="hook", url_env="DESK_URL", secret_env="DESK_SECRET"), {"DESK_SECRET": SECRET}, "DESK_URL is not"),
    ],
)
def test_what_a_person_must_mend_is_owed_until_then(channel: Webhook, variables: dict[str, str], detail: str) -> None:
    failed = fail(channel, Answer(status=200), variables=variables)

    assert failed.retryable
    assert detail in failed.detail


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=410), NoAnswer(reason="no connection")])
@pytest.mark.parametrize("secret", [SECRET, "whsec_open-sesame"])
def test_no_secret_and_no_address_is_ever_said(answer: Answer | NoAnswer, secret: str) -> None:
    failed = fail(HOOK, answer, variables={"DESK_SECRET": secret})
    said = "".join(traceback.format_exception(failed)) + repr(HOOK) + repr(failed.__dict__) + failed.detail

    assert secret not in said
    assert "open-sesame" not in said
    assert "token-in-path" not in said


@pytest.mark.parametrize(
    "fields",
    [
        {"secret_env": "S"},
        {"url": URL, "url_env": "U", "secret_env": "S"},
        {"url": URL},
        {"url": URL, "secret_env": "S", "secret_file": "f"},
        {"url": URL, "secret_env": "S", "previous_secret_env": "P", "previous_secret_file": "f"},
    ],
)
def test_an_address_and_a_secret_are_needed_once_each(fields: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError, match="expected one of them"):
        msgspec.convert({"kind": "webhook", "id": "hook"} | fields, Webhook)


def test_an_alert_is_posted_as_json() -> None:
    assert json.loads(send(HOOK).body)["version"] == 1


def test_the_clock_of_the_host_is_in_utc() -> None:
    assert Carriers(print_line=print).now().tzinfo is UTC
    assert abs(Carriers(print_line=print).now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_secret_that_is_there_and_is_none_is_a_flaw_and_one_that_may_yet_come_is_not(tmp_path: Path) -> None:
    hook = Webhook(id="hook", url=URL, secret_env="DESK_SECRET", previous_secret_file=str(tmp_path / "previous"))

    def flaws(variables: Mapping[str, str]) -> list[str]:
        return [key for key, _, _ in hook.flaws(Carriers(print_line=print, variable=variables.get))]

    assert flaws({}) == flaws({"DESK_SECRET": SECRET}) == []
    assert flaws({"DESK_SECRET": "hunter2"}) == ["secret_env"]
    (tmp_path / "previous").write_text(PREVIOUS.removeprefix("whsec_"))
    assert flaws({"DESK_SECRET": SECRET}) == ["previous_secret_file"]
