"""`groundswell channels`, as an operator calls it, against receivers of this machine."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from standardwebhooks.webhooks import Webhook as Oracle

from tests.hosts.world import write_world
from tests.receiver import Receiver, Reply, open_receiver
from workers.cli import main

SECRET = f"whsec_{'A' * 32}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A world with a key, and a channel of each kind that can be answered here."""
    world = write_world(tmp_path)
    (tmp_path / "key").write_text(SECRET)
    return world / "config"


def configure(folder: Path, receiver: Receiver, scheme: str = "json") -> None:
    (folder.parent / "chat").write_text(f"{scheme}://127.0.0.1:{receiver.port}/hidden")
    (folder / "channels.yaml").write_text(
        dedent(f"""
            channels:
              - id: desk-hook
                kind: webhook
                url: {receiver.url("/hidden")}
                secret_file: {folder.parent / "key"}
                allow_private: true
                timeout: 1s
              - {{id: guarded, kind: webhook, url: "{receiver.url()}", secret_file: {folder.parent / "key"}}}
              - {{id: chat, kind: apprise, url_file: {folder.parent / "chat"}}}
              - {{id: lost, kind: apprise, url_env: NOBODY_SETS_THIS}}
              - id: bus
                kind: kafka
                topic: alerts
                broker: kafka.desk.example:9093
                security: {{protocol: sasl_ssl, mechanism: plain, username: u, password_file: /nowhere/key}}
        """)
    )


def call(folder: Path, *arguments: str) -> int:
    return main(["channels", *arguments, "--config", str(folder)])


def test_a_test_notice_is_an_alert_that_says_that_it_is_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_receiver() as receiver:
        configure(folder, receiver)
        code = call(folder, "test", "desk-hook")
        (came,) = receiver.came
    alert = Oracle(SECRET).verify(came.body, dict(came.headers))

    assert code == 0
    assert alert["headline"] == "Test of the channel desk-hook: nothing happened"
    assert alert["alert_id"].startswith("test-")
    assert alert["notice"] == {
        "id": f"{alert['alert_id']}.0.channels-test",
        "subscription": "channels-test",
        "verdict": "send_first",
        "attempt": 1,
    }
    assert capsys.readouterr().out.startswith(f"desk-hook took {alert['notice']['id']} (")


def test_two_tests_are_two_alerts(folder: Path) -> None:
    """A receiver that drops what it has seen must take the second one, too."""
    with open_receiver() as receiver:
        configure(folder, receiver)
        call(folder, "test", "desk-hook")
        call(folder, "test", "desk-hook")

    assert len({came.id for came in receiver.came}) == 2


def test_the_end_is_told_where_it_is_asked_for(folder: Path) -> None:
    with open_receiver() as receiver:
        configure(folder, receiver)
        call(folder, "test", "desk-hook", "--resolved", "--severity", "critical")
    opened, ended = (json.loads(came.body) for came in receiver.came)

    assert (opened["state"], ended["state"]) == ("open", "resolved")
    assert (opened["alert_id"], opened["sequence"] + 1) == (ended["alert_id"], ended["sequence"])
    assert {opened["severity"], ended["severity"]} == {"critical"}


def test_a_chat_is_tried_in_the_same_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_receiver() as receiver:
        configure(folder, receiver)
        code = call(folder, "test", "chat")

    assert code == 0
    assert json.loads(receiver.came[0].body)["title"] == "Test of the channel chat: nothing happened"
    assert "hidden" not in capsys.readouterr().out


def test_the_log_is_always_there_to_be_tried(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = call(folder, "test", "log")

    assert code == 0
    assert "Test of the channel log: nothing happened" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("reply", "channel", "words"),
    [
        (Reply(status=500), "desk-hook", "500; an alert would be tried again"),
        (Reply(status=404), "desk-hook", "404; an alert would be given up"),
        (Reply(status=410), "desk-hook", "410: wants nothing more; nothing else would be sent there until"),
        (Reply(status=429, headers={"Retry-After": "40"}), "desk-hook", "429; an alert would be tried again, as asked"),
        (Reply(after_s=3.0), "desk-hook", "timeout after 1 s; an alert would be tried again"),
        (Reply(reset=True), "desk-hook", "connection lost; an alert would be tried again"),
        (Reply(), "guarded", "a private address, which allow_private would allow; an alert"),
        (Reply(status=401), "chat", "401; an alert would be tried again"),
        (Reply(), "lost", "the variable NOBODY_SETS_THIS is not set; an alert would be tried again"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_far_side_says_is_told_in_clear_words(
    folder: Path, capsys: pytest.CaptureFixture[str], reply: Reply, channel: str, words: str
) -> None:
    with open_receiver(reply) as receiver:
        configure(folder, receiver)
        code = call(folder, "test", channel)
    said = capsys.readouterr().out

    assert code == 1
    assert words in said
    assert "hidden" not in said


def test_a_channel_that_is_not_there_cannot_be_tried(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_receiver() as receiver:
        configure(folder, receiver)
        code = call(folder, "test", "pigeon")

    assert code == 2
    assert "no channel pigeon; expected one of bus, chat, desk-hook, guarded, log, lost" in capsys.readouterr().err


def test_channels_are_listed_with_where_their_secrets_are_and_never_what_they_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_receiver() as receiver:
        configure(folder, receiver)
    (folder.parent / "key").write_text("hunter2")
    call(folder, "list", "--json")
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_id = {one["channel"]: one for one in listed}

    assert [one["kind"] for one in listed] == ["kafka", "apprise", "webhook", "webhook", "log", "apprise"]
    assert by_id["lost"]["secrets"] == ["NOBODY_SETS_THIS is not set"]
    assert by_id["bus"]["secrets"] == ["/nowhere/key is not there"]
    assert by_id["desk-hook"]["secrets"] == [f"{folder.parent / 'key'} is there"]
    assert "which holds no webhook secret" in by_id["desk-hook"]["flaws"][0]
    assert by_id["log"]["subscriptions"] == ["log"]
    call(folder, "list")
    said = capsys.readouterr().out
    assert "desk-hook" in said
    assert not {"hidden", "hunter2"} & set(said.replace("/", " ").split())
