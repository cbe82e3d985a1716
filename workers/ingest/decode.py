"""Bytes to a Page, or a refusal that says what was found and what was expected."""

import re
from codecs import BOM_UTF8
from datetime import UTC, datetime

from msgspec import Raw

from workers.errors import PageRejected
from workers.ingest.charset import decode_markup, decode_utf8
from workers.ingest.dates import in_utc
from workers.ingest.json_text import read_object
from workers.ingest.paths import find_field, places_of
from workers.ingest.rules import InputRules, field_names
from workers.model.page import Page, Payload
from workers.model.rejection import Reason
from workers.model.trace import read_traceparent

_KINDS = ("auto", "json", "text", "html")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
_MOST_CONTROLS = 0.005
_SHOWN = 60
_NO_TIME = (None, "", "None")
"""news-please writes a time that it does not know as Python's word for it."""
_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "an object",
}


def decode_page(payload: Payload, rules: InputRules) -> Page:
    """Decode one payload: JSON under the rules' field names, plain text, or HTML.

    Raises:
        PageRejected: it is too large, empty, binary, in an unknown encoding, no JSON object, holds neither text
            nor markup, or a field of it has the wrong type or an unreadable time.
    """
    value = payload.value
    _refuse_unreadable(payload, rules.max_bytes)
    match _kind_of(payload):
        case "json":
            return _decode_json(decode_utf8(value), rules)
        case "html":
            return Page(html=decode_markup(value))
        case _:
            return Page(text=decode_utf8(value))


def _refuse_unreadable(payload: Payload, max_bytes: int) -> None:
    size = payload.oversize or len(payload.value)
    if size > max_bytes:
        raise PageRejected(Reason.TOO_LARGE, f"{size:,} bytes; expected at most {max_bytes:,}")
    if payload.oversize:
        raise PageRejected(Reason.TOO_LARGE, f"{size:,} bytes, of which {len(payload.value):,} were read")
    if not payload.value.removeprefix(BOM_UTF8).strip():
        raise PageRejected(Reason.EMPTY, f"{len(payload.value)} bytes and none of them legible; expected a page")
    if payload.value[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PageRejected(Reason.NOT_UTF8, "UTF-16, by its first two bytes; expected UTF-8")
    place = payload.value.find(b"\x00")
    if place >= 0:
        raise PageRejected(Reason.BINARY, f"a NUL byte at offset {place}; expected text, HTML or JSON")
    controls = len(payload.value) - len(payload.value.translate(None, _CONTROLS))
    if controls > max(1, _MOST_CONTROLS * len(payload.value)):
        raise PageRejected(Reason.BINARY, f"{controls} control characters in {len(payload.value)} bytes; expected text")


def _kind_of(payload: Payload) -> str:
    if payload.kind not in _KINDS:
        raise PageRejected(
            Reason.WRONG_TYPE, f"a payload of kind {payload.kind!r}; expected one of {', '.join(_KINDS)}"
        )
    if payload.kind != "auto":
        return payload.kind
    start = payload.value[:1024].removeprefix(BOM_UTF8)
    if start.lstrip().startswith(b"{"):
        return "json"
    return "html" if _MARKUP.match(start) else "text"


def _decode_json(text: str, rules: InputRules) -> Page:
    names = field_names(rules)
    fields = read_object(text)
    found = {ours: find_field(fields, theirs) for ours, theirs in names.items()}
    page = Page(
        text=_text(found["text"], names["text"]),
        html=_text(found["html"], names["html"]),
        url=_text(found["url"], names["url"]),
        title=_text(found["title"], names["title"]),
        published=_published(found["published"], names["published"]),
        language=_text(found["language"], names["language"]),
        source=_text(found["source"], names["source"]),
        fetched_at=_fetched_at(found["fetched_at"], names["fetched_at"], rules.time_format),
        traceparent=read_traceparent(found["traceparent"]),
    )
    if page.text is None and page.html is None:
        raise PageRejected(Reason.NO_TEXT, _no_text(fields, names["text"], names["html"]))
    return page


def _no_text(fields: dict[str, Raw], *wanted: str) -> str:
    blank = [repr(name) for path in wanted for name in places_of(path) if name in fields]
    found = " and ".join(blank) + " without a word" if blank else ", ".join(sorted(fields)[:12])[:200]
    return f"an object with {found or 'no fields at all'}; expected {' or '.join(map(repr, wanted))}"


def _text(value: object, name: str) -> str | None:
    """A string that says something; None for null and for blank ones."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise PageRejected(Reason.WRONG_TYPE, f"{name!r} is {_type_of(value)}; expected a string")
    return value if value.strip() else None


def _published(value: object, name: str) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if abs(value) < 1e15 else None
    return _text(value, name)


def _fetched_at(value: object, name: str, time_format: str | None) -> datetime | None:
    """A moment in UTC.

    Raises:
        PageRejected: it is none.
    """
    if value in _NO_TIME:
        return None
    try:
        if isinstance(value, str):
            return _read_text_time(value.strip(), time_format)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        expected = f"a time as {time_format}" if time_format else "RFC 3339 as 2024-06-19T05:02:11Z, or Unix seconds"
        raise PageRejected(Reason.BAD_TIME, f"{name!r} is {_shown(value)}; expected {expected}") from None
    raise PageRejected(Reason.WRONG_TYPE, f"{name!r} is {_type_of(value)}; expected a string or a number")


def _read_text_time(text: str, time_format: str | None) -> datetime:
    if time_format is None:
        return in_utc(datetime.fromisoformat(text))
    return in_utc(datetime.strptime(text, time_format))  # noqa: DTZ007 - the zone may be missing; then it is UTC


def _type_of(value: object) -> str:
    return _TYPES.get(type(value), type(value).__name__)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
