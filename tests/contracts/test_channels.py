"""What every channel promises; a new one is found by the union it must join."""

import inspect
from pathlib import Path
from typing import get_args

import pytest

from tests.contracts.far_sides import FAR_SIDES, channel_of
from tests.contracts.rough_servers import Fault
from workers.channels import AnyChannel, decode_channel
from workers.channels.base import Channel, Needs
from workers.config.node import Place, as_node

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
def test_a_channel_shows_its_id_and_says_what_it_needs(kind: type[AnyChannel], tmp_path: Path) -> None:
    with FAR_SIDES[name(kind)].open(Fault.REFUSE, tmp_path) as tried:
        channel = channel_of(name(kind), tried)

    assert isinstance(channel, kind)
    assert "desk-way" in repr(channel)
    assert isinstance(channel.needs, Needs)


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_a_channel_sends_as_the_protocol_says(kind: type[AnyChannel]) -> None:
    assert inspect.iscoroutinefunction(kind.send)
    assert list(inspect.signature(kind.send).parameters) == list(inspect.signature(Channel.send).parameters)


def test_every_kind_has_a_far_side_to_be_tried_with() -> None:
    """The tests of secrets run over these, so a kind without one would be examined by nobody."""
    assert set(FAR_SIDES) == {name(kind) for kind in KINDS}


def test_a_channel_of_a_kind_nobody_knows_is_a_mistake_in_its_line() -> None:
    place = Place(file="channels.yaml", path="channels[0]", node=as_node({"id": "x", "kind": "pigeon"}))
    decoded = decode_channel(place)

    assert decoded.value is None
    assert "pigeon" in str(decoded.mistakes[0])
