"""Values as bytes."""

import zlib

import msgspec
import pytest
from msgspec import Struct

from workers.errors import StateError
from workers.hosts.forms import MOST_BYTES, PACKED, PLAIN, Form


class Thing(Struct, frozen=True, kw_only=True):
    name: str
    size: int = 7


THING = Thing(name="pier")
FORMS = (Form[Thing](Thing, "thing"), Form[Thing](Thing, "thing", packed=True))


@pytest.mark.parametrize("form", FORMS)
def test_either_form_reads_what_the_other_wrote(form: Form[Thing]) -> None:
    assert [form.decode(other.encode(THING)) for other in FORMS] == [THING] * 2


def test_what_says_the_same_several_times_is_packed_small() -> None:
    large = Thing(name="a pier " * 500)

    assert len(FORMS[1].encode(large)) * 20 < len(FORMS[0].encode(large))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x07abc",
        bytes((PLAIN,)) + b"\x93",
        bytes((PACKED,)) + b"no",
        bytes((PACKED,)) + zlib.compress(msgspec.msgpack.encode(THING))[:-3],
        bytes((PACKED,)) + zlib.compress(bytes(MOST_BYTES + 1)),
    ],
)
def test_what_is_not_ours_is_an_error_that_names_the_kind(data: bytes) -> None:
    with pytest.raises(StateError, match="thing"):
        FORMS[0].decode(data)
