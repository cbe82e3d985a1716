"""What templates can do to a value: `{{ value | name }}`. Each says nothing surer than it is."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from workers.alert.render.budget import budget_of
from workers.alert.render.names import Names, name_in

FIRST_STRONG, END = "\u2068", "\u2069"
"""Around a text that is written from right to left, so that the words beside it stay where they are."""
_STEERING = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of writing: in a title they could turn what stands behind it."""
_LONGEST_URL = 2_000
_LONGEST_BAR = 100
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"m": "minute", "h": "hour", "d": "day"}


@pass_context
def clock(context: Context, at: datetime | None) -> str:
    """A time by the subscription's clock, in full: ``2025-03-10 12:00 UTC``."""
    if at is None:
        return ""
    here = at.astimezone(zone_of(context))
    return f"{here:%Y-%m-%d %H:%M} {zone_name(here)}"


@pass_context
def short(context: Context, at: datetime | None) -> str:
    """The same without year and zone, for a text that says the zone elsewhere: ``10 Mar 12:00``."""
    if at is None:
        return ""
    here = at.astimezone(zone_of(context))
    return f"{here.day} {_MONTHS[here.month - 1]} {here:%H:%M}"


def zone_of(context: Context) -> tzinfo:
    """The time zone of whom the notice is for; UTC where this machine knows none of that name."""
    notice = context.resolve_or_missing("notice")
    name = notice.get("time_zone") if isinstance(notice, Mapping) else None
    try:
        return ZoneInfo(str(name or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def zone_name(here: datetime) -> str:
    """What a time's zone is called; where it has no letters, how far it is from UTC: ``UTC+03``."""
    name = here.tzname() or "UTC"
    return name if name[:1].isalpha() else f"UTC{name}"


def counted(number: float, one: str, several: str | None = None) -> str:
    """A number and what it counts: ``1 article``, ``3 articles``, ``1,204 articles``."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def more(number: int, one: str, several: str | None = None) -> str:
    """How many there are beside those told before: ``2 more articles``, ``no more articles``."""
    if number <= 0:
        return f"no more {several or f'{one}s'}"
    return f"{number:,} more {one if number == 1 else several or f'{one}s'}"


def number(value: float) -> str:
    """A number as people say it: ``3``, ``0.2``, ``48``, ``1,204``; ``next to none`` below 0.05."""
    if 0 < value < 0.05:
        return "next to none"
    if value < 10 and round(value, 1) != round(value):
        return f"{value:.1f}"
    return f"{value:,.0f}"


def often(weeks: float) -> str:
    """How rare, in words: ``about once in 11 weeks``. Nothing where it comes every week."""
    if weeks < 1:
        return ""
    return "about once in a week" if weeks < 1.5 else f"about once in {weeks:.0f} weeks"


def percent(share: float) -> str:
    """A share in percent; a hundred only where nothing is missing."""
    whole = round(100 * share)
    return f"{min(whole, 99) if share < 1 else whole} %"


def span(window: str) -> str:
    """The length of a window in words: ``15 minutes`` for ``15m``, ``hour`` for ``1h``."""
    amount, unit = window[:-1], _UNITS.get(window[-1:])
    if unit is None or not amount.isdigit():
        return window
    return unit if amount == "1" else f"{amount} {unit}s"


def lasting(seconds: float | None) -> str:
    """A length of time in its two largest units: ``5 hours 44 minutes``."""
    left = round((seconds or 0) / 60)
    days, hours, minutes = left // 1_440, left // 60 % 24, left % 60
    parts = [counted(amount, unit) for amount, unit in ((days, "day"), (hours, "hour"), (minutes, "minute")) if amount]
    return " ".join(parts[:2]) or "less than a minute"


def cut(text: str | None, most: int) -> str:
    """A text of at most so many characters; where some were left out, it ends in an ellipsis."""
    whole = plain(text)
    most = max(1, min(most, 10_000))
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


def sentence(text: str) -> str:
    """A text that begins with a capital and ends in a full stop."""
    end = "" if text.endswith((".", "!", "?", ".`")) else "."
    return f"{text[:1].upper()}{text[1:]}{end}" if text else ""


def plain(text: str | None) -> str:
    """A text on one line, without marks that turn the direction of writing or do other unseen things."""
    spaced = " ".join((text or "").translate(_STEERING).split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) != "Cc")


@pass_context
def titled(context: Context, text: str | None) -> str:
    """A title as it was, kept apart from the direction of the words around it."""
    whole = plain(text)
    if context.eval_ctx.autoescape:
        return Markup('<span dir="auto">{}</span>').format(whole)
    return f"{FIRST_STRONG}{whole}{END}" if any(map(_from_the_right, whole)) else whole


def _from_the_right(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")


def link(url: str | None) -> str:
    """An address that a mail program may open; nothing where it is none of the web, or longer than any honest one."""
    text = (url or "").strip()
    fits = text.lower().startswith(("https://", "http://")) and len(text) <= _LONGEST_URL and text.isprintable()
    return text if fits and " " not in text else ""


@pass_context
def bar(context: Context, value: float, width: int = 1, mark: str = "█") -> str:
    """A bar of so many marks for a value of 0 to 100 percent of the width."""
    marks = max(1, round(value * min(width, _LONGEST_BAR) / 100)) if value > 0 else 0
    budget_of(context).take(characters=marks)
    return mark[:1] * marks


def padded(text: object, width: int) -> str:
    """A text filled up with blanks at its end, for columns."""
    return f"{text!s:{max(0, min(width, _LONGEST_BAR))}}"


FILTERS: Mapping[str, Callable[..., object]] = {
    one.__name__: one
    for one in (
        *(bar, clock, counted, cut, lasting, link, more, number, often, padded, percent, plain, sentence, short, span),
        titled,
    )
}
"""By the names templates know them by."""


def naming(names: Names) -> Mapping[str, Callable[[str], str]]:
    """The filters that put a name in the place of a code."""
    tables = {"country": names.countries, "language": names.languages, "subject": names.topics}
    return {name: partial(name_in, table) for name, table in tables.items()}
