"""Alerts about our own ingest have the shape of all alerts, and say in plain words what the guard saw."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from workers.alert.ingest import INGEST, IngestRules, ingest_change
from workers.model.alert import AlertState, Change, ChangeType, Kind, Part, Severity
from workers.model.fault import ALL, MORE, Fault, FaultStep

RULES = IngestRules(config_hash="sha256:11111111", link_base="https://gw.example/")
FIRST = 5_000_000
"""A slot of 2017."""
SILENT = Fault(
    kind=Kind.COVERAGE_GAP,
    source="reuters.example",
    since=FIRST,
    opened=FIRST + 6,
    told=FIRST + 6,
    severity=Severity.NOTICE,
    observed=0,
    expected=12.34,
    at=FIRST + 6,
    slots=7,
    intake=0.9,
    days=30.0,
)
DARK = replace(SILENT, source=ALL, severity=Severity.CRITICAL, expected=1_234.0, intake=0.0, blind=True)
DIM = replace(
    DARK, observed=31, expected=80.0, slots=1, intake=0.38, sources=5, names=("a.example", "b.example", "c.example")
)
FLOOD = replace(SILENT, kind=Kind.INGEST_ANOMALY, observed=480, expected=2.26, slots=1)
OPENED, UPDATED, RESOLVED = ChangeType


def instant(slot: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=300 * slot)


def opening(fault: Fault) -> Change:
    return ingest_change(FaultStep(type=OPENED, because=("silent",), fault=fault), RULES)


def after(last: Fault, step: ChangeType, because: str, slots: int, **fields: object) -> Change:
    told = replace(last, told=last.told + slots, sequence=last.sequence + 1, **fields)
    return ingest_change(FaultStep(type=step, because=(because,), fault=told, last=last), RULES)


@pytest.mark.parametrize(
    ("fault", "headline"),
    [
        (SILENT, "reuters.example: nothing for 35 minutes, 12 articles are usual"),
        (replace(SILENT, slots=50, expected=1.0), "reuters.example: nothing for 4 hours, 1.0 articles are usual"),
        (replace(SILENT, slots=700), "reuters.example: nothing for 2 days, 12 articles are usual"),
        (replace(SILENT, source=""), "Pages without a source: nothing for 35 minutes, 12 articles are usual"),
        (
            DARK,
            "All sources: nothing for 35 minutes, 1,234 articles are usual; nothing can alert until they are back",
        ),
        (
            DIM,
            (
                "All sources: only 38% of the usual intake; silent: a.example, b.example, c.example and 2 more; "
                "nothing can alert until they are back"
            ),
        ),
        (replace(DIM, source=MORE), "5 further sources: silent, a.example, b.example, c.example and 2 more"),
        (FLOOD, "reuters.example: 480 articles in five minutes, 2.3 are usual"),
        (
            replace(FLOOD, source=ALL, blind=True),
            "All sources: 480 articles in five minutes, 2.3 are usual; nothing can alert until this is over",
        ),
        (
            replace(FLOOD, source=MORE, sources=3, names=("a", "b", "c")),
            "3 further sources: 480 articles in five minutes, 2.3 are usual",
        ),
    ],
)
def test_a_headline_says_who_what_and_what_is_usual(fault: Fault, headline: str) -> None:
    assert opening(fault).headline == headline


@pytest.mark.parametrize(
    ("fault", "because", "headline"),
    [
        (
            replace(SILENT, slots=84, expected=96.4),
            "back_to_usual",
            "reuters.example: back after 7 hours of nothing; 96 articles missed",
        ),
        (SILENT, "source_gone", "reuters.example: silent for 3 days, expected no more"),
        (DIM, "back_to_usual", "All sources: back after 3 days, at 38% of the usual intake"),
        (FLOOD, "back_to_usual", "reuters.example: back to usual after 3 days"),
    ],
)
def test_the_end_says_what_it_came_to(fault: Fault, because: str, headline: str) -> None:
    assert after(fault, RESOLVED, because, 864).headline == headline


def test_an_update_says_what_is_missing_in_all() -> None:
    louder = after(SILENT, UPDATED, "severity_raised", 6, severity=Severity.WARNING, intake=0.7)

    assert louder.headline.endswith("12 articles are usual; with others, 30% of the usual intake is missing")
    assert louder.since_last is not None
    assert (louder.since_last.sequence, louder.since_last.severity) == (0, Severity.NOTICE)
    assert [one.code for one in louder.cautions] == ["low_intake"]


def test_it_stands_under_ingest_with_the_source_as_its_part() -> None:
    change = opening(SILENT)

    assert (change.watch.id, change.watch.name, change.kind) == (INGEST, "reuters.example", Kind.COVERAGE_GAP)
    assert change.series == Part(by="source", value="reuters.example")
    assert opening(DARK).series is None
    assert (change.config.all, change.links.alert) == (
        "sha256:11111111",
        f"https://gw.example/alerts/{change.alert_id}",
    )


def test_its_times_and_counts_can_be_recounted_from_articles() -> None:
    change = opening(SILENT)
    ended = after(SILENT, RESOLVED, "back_to_usual", 12)

    assert (change.evidence.from_, change.evidence.to) == (instant(FIRST), instant(FIRST + 7))
    assert (change.opened_at, change.changed_at, change.resolved_at) == (instant(FIRST + 7), instant(FIRST + 7), None)
    assert (change.why.window, change.why.observed, change.why.expected) == ("35m", 0, 12.34)
    assert (ended.state, ended.lasted_s, ended.resolved_at) == (AlertState.RESOLVED, 3_600, instant(FIRST + 19))
    assert ended.evidence == change.evidence
    assert opening(FLOOD).evidence.articles == 480


def test_all_changes_of_an_alert_have_its_name_and_no_other_alert_has() -> None:
    others = (DARK, FLOOD, replace(SILENT, since=FIRST + 1), replace(SILENT, source="afp.example"))

    assert after(SILENT, RESOLVED, "back_to_usual", 12).alert_id == opening(SILENT).alert_id
    assert len({opening(one).alert_id for one in (SILENT, *others)}) == 5


def test_what_is_not_sure_is_said() -> None:
    young = opening(replace(SILENT, days=3.2))
    not_yet = after(DARK, RESOLVED, "back_to_usual", 12)

    assert [one.code for one in young.cautions] == ["young_baseline"]
    assert [one.code for one in not_yet.cautions] == ["not_known_yet"]


def test_it_is_read_as_any_other_alert() -> None:
    change = after(SILENT, UPDATED, "severity_raised", 6)

    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change
