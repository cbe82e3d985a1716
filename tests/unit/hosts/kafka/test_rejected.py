"""What a reject says of itself."""

from tests.builders import NOON
from workers.hosts.kafka.rejected import (
    DETAIL,
    OFFSET,
    REASON,
    RECORDED_AT,
    REPLAYED,
    SIZE,
    Headers,
    Refusal,
    own_headers,
    reject_headers,
    said_in,
)

REFUSAL = Refusal(flow="pages", partition=2, offset=17, reason="binary", detail="a NUL byte", recorded_at=NOON)


def test_a_reject_says_why_and_from_where() -> None:
    headers = dict(reject_headers([], REFUSAL))

    assert (headers[REASON], headers[DETAIL], headers[OFFSET]) == (b"binary", b"a NUL byte", b"17")
    assert headers[RECORDED_AT] == NOON.isoformat().encode()
    assert SIZE not in headers


def test_the_pages_own_headers_stay() -> None:
    own: Headers = [("source", b"a"), ("source", b"b")]

    assert reject_headers(own, REFUSAL)[:2] == own
    assert own_headers(reject_headers(own, REFUSAL)) == own


def test_a_page_refused_again_says_only_why_it_was_last() -> None:
    again = Refusal(flow="pages", partition=0, offset=99, reason="empty", detail="nothing")
    headers = reject_headers([*reject_headers([], REFUSAL), (REPLAYED, b"2:17")], again)

    assert [value for name, value in headers if name == REASON] == [b"empty"]
    assert RECORDED_AT not in dict(headers)
    assert dict(headers)[REPLAYED] == b"2:17"


def test_a_header_without_a_value_becomes_an_empty_one() -> None:
    assert own_headers([("trace", None)]) == [("trace", b"")]


def test_a_long_detail_is_cut_between_letters() -> None:
    long = Refusal(flow="p", partition=0, offset=0, reason="bug", detail="é" * 2_000)
    detail = dict(reject_headers([], long))[DETAIL]

    assert len(detail) == 1_000
    assert set(detail.decode()) == {"é"}


def test_the_last_header_of_a_name_speaks() -> None:
    assert said_in([("a", b"1"), ("a", b"2"), ("a", None)], "a") == "2"
    assert said_in([], "a") is None
