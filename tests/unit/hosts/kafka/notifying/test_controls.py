"""The last word on every silence."""

from datetime import timedelta

import pytest

from tests.builders import NOON
from workers.alert.silence import MadeSilence, Silence
from workers.errors import StateError
from workers.hosts.kafka.notifying.controls import Register, control_key, control_value


def silence(name: str) -> Silence:
    return Silence(id=name, alert="7f3c9e21d04b", by="me", because="known")


def register(*made: MadeSilence) -> Register:
    found = Register()
    for one in made:
        found = found.after(control_key(one.silence.id), control_value(one))
    return found


def test_a_silence_is_in_force_until_somebody_ends_it() -> None:
    first, second = MadeSilence(silence=silence("s1")), MadeSilence(silence=silence("s2"))
    ended = MadeSilence(silence=silence("s1"), expired_at=NOON + timedelta(hours=1))

    assert register(second, first).in_force == (silence("s1"), silence("s2"))
    assert register(first, second, ended).in_force == (silence("s2"),)
    assert register(first, second, ended).records[control_key("s1")] == ended


def test_a_record_without_a_value_takes_a_silence_away() -> None:
    assert register(MadeSilence(silence=silence("s1"))).after(control_key("s1"), None) == Register()


def test_controls_of_other_kinds_are_passed_over() -> None:
    one = register(MadeSilence(silence=silence("s1")))

    assert one.after(b"subscription x", b"{}") is one
    assert one.after(None, b"{}") is one


def test_a_silence_that_cannot_be_read_says_so() -> None:
    with pytest.raises(StateError, match="silence s1: cannot be read"):
        Register().after(control_key("s1"), b"{}")
