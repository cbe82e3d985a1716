"""Why somebody gets a notice, in words they used themselves."""

import pytest
from msgspec.structs import replace

from workers.alert.asked import asked_of
from workers.alert.subscription import Subscription, WatchChoice
from workers.model.alert import Kind, Severity

ALL = Subscription(id="desk", watches=WatchChoice(ids=("*",)), channels=("hook",))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "all watches"),
        ({"watches": WatchChoice(ids=("pier", "mole"))}, "watches pier, mole"),
        (
            {"watches": WatchChoice(ids=("pier",), tags=("sea",), owners=("me", "you"))},
            "watches pier or tagged sea or of me, you",
        ),
        ({"watches": WatchChoice(tags=tuple("abcde"))}, "watches tagged a, b, c and 2 more"),
        ({"watches": WatchChoice(tags=tuple("abcd"))}, "watches tagged a, b, c, d"),
        (
            {"watches": WatchChoice(tags=("security",)), "severity": Severity.WARNING},
            "watches tagged security, from warning on",
        ),
        (
            {"regions": ("JP", "KR"), "topics": ("medtop:1",), "languages": ("ko",)},
            "all watches, naming JP, KR, about medtop:1, in ko",
        ),
        (
            {"kinds": (Kind.COVERAGE_GAP, Kind.INGEST_ANOMALY)},
            "all watches, coverage gap, ingest anomaly",
        ),
    ],
)
def test_it_says_what_a_subscription_asks_for(fields: dict[str, object], words: str) -> None:
    assert asked_of(replace(ALL, **fields)) == f"subscription desk: {words}"
