"""What the fields of several files have in common: ids, codes, and texts that are not empty."""

from datetime import datetime
from typing import Annotated, Self

from msgspec import Meta

from workers.model.setting import Duration
from workers.model.setting import Text as Text  # files ask for it here, beside the other words

_REGION = r"\A[A-Za-z0-9][A-Za-z0-9-]{1,39}\Z"
"""A code, or a name of a group: wherever the one may be named, the other may."""

Id = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\Z",
        description="an id of letters, digits and . _ : - (100 at most, a letter or digit first)",
    ),
]

RegionCode = Annotated[
    str,
    Meta(
        pattern=_REGION,
        description="a country such as NO (ISO 3166-1), an area such as 030 (M49) or a group such as G7",
    ),
]

GroupName = Annotated[
    str,
    Meta(
        pattern=_REGION,
        description="a name of letters, digits and - (2 to 40, a letter or digit first)",
    ),
]

LanguageCode = Annotated[
    str,
    Meta(pattern=r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", description="a language such as en or zh-Hans (BCP 47)"),
]

SLOT_S = 300


class BucketWidth(Duration):
    """A width that divides the hour and is worth having."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Make one.

        Raises:
            ValueError: it is none of the widths.
        """
        try:
            width = super().__new__(cls, text)
        except ValueError:
            width = None
        if width is None or width.seconds not in (60, 300, 900, 1_800, 3_600):
            raise ValueError("one of 1m, 5m, 15m, 30m, 60m")
        return width


class WholeSlots(Duration):
    """A whole number of the clock's slots of five minutes; ``0m`` is one too."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Make one.

        Raises:
            ValueError: it is no duration, or cuts a slot.
        """
        try:
            slots = super().__new__(cls, text)
        except ValueError:
            slots = None
        if slots is None or slots.seconds % SLOT_S:
            raise ValueError("a whole number of 5 minutes, such as 10m")
        return slots


class Until(str):
    """The end of something: a time with its zone, or ``resolved`` for the end of an alert."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Make one.

        Raises:
            ValueError: it says neither.
        """
        end = super().__new__(cls, text)
        try:
            fits = end.at is None or end.at.tzinfo is not None
        except ValueError:
            fits = False
        if not fits:
            raise ValueError("a time with its zone such as 2024-07-01T00:00:00Z, or resolved")
        return end

    @property
    def at(self) -> datetime | None:
        """The time; None for ``resolved``."""
        return None if self == "resolved" else datetime.fromisoformat(self)
