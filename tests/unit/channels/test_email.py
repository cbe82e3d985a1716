"""The settings of the channel `email`."""

import pytest

from workers.channels import decode_channel
from workers.channels.email import Email
from workers.channels.smtp import PORTS, Server
from workers.config.node import Place, Plain, as_node

LEAST: dict[str, Plain] = {"host": "smtp.example", "from": "alerts@desk.example", "to": ["desk@desk.example"]}


def decoded(**fields: Plain) -> Email | str:
    """The channel, or what is wrong with it."""
    node = as_node(
        {"id": "mail", "kind": "email", **LEAST, **{name.rstrip("_"): said for name, said in fields.items()}}
    )
    made = decode_channel(Place(file="channels.yaml", path="channels[0]", node=node))
    if made.mistakes:
        return " ".join(map(str, made.mistakes))
    assert isinstance(made.value, Email)
    return made.value


def test_a_server_and_two_addresses_are_enough() -> None:
    made = decoded()

    assert isinstance(made, Email)
    assert (made.security, made.port, PORTS[made.security]) == ("starttls", None, 587)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": []}, "a list of 1 to 50 addresses"),
        ({"to": ["a@desk.example"] * 51}, "found 51 recipients; expected at most 50"),
        ({"to": ["desk"]}, "an address such as desk@example.org"),
        ({"from_": "a@desk.example\nBcc: b@desk.example"}, "an address such as desk@example.org"),
        ({"host": "smtp.example/x"}, "a name or an IP address"),
        ({"port": "0"}, "a whole number of at least 1"),
        ({"security": "ssl"}, "one of none, starttls, tls"),
        ({"username": "desk"}, "found a username or a password alone; expected both, or neither"),
        ({"password_env": "P"}, "found a username or a password alone; expected both, or neither"),
        ({"username": "d", "password_env": "P", "password_file": "p"}, "found both password_env and password_file"),
        ({"username": "d", "password_env": "P", "security": "none"}, "found a password with security: none"),
        ({"timeout": "0s"}, "found a timeout of nothing"),
        ({"password": "hidden"}, "password"),
    ],
)
def test_a_setting_that_cannot_be_is_a_mistake(fields: dict[str, Plain], said: str) -> None:
    mistake = decoded(**fields)

    assert isinstance(mistake, str)
    assert said in mistake
    assert "hidden" not in mistake


def test_on_this_machine_a_password_needs_no_tls() -> None:
    assert isinstance(decoded(host="localhost", username="d", password_env="P", security="none"), Email)


def test_what_lets_in_is_not_shown() -> None:
    server = Server(host="h", port=1, security="tls", ca_file=None, username="hidden", password="hidden", timeout_s=1.0)

    assert "hidden" not in repr(server)
