"""The channel `email` where a server does not take a mail."""

from pathlib import Path
from time import monotonic

import pytest

from tests.hosts.mailing import channel, in_turn, refused, send
from tests.mailbox import TAKEN, USER, Answers, Mailbox, open_mailbox, open_talker
from workers.model.setting import Duration


def test_a_server_that_asks_to_come_back_is_asked_again(certificates: Path) -> None:
    said = iter(["451 hidden words of the server", TAKEN])
    with open_mailbox(certificates, Answers(mail=lambda: next(said))) as box:
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
    certificates: Path, answers: Answers, detail: str, retryable: bool
) -> None:
    with open_mailbox(certificates, answers) as box:
        failed = refused(channel(box))

    assert (failed.detail, failed.retryable) == (detail, retryable)
    assert box.came == []


def test_one_recipient_that_is_unknown_does_not_keep_a_mail_from_the_others(certificates: Path) -> None:
    with open_mailbox(certificates, Answers(recipient=in_turn(TAKEN, "550 no such user"))) as box:
        remarks = send(channel(box, to=("a@desk.example", "b@desk.example")))

    assert box.came[0].recipients == ("a@desk.example",)
    assert [remark.what for remark in remarks] == ["1 of 2 recipients refused (550); the others got it"]


def test_one_recipient_that_is_put_off_is_waited_for_twice(certificates: Path) -> None:
    """Else nobody would tell them; but the others do not wait for ever."""
    answers = Answers(recipient=lambda address: "450 later" if address.startswith("b") else TAKEN)
    with open_mailbox(certificates, answers) as box:
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


def test_nothing_is_said_to_a_server_with_another_name(certificates: Path) -> None:
    with open_mailbox(certificates, host="127.0.0.2") as box:
        failed = refused(channel(box))

    assert failed.detail == "no trusted certificate"


def test_tls_may_come_before_the_first_word(certificates: Path) -> None:
    with open_mailbox(certificates, security="tls") as box:
        send(channel(box))
        failed = refused(channel(box, ca_file=None))

    assert [(came.logged_in, came.mail["to"]) for came in box.came] == [(True, "desk@desk.example")]
    assert failed.detail == "no trusted certificate"


def test_no_password_goes_to_a_server_without_tls(certificates: Path) -> None:
    with open_mailbox(certificates, security="none") as box:
        failed = refused(channel(box, security="starttls", username=USER, password_env="MAIL_PASSWORD"))

    assert (failed.detail, failed.retryable) == ("the server offers no STARTTLS", True)


def test_a_server_on_this_machine_may_do_without_tls(certificates: Path) -> None:
    with open_mailbox(certificates, security="none") as box:
        send(channel(box))

    assert [(came.over_tls, came.logged_in) for came in box.came] == [(False, False)]


def test_a_slow_server_is_not_waited_for(certificates: Path) -> None:
    began = monotonic()
    with open_mailbox(certificates, Answers(after_s=8)) as box:
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


def test_whoever_is_no_mail_server_is_tried_again(certificates: Path) -> None:
    with open_talker(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        failed = refused(channel(Mailbox(host="127.0.0.1", port=port), timeout=Duration("2s")))

    assert failed.retryable


def test_nobody_there_is_worth_another_try() -> None:
    failed = refused(channel(Mailbox(host="127.0.0.1", port=1)))

    assert (failed.detail, failed.retryable) == ("no connection", True)


def test_an_authority_that_is_not_there_is_worth_another_try(mailbox: Mailbox) -> None:
    failed = refused(channel(mailbox, ca_file="nowhere.pem"))

    assert (failed.detail, failed.retryable) == ("the ca_file cannot be read", True)
