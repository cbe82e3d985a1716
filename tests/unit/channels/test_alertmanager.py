"""The channel `alertmanager`: one post, and what its answer means."""

import asyncio
import json
import traceback
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from tests.builders import NOON, notice
from tests.receiver import open_receiver
from workers.channels import AnyChannel, decode_channel
from workers.channels.alertmanager import Alertmanager
from workers.channels.base import Carriers, Needs
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.config.decode import Decoded
from workers.config.node import Place, Plain, as_node
from workers.errors import DeliveryFailed
from workers.model.alert import ChangeType, Severity, SinceLast
from workers.model.notice import AnyNotice, Verdict
from workers.model.setting import Duration

AM = Alertmanager(id="am", url="http://alertmanager:9093/prefix/")
TOKEN = {"AM_TOKEN": "a-token-nobody-may-see"}


class Answering:
    """A far side that says what it is told to, and keeps what it is sent."""

    def __init__(self, answer: Answer | NoAnswer) -> None:
        self._answer = answer
        self.sent: list[Post] = []

    async def post(self, request: Post) -> Answer | NoAnswer:
        self.sent.append(request)
        return self._answer


def send(
    channel: Alertmanager,
    answer: Answer | NoAnswer = Answer(status=200),  # noqa: B008  # a frozen value
    variables: Mapping[str, str] = TOKEN,
    told: AnyNotice | None = None,
    attempt: int = 1,
) -> Post:
    far = Answering(answer)
    carriers = Carriers(print_line=print, post=far.post, variable=variables.get, now=lambda: NOON)
    asyncio.run(channel.send(told or notice(), attempt, carriers))
    return far.sent[0]


def fail(channel: Alertmanager, answer: Answer | NoAnswer, variables: Mapping[str, str] = TOKEN) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(channel, answer, variables)
    return failed.value


def decoded(fields: Mapping[str, Plain]) -> Decoded[AnyChannel]:
    node = as_node({"id": "am", "kind": "alertmanager", "url": "http://am:9093", **fields})
    return decode_channel(Place(file="channels.yaml", path="channels[0]", node=node))


def made(**fields: Plain) -> Alertmanager:
    channel = decoded(fields).value
    assert isinstance(channel, Alertmanager)
    return channel


def test_alerts_go_to_the_second_api_under_the_address() -> None:
    sent = send(AM)
    (alert,) = json.loads(sent.body)

    assert sent.url == "http://alertmanager:9093/prefix/api/v2/alerts"
    assert sent.headers["content-type"] == "application/json"
    assert alert["labels"]["watch"] == "pier"
    assert alert["endsAt"] == "2025-03-10T12:04:00Z"
    assert "4 articles" in alert["annotations"]["description"]
    assert alert["annotations"]["summary"] not in alert["annotations"]["description"]


def test_addresses_of_our_own_network_are_allowed_unless_it_is_said() -> None:
    with open_receiver() as receiver:
        url, carriers = receiver.url(""), Carriers(print_line=print)
        asyncio.run(Alertmanager(id="am", url=url).send(notice(), 1, carriers))
        guarded = Alertmanager(id="am", url=url, allow_private=False)
        with pytest.raises(DeliveryFailed, match="private address"):
            asyncio.run(guarded.send(notice(), 1, carriers))

    assert [came.path for came in receiver.came] == ["/api/v2/alerts"]


def test_every_attempt_reckons_the_end_anew() -> None:
    """With that of the first attempt, what is sent an hour later would be over before it began."""
    later = Carriers(
        print_line=print, post=(far := Answering(Answer(status=200))).post, now=lambda: NOON.replace(hour=13)
    )
    asyncio.run(AM.send(notice(), 7, later))

    assert json.loads(far.sent[0].body)[0]["endsAt"] == "2025-03-10T13:04:00Z"


def test_a_post_that_only_keeps_an_alert_open_ends_nothing() -> None:
    since = SinceLast(sequence=0, at=NOON, origins=3, articles=4, severity=Severity.NOTICE)
    told = notice(type=ChangeType.UPDATED, sequence=1, severity=Severity.WARNING, since_last=since)
    risen = msgspec.structs.replace(told, verdict=Verdict.SEND_UPDATE)

    assert len(json.loads(send(AM, told=risen).body)) == 2
    assert len(json.loads(send(AM, told=risen, attempt=0).body)) == 1


def test_its_needs_are_settings() -> None:
    channel = Alertmanager(id="am", url="http://am:9093", repost_every=Duration("2m"), hold_open=Duration("10m"))

    assert channel.needs == Needs(repost_every_s=120, hold_open_s=600, digests=False, at_once=4)
    assert json.loads(send(channel).body)[0]["endsAt"] == "2025-03-10T12:08:00Z"


@pytest.mark.parametrize("status", [200, 202, 204])
def test_every_2xx_is_a_yes(status: int) -> None:
    send(AM, Answer(status=status))


@pytest.mark.parametrize("status", [301, 408, 425, 429, 500, 502, 503, 599])
def test_what_may_be_mended_is_worth_another_try(status: int) -> None:
    assert fail(AM, Answer(status=status, retry_after="30")).retryable
    assert fail(AM, Answer(status=status, retry_after="30")).retry_after_s == 30


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_a_refusal_is_final(status: int) -> None:
    assert not fail(AM, Answer(status=status, retry_after="30")).retryable


def test_no_answer_is_worth_another_try() -> None:
    assert fail(AM, NoAnswer(reason="no connection")).retryable


@pytest.mark.parametrize(
    ("fields", "variables", "header"),
    [
        ({}, {}, None),
        ({"token_env": "AM_TOKEN"}, {"AM_TOKEN": "abc\n"}, "Bearer abc"),
        (
            {"username": "desk", "password_env": "AM_WORD"},
            {"AM_WORD": "ключ:7"},
            "Basic " + b64encode("desk:ключ:7".encode()).decode(),
        ),
    ],
)
def test_it_says_who_it_is_where_it_is_told_to(
    fields: dict[str, Plain], variables: Mapping[str, str], header: str | None
) -> None:
    assert send(made(**fields), variables=variables).headers.get("authorization") == header


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc\n")

    assert send(made(token_file=str(tmp_path / "token"))).headers["authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    ("fields", "variables", "detail"),
    [
        ({"token_env": "AM_TOKEN"}, {}, "the variable AM_TOKEN is not set"),
        ({"token_env": "AM_TOKEN"}, {"AM_TOKEN": "two words"}, "the variable AM_TOKEN holds no token"),
        ({"username": "desk", "password_file": "/no/such"}, {}, "the file /no/such cannot be read"),
    ],
)
def test_what_a_person_must_mend_is_owed_until_then(
    fields: dict[str, Plain], variables: dict[str, str], detail: str
) -> None:
    failed = fail(made(**fields), Answer(status=200), variables)

    assert failed.retryable
    assert detail in failed.detail


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=401), NoAnswer(reason="no connection")])
def test_no_secret_is_ever_said(answer: Answer | NoAnswer) -> None:
    channel = made(url="http://am:9093/hidden", token_env="AM_TOKEN")
    failed = fail(channel, answer)
    said = "".join(traceback.format_exception(failed)) + repr(channel) + repr(failed.__dict__)

    assert TOKEN["AM_TOKEN"] not in said
    assert "hidden" not in said


def test_a_token_that_is_there_and_is_none_is_a_flaw() -> None:
    channel = made(token_env="AM_TOKEN")

    def flaws(variables: Mapping[str, str]) -> list[str]:
        return [key for key, _, _ in channel.flaws(Carriers(print_line=print, variable=variables.get))]

    assert flaws({}) == flaws(TOKEN) == []
    assert flaws({"AM_TOKEN": "two words"}) == ["token_env"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"labels": {"severity": "page"}}, "which every alert has"),
        ({"labels": {"my-team": "asia"}}, "expected letters, digits and _"),
        ({"labels": {"__team": "asia"}}, "expected letters, digits and _"),
        ({"labels": {"7team": "asia"}}, "expected letters, digits and _"),
        ({"username": "desk"}, "without the other"),
        ({"password_env": "A"}, "without the other"),
        ({"token_env": "A", "token_file": "b"}, "several secrets"),
        ({"username": "desk", "password_env": "A", "token_env": "B"}, "several secrets"),
        ({"repost_every": "0s"}, "of nothing"),
        ({"timeout": "0s"}, "of nothing"),
        ({"url": "http://desk:word@am:9093"}, "address"),
        ({"url": "http://am:9093/?a=b"}, "address"),
        ({"url": "am:9093"}, "address"),
    ],
)
def test_what_cannot_work_is_a_mistake(fields: dict[str, Plain], expected: str) -> None:
    (mistake,) = decoded(fields).mistakes

    assert expected in str(mistake)
