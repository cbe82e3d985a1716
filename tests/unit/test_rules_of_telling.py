"""Subscriptions and silences of the config, as the rules hand them on."""

from datetime import UTC, datetime

import pytest

from tests.unit.documents.folder import documents_of, shipped_once
from workers.alert.subscription import DigestTimes, Limit, QuietHours
from workers.errors import ConfigError
from workers.model.alert import Kind, Severity
from workers.model.setting import Duration, TimeOfDay
from workers.rules import Rules, compile_rules

WATCHES = "watches: [{id: a, terms: [Alpha]}]"


def compiled(subscriptions: str) -> Rules:
    return compile_rules(documents_of(watches=WATCHES, subscriptions=subscriptions), shipped_once())


def test_an_area_that_is_subscribed_to_becomes_its_countries() -> None:
    wish = "subscriptions: [{id: s, watches: {ids: [a]}, channels: [log], regions: [030, NO]}]"

    (subscription,) = compiled(wish).subscriptions

    assert {"JP", "KP", "NO"} <= set(subscription.regions)
    assert not {"030", "SE"} & set(subscription.regions)


def test_a_time_zone_nobody_knows_stops_the_start() -> None:
    """It would be found out at the first notice, otherwise."""
    wish = "subscriptions: [{id: s, watches: {ids: [a]}, channels: [log], time_zone: Asia/Soul}]"

    with pytest.raises(ConfigError) as raised:
        compiled(wish)

    assert [(mistake.path, mistake.expected) for mistake in raised.value.mistakes] == [
        ("subscriptions[0].time_zone", "Asia/Seoul (did you mean that?)")
    ]


def test_when_somebody_is_told_is_handed_on() -> None:
    wish = (
        "subscriptions: [{id: s, watches: {ids: [a]}, channels: [log], time_zone: Asia/Seoul, max_age: 12h, "
        "quiet_hours: {from: 22:00, to: 07:00, except: critical}, digest: {at: 07:00}, limit: {notices: 5, per: 1h}}]"
    )

    (subscription,) = compiled(wish).subscriptions

    assert subscription.time_zone == "Asia/Seoul"
    assert subscription.quiet_hours == QuietHours(
        from_=TimeOfDay("22:00"), to=TimeOfDay("07:00"), except_=Severity.CRITICAL
    )
    assert subscription.digest == DigestTimes(at=TimeOfDay("07:00"))
    assert subscription.limit == Limit(notices=5, per=Duration("1h"))
    assert subscription.max_age == "12h"


def test_repeats_and_silences_are_obeyed_with_areas_as_the_countries_in_them() -> None:
    wishes = (
        "subscriptions: [{id: s, watches: {ids: [a]}, channels: [log], repeat_after: 6h}]\n"
        "silences:\n"
        "  - {id: s1, watches: {ids: [a]}, regions: ['155'], until: 2030-01-01T01:00:00+01:00, by: d, because: k}\n"
        "  - {id: s2, alert: 7f3c9e21d04b, until: resolved, by: desk, because: known}\n"
        "  - {id: s3, watches: {ids: ['*']}, topics: [medtop:16000000], languages: [ko], kinds: [coverage_gap],"
        " severity: warning, until: 2030-01-01T00:00:00Z, by: desk, because: known}\n"
    )
    rules = compiled(wishes)
    area, alert, narrow = rules.silences

    assert rules.subscriptions[0].repeat_after == "6h"
    assert {"DE", "FR"} < set(area.regions)
    assert area.until == datetime(2030, 1, 1, tzinfo=UTC)
    assert (alert.alert, alert.until) == ("7f3c9e21d04b", None)
    assert (narrow.topics, narrow.languages) == (("medtop:16000000",), ("ko",))
    assert (narrow.kinds, narrow.severity) == ((Kind.COVERAGE_GAP,), Severity.WARNING)
