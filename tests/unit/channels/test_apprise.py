"""The channel `apprise`, with a library that answers as it is told to."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.builders import NOON, change, notice
from workers.alert.render.words import Form, load_words
from workers.channels.apprise import Apprise, split_addresses, titled, weight_of
from workers.channels.apprise_call import Call, Said
from workers.channels.base import Carriers
from workers.errors import DeliveryFailed
from workers.model.alert import AlertState, Links, Severity
from workers.model.digest import Digest, DigestEntry, DigestReason
from workers.model.notice import AnyNotice, DigestNotice

CHAT = Apprise(id="chat", url_env="DESK_CHAT")
TWO = {"DESK_CHAT": "slack://hidden-one ntfys://hidden-two"}
YES, NO = Said(took=True), Said(took=False, words="500")


class Library:
    """Answers each address with the next of its answers; the last one holds."""

    def __init__(self, answers: Mapping[str, tuple[Said, ...]]) -> None:
        self._answers = answers
        self.calls: list[Call] = []

    async def call(self, request: Call) -> Said:
        before = sum(one.url == request.url for one in self.calls)
        self.calls.append(request)
        answers = self._answers.get(request.url, (YES,))
        return answers[min(before, len(answers) - 1)]


def send(
    library: Library,
    variables: Mapping[str, str] = {"DESK_CHAT": "slack://hidden"},
    told: AnyNotice | None = None,
    channel: Apprise = CHAT,
) -> list[Call]:
    carriers = Carriers(print_line=print, call=library.call, variable=variables.get)
    asyncio.run(channel.send(told or notice(), 1, carriers))
    return library.calls


def fail(library: Library, variables: Mapping[str, str] = {"DESK_CHAT": "slack://hidden"}) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(library, variables)
    return failed.value


def test_a_message_says_in_words_what_a_notice_says() -> None:
    (call,) = send(Library({}))
    title, _, body = load_words().write(Form.CHAT, notice()).text.partition("\n")

    assert (call.url, call.timeout_s) == ("slack://hidden", 15)
    assert (call.title, call.body) == (title, body.strip())
    assert call.title == change().headline


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a\nb\nc", ("a", "b\nc")), ("a", ("", "a")), ("\na\n\n b \n", ("a", "b")), ("a\n ", ("", "a"))],
)
def test_the_first_line_is_the_title_where_more_follows(text: str, parts: tuple[str, str]) -> None:
    """A message without a text is none."""
    assert titled(text) == parts


def test_a_message_leads_to_the_page_of_the_alert() -> None:
    links = Links(alert="https://desk.example/alerts/7f3c9e21d04b", explain="", mute="")
    (call,) = send(Library({}), told=notice(links=links))

    assert call.body.splitlines()[-1] == "https://desk.example/alerts/7f3c9e21d04b"


def test_every_address_is_told() -> None:
    assert [call.url for call in send(Library({}), TWO)] == ["slack://hidden-one", "ntfys://hidden-two"]


def test_addresses_may_stand_in_a_file_with_remarks(tmp_path: Path) -> None:
    (tmp_path / "chat").write_text(
        "# the desk\nslack://hidden-one\n\n  # the boss\n  ntfys://hidden-two slack://hidden-one\n"
    )
    calls = send(Library({}), channel=Apprise(id="chat", url_file=str(tmp_path / "chat")))

    assert [call.url for call in calls] == ["slack://hidden-one", "ntfys://hidden-two"]


def test_a_refusal_is_tried_again_for_nobody_says_whether_it_is_final() -> None:
    failed = fail(Library({"slack://hidden": (NO,)}))

    assert (failed.retryable, failed.detail) == (True, "500")


def test_who_did_not_take_it_while_others_did_is_asked_again_alone() -> None:
    """A later attempt would tell everyone, and those who took it a second time."""
    library = Library({"ntfys://hidden-two": (NO, YES)})
    calls = send(library, TWO)

    assert [call.url for call in calls] == ["slack://hidden-one", "ntfys://hidden-two", "ntfys://hidden-two"]


def test_when_some_never_take_it_the_answer_says_how_many_did() -> None:
    library = Library({"ntfys://hidden-two": (NO,)})
    failed = fail(library, TWO)

    assert (failed.retryable, failed.detail) == (True, "1 of 2 took it; 500")
    assert [call.url for call in library.calls].count("slack://hidden-one") == 1


def test_when_nobody_took_it_nobody_is_asked_twice_in_one_attempt() -> None:
    library = Library({"slack://hidden-one": (NO,), "ntfys://hidden-two": (Said(took=False, words="timeout"),)})
    failed = fail(library, TWO)

    assert failed.detail == "0 of 2 took it; 500, timeout"
    assert len(library.calls) == 2


@pytest.mark.parametrize(
    ("variables", "detail"),
    [
        ({}, "the variable DESK_CHAT is not set"),
        ({"DESK_CHAT": "hidden"}, "the variable DESK_CHAT holds no address: expected addresses of Apprise"),
        ({"DESK_CHAT": "slack://a hidden"}, "the variable DESK_CHAT holds no address"),
        ({"DESK_CHAT": "# slack://hidden"}, "the variable DESK_CHAT holds no address"),
    ],
)
def test_what_a_person_must_mend_is_owed_until_then(variables: dict[str, str], detail: str) -> None:
    failed = fail(Library({}), variables)

    assert failed.retryable
    assert failed.detail.startswith(detail)
    assert "hidden" not in str(failed)


def test_a_variable_without_an_address_is_a_flaw_and_one_that_may_yet_come_is_not() -> None:
    def flaws(variables: Mapping[str, str]) -> list[str]:
        carriers = Carriers(print_line=print, variable=variables.get)
        return [f"{key}: {found}" for key, found, _ in CHAT.flaws(carriers)]

    assert flaws({}) == flaws(TWO) == []
    assert flaws({"DESK_CHAT": "hidden"}) == ["url_env: the variable DESK_CHAT, which holds no address"]


@pytest.mark.parametrize("fields", [{}, {"url_env": "A", "url_file": "b"}])
def test_addresses_are_told_once(fields: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError, match="expected one of them"):
        msgspec.convert({"kind": "apprise", "id": "chat"} | fields, Apprise)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Storm @everyone", "Storm @\u200beveryone"),
        ("@here now", "@\u200bhere now"),
        ("<!channel> <@U1> <#C1>", "<\u200b!channel> <\u200b@U1> <\u200b#C1>"),
        ("editor@heron.example, https://a.example/@room1", "editor@heron.example, https://a.example/@room1"),
        ("5 < 6 & <b>", "5 < 6 & <b>"),
    ],
)
def test_a_headline_calls_nobody(title: str, shown: str) -> None:
    """Services read some words as a call to everyone in a room; a page may be written to do just that."""
    (call,) = send(Library({}), told=notice(headline=title))

    assert call.title == shown


OVER = AlertState.RESOLVED


@pytest.mark.parametrize(
    ("severity", "state", "weight"),
    [
        (Severity.NOTICE, AlertState.OPEN, "info"),
        (Severity.WARNING, AlertState.OPEN, "warning"),
        (Severity.CRITICAL, AlertState.OPEN, "failure"),
        (Severity.CRITICAL, OVER, "success"),
    ],
)
def test_rare_alerts_are_loud_and_ends_are_good_news(severity: Severity, state: AlertState, weight: str) -> None:
    assert weight_of(notice(severity=severity, state=state)) == weight


def entry(severity: Severity, state: AlertState = AlertState.OPEN) -> DigestEntry:
    told = change(severity=severity, state=state)
    return DigestEntry(
        **{name: getattr(told, name) for name in ("alert_id", "sequence", "kind", "state", "severity", "headline")},
        watch=told.watch,
        opened_at=NOON,
        changed_at=NOON,
        origins=3,
        articles=4,
        sources=4,
    )


def digest(*entries: DigestEntry) -> DigestNotice:
    told = Digest(
        digest_id="digest-1741608000",
        because=DigestReason.SCHEDULE,
        headline="2 alerts since Monday 07:00",
        from_=NOON,
        to=NOON + timedelta(hours=2),
        alerts=entries,
    )
    return DigestNotice(id="digest-1741608000.0.desk", subscription_id="desk", digest=told)


def test_a_digest_is_one_message_as_loud_as_its_rarest_open_alert() -> None:
    told = digest(entry(Severity.CRITICAL, OVER), entry(Severity.NOTICE), entry(Severity.WARNING))
    (call,) = send(Library({}), told=told)

    assert call.title == "2 alerts since Monday 07:00"
    assert call.body.count(change().headline) == 3
    assert call.weight == "warning"


def test_an_address_is_told_once_however_often_it_stands_there() -> None:
    assert split_addresses("a://1\na://1 b://2") == ("a://1", "b://2")
