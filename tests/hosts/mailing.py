"""Mails sent to servers on loopback, for tests."""

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.builders import NOON, notice
from tests.mailbox import PASSWORD, USER, Mailbox
from workers.channels.base import Carriers, Remark
from workers.channels.email import Email
from workers.errors import DeliveryFailed
from workers.model.notice import AnyNotice
from workers.model.setting import Duration


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
