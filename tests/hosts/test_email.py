"""The channel `email` against real servers on loopback."""

from msgspec.structs import replace

from tests.builders import NOON, evidence, notice
from tests.hosts.mailing import channel, send
from tests.mailbox import Mailbox
from workers.alert.render.sample import sample_notices, updated
from workers.alert.render.sample_digest import digest
from workers.model.alert import Caution


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
