"""What is known is held, for as long as was said."""

from datetime import timedelta

import pytest

from tests.builders import NOON, change, evidence
from workers.alert.counting import rank
from workers.alert.silence import Silence, is_past, silence_of
from workers.alert.subscription import WatchChoice
from workers.model.alert import Kind, Severity

ALL_DAY = Silence(
    id="s1", watches=WatchChoice(ids=("pier",)), until=NOON + timedelta(hours=1), by="desk", because="known exercise"
)


def silence(**fields: object) -> Silence:
    return Silence(**{"id": "s1", "by": "desk", "because": "known", "until": NOON + timedelta(hours=1)} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"watches": WatchChoice(ids=("pier",))}, True),
        ({"watches": WatchChoice(ids=("mole",))}, False),
        ({"watches": WatchChoice(tags=("harbour",))}, True),
        ({"watches": WatchChoice(owners=("desk",))}, False),
        ({"watches": WatchChoice(ids=("*",))}, True),
        ({"alert": "7f3c9e21d04b"}, True),
        ({"alert": "000000000000"}, False),
        ({"alert": "7f3c9e21d04b", "until": None}, True),
        ({"watches": WatchChoice(ids=("*",)), "regions": ("KR", "JP")}, True),
        ({"watches": WatchChoice(ids=("*",)), "regions": ("KP",)}, False),
        ({"watches": WatchChoice(ids=("mole",)), "regions": ("JP",)}, False),
        ({"topics": ("medtop:1", "medtop:2")}, True),
        ({"topics": ("medtop:2",)}, False),
        ({"languages": ("ko",)}, True),
        ({"languages": ("en",)}, False),
        ({"kinds": (Kind.COVERAGE_SPIKE, Kind.COVERAGE_GAP)}, True),
        ({"kinds": (Kind.COVERAGE_GAP,)}, False),
        ({"kinds": (Kind.COVERAGE_SPIKE,), "languages": ("en",)}, False),
    ],
)
def test_a_silence_holds_what_all_its_conditions_name(fields: dict[str, object], held: bool) -> None:
    about = change(
        evidence=evidence(
            origins=9, regions={"JP": 3, "KP": 2}, topics={"medtop:1": 3, "medtop:2": 2}, languages={"ko": 7, "en": 2}
        )
    )

    assert (silence_of(about, [silence(**fields)], NOON) is not None) == held


@pytest.mark.parametrize("severity", Severity)
def test_what_is_rarer_than_a_silence_says_is_told_all_the_same(severity: Severity) -> None:
    held = {
        most: silence_of(change(severity=severity), [silence(severity=most)], NOON) is not None for most in Severity
    }

    assert held == {most: rank(severity) <= rank(most) for most in Severity}


def test_a_silence_is_over_at_its_end_and_not_before() -> None:
    end = NOON + timedelta(hours=1)

    assert silence_of(change(), [ALL_DAY], end - timedelta(seconds=1)) is ALL_DAY
    assert silence_of(change(), [ALL_DAY], end) is None
    assert is_past(ALL_DAY, end)
    assert not is_past(silence(until=None, alert="7f3c9e21d04b"), NOON + timedelta(days=999))


def test_the_first_of_several_is_named() -> None:
    assert silence_of(change(), [silence(id="s0", alert="other"), silence(id="s2"), silence(id="s3")], NOON) == silence(
        id="s2"
    )
