import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import payload
from workers.errors import PageRejected
from workers.ingest.decode import decode_page
from workers.ingest.rules import FORMATS, InputRules
from workers.model.page import Page
from workers.model.rejection import Reason

PLAIN = InputRules()
MORNING = datetime(2024, 6, 19, 5, 2, 11, tzinfo=UTC)


def decode(value: bytes | str, rules: InputRules = PLAIN, kind: str = "auto") -> Page:
    return decode_page(payload(value, kind=kind), rules)


def refused(value: bytes | str, rules: InputRules = PLAIN, kind: str = "auto") -> PageRejected:
    with pytest.raises(PageRejected) as refusal:
        decode(value, rules, kind)
    return refusal.value


@pytest.mark.parametrize(
    ("value", "page"),
    [
        ('{"text": "a b"}', Page(text="a b")),
        ('  \n{"html": "<p>a", "extra": [1, {"b": null}]}', Page(html="<p>a")),
        ("<!DOCTYPE html><p>a", Page(html="<!DOCTYPE html><p>a")),
        ("\n<HTML lang=en><p>a", Page(html="\n<HTML lang=en><p>a")),
        ("<b>not a page</b>", Page(text="<b>not a page</b>")),
        ("\ufeffplain", Page(text="plain")),
        ('\ufeff{"text": "a"}', Page(text="a")),
        ('{"text": "a", "title": null, "url": " "}', Page(text="a")),
    ],
)
def test_the_first_bytes_tell_json_html_and_text(value: str, page: Page) -> None:
    assert decode(value) == page


def test_a_host_may_say_what_it_is() -> None:
    assert decode('{"text": "a"}', kind="text") == Page(text='{"text": "a"}')


@pytest.mark.parametrize(
    ("value", "reason", "named"),
    [
        (b"", Reason.EMPTY, "0 bytes"),
        (b" \n\t ", Reason.EMPTY, "4 bytes"),
        (b"caf\xe9 au lait", Reason.NOT_UTF8, "0xe9 at offset 3"),
        (b'{"text": "caf\xe9"}', Reason.NOT_UTF8, "0xe9"),
        (b"\xff\xfea\x00", Reason.NOT_UTF8, "UTF-16"),
        (b"a\x00b", Reason.BINARY, "offset 1"),
        (b'{"text": "a\x00b"}', Reason.BINARY, "NUL"),
        (b"\x01\x02\x03\x04 text", Reason.BINARY, "control characters"),
        (b'{"text": "a', Reason.BROKEN_JSON, "truncated"),
        (b'{"text": "a"} {}', Reason.BROKEN_JSON, "one JSON object"),
        (b'{"text": tru}', Reason.BROKEN_JSON, "malformed"),
        (b'{"a": ' + b"[" * 50_000 + b"]" * 50_000 + b', "text": "a"}', Reason.BROKEN_JSON, "nested"),
        (b'{"a":' * 50_000, Reason.BROKEN_JSON, "nested"),
        (b'{"text": 7}', Reason.WRONG_TYPE, "'text' is a number; expected a string"),
        (b'{"text": ["a"]}', Reason.WRONG_TYPE, "'text' is an array"),
        (b'{"text": "a", "title": {"b": 1}}', Reason.WRONG_TYPE, "'title' is an object"),
        (b'{"text": "a", "fetched_at": true}', Reason.WRONG_TYPE, "'fetched_at' is true or false"),
        (b'{"text": "a", "published": [1]}', Reason.WRONG_TYPE, "'published' is an array"),
        (b'{"body": "a", "link": "b"}', Reason.NO_TEXT, "body, link; expected 'text' or 'html'"),
        (b'{"text": "  ", "html": null}', Reason.NO_TEXT, "'text' and 'html' without a word; expected 'text'"),
        (b"{}", Reason.NO_TEXT, "no fields"),
        (b'{"text": "a", "fetched_at": "last week"}', Reason.BAD_TIME, "'last week'; expected RFC 3339"),
        (b'{"text": "a", "fetched_at": 1e300}', Reason.BAD_TIME, "expected RFC 3339"),
        (b'{"text": "a", "fetched_at": "0001-01-01T00:00:00+14:00"}', Reason.BAD_TIME, "0001"),
    ],
)
def test_a_bad_page_is_refused_with_what_was_found(value: bytes, reason: Reason, named: str) -> None:
    refusal = refused(value)

    assert refusal.reason is reason
    assert named in refusal.detail


@pytest.mark.parametrize("value", [b"[1]", b'"a"', b"7", b"null"])
def test_json_that_is_no_object_is_refused(value: bytes) -> None:
    assert refused(value, kind="json").reason is Reason.WRONG_TYPE


def test_a_page_over_the_limit_is_refused_whole_or_cut() -> None:
    whole, cut = payload(b"a" * 101), replace(payload(b"a" * 50), oversize=5000)

    for page in (whole, cut):
        with pytest.raises(PageRejected, match="expected at most 100") as refusal:
            decode_page(page, InputRules(max_bytes=100))
        assert refusal.value.reason is Reason.TOO_LARGE


def test_a_page_that_the_host_cut_short_is_refused_though_it_is_under_the_limit() -> None:
    with pytest.raises(PageRejected, match="80 bytes, of which 50 were read") as refusal:
        decode_page(replace(payload(b"a" * 50), oversize=80), InputRules(max_bytes=100))

    assert refusal.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "written",
    ["2024-06-19T05:02:11Z", "2024-06-19T07:02:11+02:00", "2024-06-19 05:02:11", 1718773331, 1718773331.0],
)
def test_a_time_of_fetching_is_utc(written: str | float) -> None:
    assert decode(json.dumps({"text": "a", "fetched_at": written})).fetched_at == MORNING


def test_a_day_is_its_midnight_and_a_far_future_is_no_error_here() -> None:
    days = [decode(json.dumps({"text": "a", "fetched_at": day})).fetched_at for day in ("2024-06-19", "2203-01-01")]

    assert days == [datetime(2024, 6, 19, tzinfo=UTC), datetime(2203, 1, 1, tzinfo=UTC)]


def test_an_empty_time_is_none() -> None:
    assert decode('{"text": "a", "fetched_at": ""}').fetched_at is None


def test_the_operator_may_name_the_fields_and_the_form_of_times() -> None:
    rules = InputRules(fields={"text": "body", "url": "meta.link"}, time_format="%d-%b-%Y %H:%M:%S")
    page = decode('{"body": "a", "meta": {"link": "b"}, "fetched_at": "19-Jun-2024 05:02:11"}', rules)

    assert page == Page(text="a", url="b", fetched_at=MORNING)
    assert refused('{"body": "a", "fetched_at": "2024-06-19"}', rules).reason is Reason.BAD_TIME


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_maps_only_fields_of_ours(name: str) -> None:
    assert set(FORMATS[name]) <= set(FORMATS["groundswell"])


def test_a_formats_field_names_are_read() -> None:
    page = decode(
        '{"maintext": "a", "date_publish": "2024-06-18 10:00:00", "date_download": "2024-06-19 05:02:11", '
        '"source_domain": "tide.example", "title": "t", "url": "u", "language": "en", "filename": "f"}',
        InputRules(format="news-please"),
    )

    assert page == Page(
        text="a",
        title="t",
        url="u",
        language="en",
        source="tide.example",
        published="2024-06-18 10:00:00",
        fetched_at=MORNING,
    )


@pytest.mark.parametrize(
    "value",
    [
        "<html><meta charset=windows-1251><p>Привет".encode("cp1251"),
        '<?xml version="1.0" encoding="koi8-r"?><html><p>Привет'.encode("koi8-r"),
        '<html><meta http-equiv="content-type" content="text/html; charset=cp866"><p>Привет'.encode("cp866"),
    ],
)
def test_markup_may_declare_its_charset(value: bytes) -> None:
    assert (decode(value).html or "").endswith("Привет")


@pytest.mark.parametrize("charset", ["unicode_escape", "punycode", "idna", "zlib", "nonsense"])
def test_only_charsets_of_web_pages_are_believed(charset: str) -> None:
    assert refused(f"<html><meta charset={charset}><p>".encode() + b"\xe9").reason is Reason.NOT_UTF8


def outcome(value: bytes | str, rules: InputRules = PLAIN, kind: str = "auto") -> Page | PageRejected:
    try:
        return decode(value, rules, kind)
    except PageRejected as refusal:
        return refusal


def says_something(found: Page | PageRejected) -> bool:
    return bool(found.detail if isinstance(found, PageRejected) else found.text or found.html)


@given(st.binary(max_size=200), st.sampled_from(["auto", "json", "text", "html"]))
def test_any_bytes_are_a_page_or_refused(value: bytes, kind: str) -> None:
    assert says_something(outcome(value, kind=kind))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([*FORMATS["groundswell"], "x"]), JSON, max_size=8), st.sampled_from(sorted(FORMATS))
)
def test_any_json_object_is_a_page_or_refused(fields: dict[str, object], name: str) -> None:
    assert says_something(outcome(json.dumps(fields), InputRules(format=name), "json"))


@pytest.mark.parametrize("said", ["nothing of the kind", "00-0-0-00", 7, {"a": 1}])
def test_a_trace_that_is_none_is_no_fault_of_the_page(said: object) -> None:
    assert decode(json.dumps({"text": "a", "traceparent": said})) == Page(text="a")


def test_a_page_may_say_its_trace() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    assert decode(json.dumps({"text": "a", "traceparent": trace})).traceparent == trace
