"""What a template sees of a notice: the public shape of the alert, and a few things worked out for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from workers.alert.body import YOUNG_DAYS
from workers.alert.render.names import Names, name_in
from workers.model.alert import AlertState, ArticleShown, Change, ChangeType
from workers.model.notice import AnyNotice, DigestNotice, Notice

ALERT_KEYS = ("alert", "notice", "step", "bars", "reading", "named", "young", "confirmed")
DIGEST_KEYS = ("digest", "notice")
MOST_READ = 5

View = Mapping[str, object]


def view_of(notice: AnyNotice, names: Names) -> View:
    """The names a template may use; their values are plain: mappings, lists, texts, numbers, times (UTC)."""
    about = {
        "id": notice.id,
        "subscription": notice.subscription_id,
        "verdict": notice.verdict.value,
        "repeat": notice.repeat if isinstance(notice, Notice) else 0,
        "time_zone": notice.time_zone,
        "asked": notice.asked,
    }
    if isinstance(notice, DigestNotice):
        return {"digest": _plain(notice.digest), "notice": about}
    change = notice.change
    return {
        "alert": _plain(change),
        "notice": about,
        "step": step_of(notice),
        "bars": bars_of(change),
        "reading": [_plain(one) for one in first_to_read(change.evidence.articles_shown)],
        "named": {
            "countries": named(change.evidence.regions, names.countries),
            "languages": named(change.evidence.languages, names.languages),
            "topics": named(change.evidence.topics, names.topics),
            "parts": _parts(change, names),
        },
        "young": change.why.baseline_days < YOUNG_DAYS,
        "confirmed": "not_confirmed" not in change.told_because,
    }


def step_of(notice: Notice) -> str:
    """Where in its life the alert is for a reader: ``opened``, ``updated``, ``repeated`` or ``resolved``."""
    if notice.change.state is AlertState.RESOLVED:
        return "resolved"
    if notice.repeat:
        return "repeated"
    return "opened" if notice.change.type is ChangeType.OPENED else "updated"


def _plain(value: object) -> object:
    return msgspec.to_builtins(value, builtin_types=(datetime,))


def bars_of(change: Change) -> list[dict[str, object]]:
    """The windows as bars of one scale: how long, seen and usual, and both in percent of the longest bar.

    What is more than nothing has at least one percent, or nobody would see it.
    """
    windows = change.why.windows
    longest = max((max(one.observed, one.expected) for one in windows), default=0.0)
    return [
        {
            "window": one.window,
            "observed": one.observed,
            "expected": one.expected,
            "observed_percent": _percent(one.observed, longest),
            "expected_percent": _percent(one.expected, longest),
        }
        for one in windows
    ]


def _percent(value: float, longest: float) -> int:
    return max(1, round(100 * value / longest)) if value > 0 and longest > 0 else 0


def first_to_read(shown: Sequence[ArticleShown]) -> list[ArticleShown]:
    """The earliest article, then the most copied, those that name the watch in their title first among equals."""
    titled = [one for one in shown if one.title]
    rest = sorted(titled[1:], key=lambda one: (-one.copies, not one.in_title, one.fetched_at, one.article_id))
    return (titled[:1] + rest)[:MOST_READ]


def _parts(change: Change, names: Names) -> list[dict[str, object]]:
    """The parts of a watch that is split, each by the name of what it is a part by."""
    tables = {"region": names.countries, "language": names.languages, "topic": names.topics}
    return [
        {"code": part.value, "name": name_in(tables.get(part.by, {}), part.value), "origins": part.origins or 0}
        for part in change.parts
    ]


def named(counts: Mapping[str, int], names: Mapping[str, str]) -> list[dict[str, object]]:
    """Counts by code, the highest first, with what people call each."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [{"code": code, "name": name_in(names, code), "origins": origins} for code, origins in ordered]
