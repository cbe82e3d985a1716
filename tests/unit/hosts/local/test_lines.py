"""Bytes to lines."""

from hypothesis import given
from hypothesis import strategies as st

from workers.hosts.local.lines import Line, LineCutter


def cut(chunks: list[bytes], limit: int = 100) -> list[Line]:
    cutter = LineCutter(limit)
    lines = [line for chunk in chunks for line in cutter.feed(chunk)]
    last = cutter.finish()
    return lines + ([last] if last else [])


def test_a_line_that_is_too_long_is_cut_and_its_true_size_told() -> None:
    (long, short) = cut([b"x" * 60, b"x" * 90 + b"\nshort\n"])

    assert (long.value, long.size, long.taken) == (b"x" * 100, 150, 151)
    assert short.value == b"short"


def test_the_last_line_needs_no_end() -> None:
    assert [(line.value, line.taken) for line in cut([b"one\ntw", b"o"])] == [(b"one", 4), (b"two", 3)]


def test_empty_lines_are_lines() -> None:
    assert [line.value for line in cut([b"\n\none\n"])] == [b"", b"", b"one"]


@given(st.lists(st.binary(max_size=8).map(lambda raw: raw.replace(b"\x00", b"\n")), max_size=12))
def test_where_chunks_are_cut_does_not_show(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)

    assert cut(chunks, limit=3) == cut([whole], limit=3)
    assert sum(line.taken for line in cut(chunks, limit=3)) == len(whole)


@given(st.binary(max_size=60))
def test_all_bytes_come_out_again(raw: bytes) -> None:
    expected = raw.split(b"\n")

    assert [line.value for line in cut([raw])] == (expected if expected[-1] else expected[:-1])
