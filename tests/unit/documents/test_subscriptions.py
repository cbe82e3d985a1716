"""What is said of silences and of access, where two words only make sense together."""

import pytest

from tests.unit.documents.folder import read_folder, told

WATCHES = "watches: [{id: a, terms: [Alpha]}]"
BY = "by: desk, because: known"


def of_silence(silence: str) -> list[str]:
    _, findings = read_folder(watches=WATCHES, subscriptions=f"silences:\n  - {{id: s, {silence}, {BY}}}\n")
    return told(findings)


@pytest.mark.parametrize(
    ("silence", "wrong"),
    [
        ("until: 2030-01-01T00:00:00Z", "found both watches and alert, or neither; expected one of them"),
        (
            "watches: {ids: [a]}, alert: 7f3c9e21d04b, until: resolved",
            "found both watches and alert, or neither; expected one of them",
        ),
        (
            "watches: {ids: [a]}, until: resolved",
            "found until: resolved without alert; expected a time, or the alert that has to end",
        ),
    ],
)
def test_a_silence_that_would_never_hold_or_never_end_is_told(silence: str, wrong: str) -> None:
    (mistake,) = of_silence(silence)

    assert mistake == f"config/subscriptions.yaml:2: silences[0]: {wrong}"


@pytest.mark.parametrize(
    "silence",
    [
        "alert: 7f3c9e21d04b, until: resolved",
        "alert: 7f3c9e21d04b, until: 2030-01-01T00:00:00Z",
        "watches: {ids: [a]}, until: 2030-01-01T00:00:00Z",
    ],
)
def test_a_silence_of_an_alert_ends_with_it_or_at_a_time(silence: str) -> None:
    assert of_silence(silence) == []


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        ("quiet_hours: {from: 22:00, to: 22:00}", "quiet_hours: found quiet hours of no length"),
        ("quiet_hours: {from: 22:00}", "quiet_hours"),
        ("quiet_hours: {from: 22:00, to: 07:00, except: loud}", 'quiet_hours.except: found "loud"'),
        ("digest: {}", "digest: found both at and every, or neither"),
        ("digest: {every: 30s}", "digest: found less than a minute"),
        ("limit: {notices: 0, per: 1h}", 'limit.notices: found "0"'),
        ("limit: {notices: 5, per: 0h}", "limit: found a limit per no time"),
    ],
)
def test_hours_digests_and_limits_that_cannot_be_are_told(wish: str, wrong: str) -> None:
    one = f"subscriptions:\n  - {{id: s, watches: {{ids: [a]}}, channels: [log], {wish}}}\n"
    _, findings = read_folder(watches=WATCHES, subscriptions=one)
    (mistake,) = told(findings)

    assert mistake.startswith(f"config/subscriptions.yaml:2: subscriptions[0].{wrong}")


@pytest.mark.parametrize("given", ["", ", username: gw", ", mechanism: plain"])
def test_sasl_needs_both_a_mechanism_and_a_name(given: str) -> None:
    _, findings = read_folder(watches=WATCHES, groundswell=f"security: {{protocol: sasl_ssl{given}}}\n")

    assert told(findings) == [
        "config/groundswell.yaml:1: security: found sasl_ssl without mechanism and username; expected both"
    ]
