"""What every channel promises; a new one is found by the union it must join."""

import inspect
from typing import get_args

import msgspec
import pytest

from workers.channels import AnyChannel, decode_channel
from workers.channels.base import Channel, Needs
from workers.config.node import Place, Plain, as_node

KINDS: tuple[type[AnyChannel], ...] = get_args(AnyChannel)


def name(kind: type[AnyChannel]) -> str:
    return str(kind.__struct_config__.tag)


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_channel_is_a_frozen_value_that_refuses_keys_it_does_not_know(kind: type[AnyChannel]) -> None:
    config = kind.__struct_config__

    assert config.frozen
    assert config.forbid_unknown_fields
    assert config.tag_field == "kind"


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_channel_has_an_id_and_says_what_it_needs(kind: type[AnyChannel]) -> None:
    assert "id" in {field.name for field in msgspec.structs.fields(kind)}
    assert isinstance(kind.needs, Needs)


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_channel_sends_as_the_protocol_says(kind: type[AnyChannel]) -> None:
    assert inspect.iscoroutinefunction(kind.send)
    assert list(inspect.signature(kind.send).parameters) == list(inspect.signature(Channel.send).parameters)


EVERYTHING: dict[str, dict[str, Plain]] = {
    "log": {"path": "alerts.log", "format": "json"},
    "webhook": {"url": "https://desk.example/hidden", "secret_file": "key", "timeout": "5s", "allow_private": "true"},
}
"""A config of each kind, for those who come after: what is secret in it has "hidden" in it."""


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_channel_shows_its_id_and_nothing_that_is_secret(kind: type[AnyChannel]) -> None:
    node = as_node({"id": "desk-way", "kind": name(kind), **EVERYTHING[name(kind)]})
    channel = decode_channel(Place(file="channels.yaml", path="channels[0]", node=node)).value

    assert isinstance(channel, kind)
    assert "desk-way" in repr(channel)
    assert "hidden" not in repr(channel)


def test_a_channel_of_a_kind_nobody_knows_is_a_mistake_in_its_line() -> None:
    place = Place(file="channels.yaml", path="channels[0]", node=as_node({"id": "x", "kind": "pigeon"}))
    decoded = decode_channel(place)

    assert decoded.value is None
    assert "pigeon" in str(decoded.mistakes[0])
