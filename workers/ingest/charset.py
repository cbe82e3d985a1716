"""Bytes to text: UTF-8, or for markup what its own first lines declare."""

import re

from workers.errors import PageRejected
from workers.model.rejection import Reason

_DECLARED_WITHIN = 1024
_DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,30})|<\?xml[^>]*encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]{2,30})"
)
_KNOWN = re.compile(
    r"(?:windows-|cp)?(?:125[0-8]|874|866)|iso-?8859-?(?:[1-9]|1[0-6])|latin-?[1-9]|us-ascii|koi8-[ru]|macintosh"
    r"|shift[_-]?jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5(?:-hkscs)?|tis-620"
)
"""Charsets of web pages. Python knows others that are no charsets, and slow ones."""
_AS_BROWSERS_DO = {
    "iso-8859-1": "windows-1252",
    "us-ascii": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "gb2312": "gb18030",
}


def decode_utf8(value: bytes) -> str:
    """Text, without a byte order mark.

    Raises:
        PageRejected: it is not UTF-8.
    """
    try:
        return value.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        byte = value[error.start]
        detail = f"byte 0x{byte:02x} at offset {error.start} ({error.reason}); expected UTF-8"
        raise PageRejected(Reason.NOT_UTF8, detail) from None


def decode_markup(value: bytes) -> str:
    """As `decode_utf8`, but markup that is not UTF-8 may be what it declares itself to be.

    Raises:
        PageRejected: it is neither.
    """
    try:
        return decode_utf8(value)
    except PageRejected:
        text = _decode_as_declared(value)
        if text is None:
            raise
        return text


def _decode_as_declared(value: bytes) -> str | None:
    declared = _DECLARED.search(value, 0, _DECLARED_WITHIN)
    if declared is None:
        return None
    name = (declared[1] or declared[2]).decode("ascii").lower()
    if _KNOWN.fullmatch(name) is None:
        return None
    try:
        return value.decode(_AS_BROWSERS_DO.get(name, name))
    except (UnicodeDecodeError, LookupError):
        return None
