"""Small kinds of value a person writes in a config file: a length of time, a time of day, a text, a variable's name.

The first two are their own text, so they are written back as they were read; they are
checked when made, so one that exists is a good one.
"""

import re
from datetime import time, timedelta
from typing import Annotated, Self

from msgspec import Meta

Text = Annotated[str, Meta(min_length=1, description="text that is not empty")]

EnvName = Annotated[str, Meta(pattern=r"\A[A-Za-z_][A-Za-z0-9_]*\Z", description="the name of an environment variable")]

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,7})([smhd])", re.ASCII)
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


class Duration(str):
    """A length of time as text: a whole number and a unit, as ``90s``, ``5m``, ``6h`` or ``2d``.

    Two that say the same in other words (``24h``, ``1d``) are different texts; compare `seconds`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Make one.

        Raises:
            ValueError: the text is not a duration.
        """
        if not _DURATION.fullmatch(text):
            raise ValueError("a duration such as 90s, 5m, 6h or 2d")
        return super().__new__(cls, text)

    @property
    def seconds(self) -> int:
        """The same in seconds."""
        return int(self[:-1]) * _UNITS[self[-1]]

    @property
    def delta(self) -> timedelta:
        """The same as Python's own type."""
        return timedelta(seconds=self.seconds)


class TimeOfDay(str):
    """A time of day as text, ``00:00`` to ``23:59``; which time zone is for the field beside it to say."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Make one.

        Raises:
            ValueError: the text is not a time of day.
        """
        if not _TIME_OF_DAY.fullmatch(text):
            raise ValueError("a time of day such as 07:00 or 22:30")
        return super().__new__(cls, text)

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        return int(self[:2]) * 60 + int(self[3:])

    @property
    def time(self) -> time:
        """The same as Python's own type, without a time zone."""
        return time(int(self[:2]), int(self[3:]))


def to_text(value: object) -> str:
    """Write one of these, or any text of a kind of its own, as text: the ``enc_hook`` of encoders that meet them.

    Raises:
        NotImplementedError: the value is no text.
    """
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def from_text(kind: type[object], value: object) -> object:
    """Read one of these from its text: the ``dec_hook`` of every decoder that meets them.

    Raises:
        NotImplementedError: another kind is wanted.
        ValueError: the text does not say one.
    """
    if isinstance(value, str) and (kind is Duration or kind is TimeOfDay):
        return kind(value)
    raise NotImplementedError(kind.__name__)
