"""The channel `log`."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.builders import notice
from workers.alert.render.names import load_names
from workers.alert.render.words import compile_words, load_sources
from workers.channels.base import Carriers, Remark
from workers.channels.log import Log
from workers.errors import DeliveryFailed
from workers.model.alert import ChangeType


def send(channel: Log, **fields: object) -> list[str]:
    lines: list[str] = []
    asyncio.run(channel.send(notice("desk", **fields), 2, Carriers(print_line=lines.append)))
    return lines


def test_a_line_begins_with_the_id_of_the_notice() -> None:
    """So that whoever reads the log can tell a repeat."""
    (line,) = send(Log(id="log"), sequence=3, type=ChangeType.UPDATED)

    assert line.startswith("7f3c9e21d04b.3.desk updated notice: Pier: 3 independent stories")


def test_a_line_of_json_is_the_alert_and_for_whom_this_copy_is() -> None:
    (line,) = send(Log(id="log", format="json"))
    told = json.loads(line)

    assert told["alert_id"] == "7f3c9e21d04b"
    assert told["notice"] == {
        "id": "7f3c9e21d04b.0.desk",
        "subscription": "desk",
        "verdict": "send_first",
        "attempt": 2,
    }


def test_lines_are_added_to_a_file(tmp_path: Path) -> None:
    channel = Log(id="log", path=str(tmp_path / "alerts.log"))
    send(channel)
    send(channel)

    assert len((tmp_path / "alerts.log").read_text().splitlines()) == 2


def test_a_file_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    channel = Log(id="log", path=str(tmp_path / "nowhere" / "alerts.log"))

    with pytest.raises(DeliveryFailed, match=r"log did not take notice 7f3c9e21d04b\.0\.desk: No such file") as failed:
        send(channel)
    assert failed.value.retryable


def test_a_template_that_fails_costs_no_notice_and_the_operator_hears_of_it() -> None:
    lines, remarks = list[str](), list[Remark]()
    words = compile_words(load_sources(), {"line.txt": "\n{{ alert.nothing }}"}, load_names())
    carriers = Carriers(print_line=lines.append, words=words, remark=remarks.append)
    asyncio.run(Log(id="log").send(notice(), 1, carriers))

    assert "3 independent stories" in lines[0]
    assert [(one.channel_id, one.notice_id) for one in remarks] == [("log", "7f3c9e21d04b.0.desk")]
    assert remarks[0].what.startswith("the template line.txt:2: nothing, which is not there")
