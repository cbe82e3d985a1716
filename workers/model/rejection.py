"""An input refused, whole, with a reason."""

from enum import StrEnum

from msgspec import Struct

from workers.model.page import Payload


class Reason(StrEnum):
    """Why a page was refused, in one word. Doubles as a metric label."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    BINARY = "binary"
    BROKEN_JSON = "broken_json"
    WRONG_TYPE = "wrong_type"
    NO_TEXT = "no_text"
    NO_ARTICLE = "no_article"
    NO_TIME = "no_time"
    BAD_TIME = "bad_time"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    BUG = "bug"


class Rejection(Struct, frozen=True, kw_only=True):
    """A payload that became no article, with its bytes untouched."""

    payload: Payload
    reason: Reason
    detail: str
