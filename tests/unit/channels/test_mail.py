"""A notice as a mail: its headers, its parts, and what keeps the mails of one alert together."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, notice
from workers.alert.render.sample_digest import digest
from workers.channels.mail import MAILBOX, Envelope, Wordings, build_mail, thread_of
from workers.model.alert import ChangeType
from workers.model.notice import AnyNotice, Verdict

ENVELOPE = Envelope(sender="Groundswell <alerts@desk.example>", recipients=("desk@desk.example",))
ROOT = f"<7f3c9e21d04b-{int(NOON.timestamp())}.desk@desk.example>"


def build(told: AnyNotice | None = None, envelope: Envelope = ENVELOPE, **said: str) -> bytes:
    wordings = Wordings(**{"subject": "Pier: 3 stories", "text": "plain\n", "html": "<p>rich</p>", **said})
    return build_mail(told or notice(), wordings, envelope, NOON)


def read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def test_a_mail_has_a_plain_part_and_the_same_in_html() -> None:
    mail = read(build(text="Ünï\n", html="<p>ناقلة</p>"))

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content().strip() for part in mail.iter_parts()] == ["Ünï", "<p>ناقلة</p>"]


def test_a_mail_says_from_whom_to_whom_when_and_that_nobody_need_answer() -> None:
    envelope = Envelope(
        sender="Grundströmung <alerts@desk.example>",
        recipients=("a@desk.example", "The, night desk <b@desk.example>"),
        reply_to="editor@desk.example",
    )
    mail = read(build(envelope=envelope))

    assert mail["from"].addresses[0].display_name == "Grundströmung"
    assert [one.addr_spec for one in mail["to"].addresses] == ["a@desk.example", "b@desk.example"]
    assert mail["to"].addresses[1].display_name == "The, night desk"
    assert mail["reply-to"] == "editor@desk.example"
    assert mail["date"].datetime == NOON
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["x-groundswell-alert"] == "7f3c9e21d04b"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=250))
def test_a_subject_comes_out_as_it_went_in(said: str) -> None:
    subject = " ".join(said.split()) or "x"
    content = build(subject=subject)

    assert read(content)["subject"] == subject
    assert not content.startswith(b"Subject: \r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("subject", ["=?utf-8?b?aGk=?=", "x" * 250, "a " * 120 + "b"])
def test_a_subject_that_looks_odd_comes_out_as_it_went_in(subject: str) -> None:
    assert read(build(subject=subject))["subject"] == subject


def test_every_line_ends_in_cr_lf_and_has_seven_bits() -> None:
    content = build(subject="Босфор", text="ناقلة\n" * 300, html=f"<p>{'é' * 5_000}</p>")

    assert content.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None


def test_the_first_mail_of_an_alert_is_the_root_of_its_thread() -> None:
    assert thread_of(notice(), "desk.example") == {"Message-ID": ROOT}


def test_later_mails_of_an_alert_name_the_root_and_have_ids_of_their_own() -> None:
    told = [
        notice(type=ChangeType.UPDATED, sequence=1),
        replace(notice(type=ChangeType.UPDATED, sequence=1), id="7f3c9e21d04b.1r1.desk", repeat=1),
        notice(type=ChangeType.RESOLVED, sequence=2),
    ]
    later = (Verdict.SEND_UPDATE, Verdict.SEND_REPEAT, Verdict.SEND_RESOLVED)
    threads = [
        thread_of(replace(one, verdict=verdict), "desk.example") for one, verdict in zip(told, later, strict=True)
    ]

    assert {(one["In-Reply-To"], one["References"]) for one in threads} == {(ROOT, ROOT)}
    assert len({one["Message-ID"] for one in threads} | {ROOT}) == 4


def test_another_reader_and_another_episode_have_threads_of_their_own() -> None:
    roots = {
        thread_of(notice(), "desk.example")["Message-ID"],
        thread_of(notice("night"), "desk.example")["Message-ID"],
        thread_of(notice(opened_at=NOON + timedelta(days=3)), "desk.example")["Message-ID"],
    }

    assert len(roots) == 3


def test_a_digest_is_a_mail_of_its_own() -> None:
    assert thread_of(digest(), "desk.example") == {"Message-ID": "<d-2b90c47aa1e6.0.shipping-desk@desk.example>"}


def test_a_mail_is_the_same_at_every_attempt() -> None:
    """Also the line between its parts, which other programs draw by lot."""
    assert build() == build()


@pytest.mark.parametrize("subscription", ["a:b", "a.b", "a..b", "a.", "a=3Ab", "desk-1_x"])
def test_the_id_of_any_subscription_fits_into_the_id_of_a_mail(subscription: str) -> None:
    named = thread_of(replace(notice(subscription), verdict=Verdict.SEND_UPDATE), "desk.example")

    assert all(re.fullmatch(r"<[\w=-]+(\.[\w=-]+)*@desk\.example>", name) for name in named.values())
    assert read(build(notice(subscription)))["message-id"]


@pytest.mark.parametrize(
    "text",
    [
        *("desk", "desk@", "@desk.example", "a b@desk.example", "a@desk.example\nBcc: x@y.example", "a@b@c.example"),
        *("<a@desk.example>", 'x" <a@desk.example>', "a@desk.example, b@desk.example", "ü@desk.example"),
    ],
)
def test_what_is_no_mailbox_is_not_taken_for_one(text: str) -> None:
    assert re.search(MAILBOX, text) is None


@pytest.mark.parametrize("text", ["desk@desk.example", "The desk <a.b+c@desk.example>", "夜班 <night@desk.example>"])
def test_an_address_may_have_a_name_before_it(text: str) -> None:
    assert re.search(MAILBOX, text) is not None
