"""What a process shows at `/metrics`: its own, from the start, and never more than its config is long."""

import re
from collections.abc import Iterator

import pytest
import structlog
from msgspec.structs import replace
from prometheus_client import generate_latest

from tests.unit.documents.folder import documents_of, shipped_once
from workers import metrics
from workers.alert.hour import Hour
from workers.hosts.observe import Observer
from workers.metrics import Part
from workers.rules import Rules, compile_rules

QUIET = structlog.get_logger(wrapper_class=structlog.make_filtering_bound_logger("critical"))
MANY = 10_000


@pytest.fixture
def rules() -> Rules:
    return compile_rules(documents_of(watches="watches: [{id: pier, terms: [Old Pier]}]"), shipped_once())


@pytest.fixture(autouse=True)
def _everything_again() -> Iterator[None]:
    """Other tests of this process look at all of them."""
    yield
    metrics.REGISTRY.show(metrics.ALL_ROOMS)


def shown() -> list[str]:
    """The series as they are scraped."""
    page = generate_latest(metrics.REGISTRY).decode()
    return [line for line in page.splitlines() if line.startswith("groundswell_")]


def start(part: Part, rules: Rules) -> Observer:
    observer = Observer(QUIET)
    observer.started(part, rules, ("desk", "mail"), live=True)
    return observer


@pytest.mark.parametrize(
    ("part", "theirs"),
    [
        (Part.READ, "watermark_timestamp_seconds"),
        (Part.READ, "verdicts_total"),
        (Part.COUNT, "pages_read_total"),
        (Part.COUNT, "notices_owed"),
        (Part.NOTIFY, "intake_ratio"),
        (Part.RUN, "consumer_lag_records"),
    ],
)
def test_a_part_says_nothing_of_what_others_do(part: Part, theirs: str, rules: Rules) -> None:
    """A watermark of 0 that a reader shows would be taken for a clock that stands still since 1970."""
    start(part, rules)

    assert [line for line in shown() if line.startswith(f"groundswell_{theirs}")] == []


def test_series_stand_at_zero_before_their_first_event(rules: Rules) -> None:
    """Else the first increase of all is never seen."""
    start(Part.RUN, rules)
    zero = set(shown())

    assert 'groundswell_pages_rejected_total{reason="too_slow"} 0.0' in {re.sub(r" \S+$", " 0.0", one) for one in zero}
    for series in (
        'groundswell_verdicts_total{verdict="hold_too_old"}',
        'groundswell_delivery_attempts_total{channel="mail",result="gave_up"}',
        'groundswell_delivery_seconds_count{channel="desk"}',
        'groundswell_alerts_open{kind="coverage_gap"}',
        'groundswell_step_taken_total{step="route"}',
    ):
        assert any(one.startswith(series) for one in zero), series


def test_ten_thousand_watches_make_no_more_series_than_one(rules: Rules) -> None:
    start(Part.RUN, rules)
    few = len(shown())
    watches = {f"w{number}": replace(rules.watches["pier"], watch_id=f"w{number}") for number in range(MANY)}

    observer = start(Part.RUN, replace(rules, watches=watches))
    for first in range(0, MANY, 100):
        observer.busiest({f"w{number}": Hour(observed=number, expected=1.5) for number in range(first, first + 100)})

    assert f"groundswell_watches {float(MANY)}" in shown()
    assert len(shown()) == few + 2 * 100
    observer.busiest({})
    assert len(shown()) == few


def test_the_config_in_use_is_known_by_its_hash_alone(rules: Rules) -> None:
    observer = start(Part.COUNT, rules)
    observer.configured(replace(rules, config_hash="sha256:00000001"), ())
    observer.config_refused()

    told = shown()

    assert [one for one in told if one.startswith("groundswell_config_info")] == [
        'groundswell_config_info{hash="sha256:00000001"} 1.0'
    ]
    assert "groundswell_config_reload_success 0.0" in told


def test_the_memory_it_holds_is_less_than_it_may_hold(rules: Rules) -> None:
    start(Part.READ, rules)
    said = {one.split()[0]: float(one.split()[1]) for one in shown() if "_memory_" in one}

    assert 1e7 < said["groundswell_memory_peak_bytes"] < said["groundswell_memory_limit_bytes"]
