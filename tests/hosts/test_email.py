"""The channel `email` against real servers on loopback."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from msgspec.structs import replace

from tests.builders import NOON, evidence, notice
from tests.mailbox import PASSWORD, TAKEN, USER, Answers, Mailbox, open_mailbox, open_talker
from tools.broker.certificates import make_certificates
from workers.alert.render.sample import digest, sample_notices, updated
from workers.channels.base import Carriers, Remark
from workers.channels.email import Email
from workers.errors import DeliveryFailed
from workers.model.alert import Caution
from workers.model.notice import AnyNotice
from workers.model.setting import Duration


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates, made once."""
    made = tmp_path_factory.mktemp("certificates")
    make_certificates(made)
    return made


@pytest.fixture
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """One that takes everything."""
    with open_mailbox(folder) as opened:
        yield opened


def channel(box: Mailbox, **fields: object) -> Email:
    """One that may send to a server, with the name and the password it asks for."""
    made = Email(
        id="mail",
        host=box.host,
        port=box.port,
        security=box.security,
        from_="alerts@desk.example",
        to=("desk@desk.example",),
        timeout=Duration("20s"),
    )
    if box.ca_file is not None:
        made = replace(made, ca_file=str(box.ca_file), username=USER, password_env="MAIL_PASSWORD")
    return replace(made, **fields)


def send(way: Email, told: AnyNotice | None = None, *, attempt: int = 1, password: str = PASSWORD) -> list[Remark]:
    remarks: list[Remark] = []
    carriers = Carriers(
        print_line=print, variable={"MAIL_PASSWORD": password}.get, now=lambda: NOON, remark=remarks.append
    )
    asyncio.run(way.send(told or notice(), attempt, carriers))
    return remarks


def refused(way: Email, *, attempt: int = 1, password: str = PASSWORD) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(way, attempt=attempt, password=password)
    assert "hidden" not in f"{failed.value}{failed.value!r}{failed.value.__cause__!r}"
    return failed.value


def in_turn(*codes: str) -> Callable[[str], str]:
    """One answer for each recipient."""
    said = iter(codes)
    return lambda _: next(said)


def test_a_mail_goes_out_over_tls_under_our_name(mailbox: Mailbox) -> None:
    remarks = send(channel(mailbox, to=("desk@desk.example", "Night <night@desk.example>", "desk@desk.example")))
    (came,) = mailbox.came

    assert (came.over_tls, came.logged_in, came.sender) == (True, True, "alerts@desk.example")
    assert came.recipients == ("desk@desk.example", "night@desk.example")
    assert came.mail["subject"] == "Pier: 3 independent stories in the last hour, 0.1 are usual at this time"
    assert came.mail["date"].datetime == NOON
    assert remarks == []


def test_both_parts_arrive_as_they_were_written(mailbox: Mailbox) -> None:
    told = sample_notices()[1]
    send(channel(mailbox), told)
    text, html = (part.get_content() for part in mailbox.came[0].mail.iter_parts())

    assert "İstanbul Boğazı'nda tanker karaya oturdu, gemi trafiği durduruldu" in text
    assert "\u2068ناقلة نفط تجنح في البوسفور وتوقف الملاحة في الاتجاهين\u2069" in text
    assert '<span dir="auto">ناقلة نفط تجنح في البوسفور' in html
    assert "19 independent stories in the last hour" in html


def test_the_mails_of_an_alert_are_one_thread_and_a_digest_is_none_of_it(mailbox: Mailbox) -> None:
    for told in (*sample_notices()[:4], digest()):
        send(channel(mailbox), told)
    first, *later, alone = (came.mail for came in mailbox.came)

    assert {(mail["in-reply-to"], mail["references"]) for mail in later} == {(first["message-id"],) * 2}
    assert (first["in-reply-to"], alone["in-reply-to"], alone["references"]) == (None, None, None)
    assert len({came.mail["message-id"] for came in mailbox.came}) == 5


def test_a_mail_that_is_sent_again_has_the_same_id(mailbox: Mailbox) -> None:
    send(channel(mailbox))
    send(channel(mailbox), attempt=2)

    assert mailbox.came[0].content == mailbox.came[1].content


def test_a_title_cannot_add_a_header(mailbox: Mailbox) -> None:
    told = notice(headline="Pier\r\nBcc: everyone@desk.example\r\n\r\nHello\x00")
    send(channel(mailbox), told)
    mail = mailbox.came[0].mail

    assert mail["bcc"] is None
    assert mail["subject"].startswith("Pier Bcc: everyone@desk.example Hello")


def test_a_server_that_asks_to_come_back_is_asked_again(folder: Path) -> None:
    said = iter(["451 hidden words of the server", TAKEN])
    with open_mailbox(folder, Answers(mail=lambda: next(said))) as box:
        failed = refused(channel(box))
        send(channel(box), attempt=2)

    assert (failed.detail, failed.retryable) == ("451 mail refused", True)
    assert len(box.came) == 1


@pytest.mark.parametrize(
    ("answers", "detail", "retryable"),
    [
        (Answers(mail=lambda: "554 hidden"), "554 mail refused", False),
        (Answers(sender=lambda: "550 hidden"), "550 sender refused", False),
        (Answers(sender=lambda: "452 hidden"), "452 sender refused", True),
        (Answers(recipient=lambda _: "550 hidden"), "550 no recipient was taken", False),
        (Answers(recipient=lambda _: "450 hidden"), "450 no recipient was taken", True),
        (Answers(reset=True), "connection lost", True),
    ],
    ids=["554", "550 sender", "452 sender", "550 recipient", "450 recipient", "reset"],
)
def test_a_refusal_says_its_code_and_whether_it_is_final(
    folder: Path, answers: Answers, detail: str, retryable: bool
) -> None:
    with open_mailbox(folder, answers) as box:
        failed = refused(channel(box))

    assert (failed.detail, failed.retryable) == (detail, retryable)
    assert box.came == []


def test_one_recipient_that_is_unknown_does_not_keep_a_mail_from_the_others(folder: Path) -> None:
    with open_mailbox(folder, Answers(recipient=in_turn(TAKEN, "550 no such user"))) as box:
        remarks = send(channel(box, to=("a@desk.example", "b@desk.example")))

    assert box.came[0].recipients == ("a@desk.example",)
    assert [remark.what for remark in remarks] == ["1 of 2 recipients refused (550); the others got it"]


def test_one_recipient_that_is_put_off_is_waited_for_twice(folder: Path) -> None:
    """Else nobody would tell them; but the others do not wait for ever."""
    answers = Answers(recipient=lambda address: "450 later" if address.startswith("b") else TAKEN)
    with open_mailbox(folder, answers) as box:
        way = channel(box, to=("a@desk.example", "b@desk.example"))
        failed = [refused(way, attempt=attempt) for attempt in (1, 2)]
        waited = len(box.came)
        remarks = send(way, attempt=3)

    assert [(one.detail, one.retryable) for one in failed] == [("450 1 of 2 recipients put off", True)] * 2
    assert (waited, box.came[0].recipients, len(remarks)) == (0, ("a@desk.example",), 1)


def test_a_wrong_password_is_for_a_person_to_mend(mailbox: Mailbox) -> None:
    failed = refused(channel(mailbox), password="hidden and wrong")

    assert (failed.detail, failed.retryable) == ("535 name or password not accepted", True)


def test_a_password_of_other_letters_is_told_without_them(mailbox: Mailbox) -> None:
    failed = refused(channel(mailbox), password="hidden-ü")

    assert failed.detail == "a name or password with letters that SMTP does not take"


def test_a_password_that_is_not_there_yet_is_waited_for(mailbox: Mailbox) -> None:
    failed = refused(channel(mailbox), password="")

    assert (failed.detail, failed.retryable) == ("the variable MAIL_PASSWORD is not set", True)


def test_nothing_is_said_to_a_server_that_nobody_vouches_for(mailbox: Mailbox) -> None:
    failed = refused(channel(mailbox, ca_file=None))

    assert (failed.detail, failed.retryable) == ("no trusted certificate", True)


def test_nothing_is_said_to_a_server_with_another_name(folder: Path) -> None:
    with open_mailbox(folder, host="127.0.0.2") as box:
        failed = refused(channel(box))

    assert failed.detail == "no trusted certificate"


def test_tls_may_come_before_the_first_word(folder: Path) -> None:
    with open_mailbox(folder, security="tls") as box:
        send(channel(box))
        failed = refused(channel(box, ca_file=None))

    assert [(came.logged_in, came.mail["to"]) for came in box.came] == [(True, "desk@desk.example")]
    assert failed.detail == "no trusted certificate"


def test_no_password_goes_to_a_server_without_tls(folder: Path) -> None:
    with open_mailbox(folder, security="none") as box:
        failed = refused(channel(box, security="starttls", username=USER, password_env="MAIL_PASSWORD"))

    assert (failed.detail, failed.retryable) == ("the server offers no STARTTLS", True)


def test_a_server_on_this_machine_may_do_without_tls(folder: Path) -> None:
    with open_mailbox(folder, security="none") as box:
        send(channel(box))

    assert [(came.over_tls, came.logged_in) for came in box.came] == [(False, False)]


def test_a_slow_server_is_not_waited_for(folder: Path) -> None:
    began = monotonic()
    with open_mailbox(folder, Answers(after_s=8)) as box:
        failed = refused(channel(box, timeout=Duration("1s")))
        took = monotonic() - began

    assert (failed.detail, failed.retryable) == ("timeout", True)
    assert took < 6


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_speaks_one_letter_at_a_time_is_not_waited_for(security: str) -> None:
    """Each letter comes in time; all together they do not."""
    began = monotonic()
    with open_talker(b"220-" + b"hello " * 400, between_s=0.05) as port:
        failed = refused(channel(Mailbox(host="127.0.0.1", port=port), security=security, timeout=Duration("1s")))
        took = monotonic() - began

    assert failed.retryable
    assert failed.detail in {"timeout", "no TLS"}
    assert took < 6


def test_whoever_is_no_mail_server_is_tried_again(folder: Path) -> None:
    with open_talker(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        failed = refused(channel(Mailbox(host="127.0.0.1", port=port), timeout=Duration("2s")))

    assert failed.retryable


def test_nobody_there_is_worth_another_try() -> None:
    failed = refused(channel(Mailbox(host="127.0.0.1", port=1)))

    assert (failed.detail, failed.retryable) == ("no connection", True)


def test_an_authority_that_is_not_there_is_worth_another_try(mailbox: Mailbox) -> None:
    failed = refused(channel(mailbox, ca_file="nowhere.pem"))

    assert (failed.detail, failed.retryable) == ("the ca_file cannot be read", True)


def test_a_huge_alert_is_a_mail_of_a_size_that_servers_take(mailbox: Mailbox) -> None:
    shown = tuple(
        replace(one, title="ناقلة " * 500, url=f"https://x.example/{'y' * 1_900}", copied_by=("z" * 300,) * 100)
        for one in updated().evidence.articles_shown * 4
    )
    told = notice(
        headline="Pier " * 200,
        evidence=evidence(articles_shown=shown, languages={f"l{n}": n for n in range(500)}),
        cautions=(Caution(code="x", text="w" * 5_000),) * 5,
    )
    send(channel(mailbox), replace(told, asked="y" * 100_000))
    parts = [part.get_content() for part in mailbox.came[0].mail.iter_parts()]

    assert max(len(part) for part in parts) < 60_000
    assert "Read first" in parts[1]
