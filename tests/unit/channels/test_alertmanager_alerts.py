"""What one post to Alertmanager brings."""

import json
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from tests.builders import NOON, change, evidence, notice
from workers.channels.alertmanager_alerts import OURS, Posted, alert_name, alerts_for
from workers.model.alert import (
    AboutWatch,
    AlertState,
    ArticleShown,
    Caution,
    Change,
    ChangeType,
    Kind,
    Links,
    Part,
    Severity,
    SinceLast,
)
from workers.model.notice import Notice, Verdict

MINUTE = timedelta(minutes=1)
WORDS = "Pier: 3 independent stories\nSince noon.\n4 articles."
LATER = NOON + timedelta(hours=1)


def post(told: Notice, *, again: bool = False, **labels: str) -> tuple[Posted, ...]:
    return alerts_for(told, WORDS, labels, LATER, MINUTE, again=again)


def update(was: Severity, now: Severity, verdict: Verdict = Verdict.SEND_UPDATE, **fields: object) -> Notice:
    """A change after one of another severity."""
    since = SinceLast(sequence=0, at=NOON, origins=3, articles=4, severity=was)
    told = notice("desk", type=ChangeType.UPDATED, sequence=1, severity=now, since_last=since, **fields)
    return replace(told, verdict=verdict)


def over(**fields: object) -> Notice:
    told = notice("desk", type=ChangeType.RESOLVED, state=AlertState.RESOLVED, sequence=2, resolved_at=NOON, **fields)
    return replace(told, verdict=Verdict.SEND_RESOLVED)


def test_labels_say_which_alert_it_is_in_words_of_the_config() -> None:
    """An alert is its labels, and Alertmanager keeps each set of them: no id, no title, no count may be among them."""
    watch = AboutWatch(id="pier", name="Pier", tags=("harbour",), owner="sea-desk")
    (posted,) = post(notice(watch=watch, series=Part(by="region", value="KR")), team="asia")

    assert posted.labels == {
        "alertname": "GroundswellCoverageSpike",
        "watch": "pier",
        "severity": "notice",
        "owner": "sea-desk",
        "part": "region=KR",
        "team": "asia",
    }
    assert set(posted.labels) - {"team"} == OURS


@pytest.mark.parametrize(
    ("kind", "name"), [(Kind.COVERAGE_GAP, "GroundswellCoverageGap"), (Kind.INGEST_ANOMALY, "GroundswellIngestAnomaly")]
)
def test_the_kind_is_the_alerts_name(kind: Kind, name: str) -> None:
    assert alert_name(kind) == name


def test_the_same_alert_has_the_same_labels_from_its_beginning_to_its_end() -> None:
    grown = update(Severity.NOTICE, Severity.NOTICE, evidence=evidence(origins=30), headline="more of it")

    assert post(notice())[0].labels == post(grown)[0].labels == post(over())[0].labels


def test_an_open_alert_lives_for_four_posts() -> None:
    """One post may be lost, and another late."""
    (posted,) = post(notice())

    assert (posted.starts_at, posted.ends_at) == (NOON, LATER + 4 * MINUTE)


def test_the_end_is_now() -> None:
    """One in the past would be taken, and never told."""
    (posted,) = post(over())

    assert (posted.starts_at, posted.ends_at) == (NOON, LATER)


@pytest.mark.parametrize("told", [notice(opened_at=LATER + MINUTE), over(opened_at=LATER + MINUTE)])
def test_an_alert_never_begins_after_its_end(told: Notice) -> None:
    """The clock of the pages may be ahead of ours, and Alertmanager refuses it."""
    (posted,) = post(told)

    assert posted.starts_at == LATER <= posted.ends_at


def test_a_rise_ends_the_alert_under_its_old_severity() -> None:
    told, outgrown = post(update(Severity.NOTICE, Severity.CRITICAL))

    assert told.labels == {**outgrown.labels, "severity": "critical"}
    assert outgrown.labels["severity"] == "notice"
    assert (told.ends_at, outgrown.ends_at) == (LATER + 4 * MINUTE, LATER)
    assert outgrown.annotations["description"] == "Not over: it goes on as critical."


@pytest.mark.parametrize(
    "told",
    [
        notice(severity=Severity.CRITICAL),
        update(Severity.WARNING, Severity.WARNING),
        update(Severity.NOTICE, Severity.WARNING, Verdict.SEND_FIRST),
        replace(over(severity=Severity.CRITICAL)),
    ],
    ids=["opened so", "no rise", "nothing was told before", "over"],
)
def test_no_end_is_told_of_what_was_never_told(told: Notice) -> None:
    """Beside another alert of its group, Alertmanager would tell it."""
    assert len(post(told)) == 1


def test_who_keeps_an_alert_open_tells_no_end_again() -> None:
    assert len(post(update(Severity.NOTICE, Severity.WARNING), again=True)) == 1


def test_annotations_say_what_there_is_to_read() -> None:
    (posted,) = post(notice("desk", links=links("https://gw.example/alerts/7f3c9e21d04b"), **told_of(article())))
    words = posted.annotations

    assert words["summary"].startswith("Pier: 3 independent stories")
    assert words["description"] == "Since noon.\n4 articles."
    assert words["read_first"] == "Ships wait (paper.example)"
    assert words["read_first_url"] == "https://paper.example/1"
    assert words["cautions"] == "One source. And young."
    assert words["alert_id"] == "7f3c9e21d04b"
    assert words["explain"] == "groundswell explain 7f3c9e21d04b"
    assert words["link"] == posted.generator_url == "https://gw.example/alerts/7f3c9e21d04b"


def test_what_is_not_known_is_left_out() -> None:
    (posted,) = post(notice("desk", **told_of(replace(article(), title=None, url=None))))

    assert {"read_first", "read_first_url", "link"} & set(posted.annotations) == set()
    assert posted.generator_url == ""


def test_the_body_has_the_names_that_alertmanager_knows() -> None:
    (sent,) = json.loads(msgspec.json.encode(post(notice())))

    assert set(sent) == {"labels", "annotations", "startsAt", "endsAt", "generatorURL"}
    assert sent["startsAt"] == "2025-03-10T12:00:00Z"


def links(alert: str) -> Links:
    return replace(change().links, alert=alert)


def told_of(first: ArticleShown) -> dict[str, object]:
    cautions = (Caution(code="a", text="One source."), Caution(code="b", text="And young."))
    return {"evidence": evidence(articles_shown=(first,)), "cautions": cautions}


def article() -> ArticleShown:
    return ArticleShown(
        article_id="a1",
        why_shown="earliest",
        title="Ships wait",
        source="paper.example",
        publisher=None,
        language="en",
        url="https://paper.example/1",
        published_at=None,
        fetched_at=NOON,
        matched=("pier",),
        in_title=True,
        copies=0,
        copied_by=(),
        folded_by={},
    )


def test_a_change_without_a_change_before_it_has_no_severity_to_end() -> None:
    told: Change = change(type=ChangeType.UPDATED, sequence=4, severity=Severity.WARNING)

    assert len(post(replace(notice(), change=told, verdict=Verdict.SEND_UPDATE))) == 1


def test_words_of_one_line_are_the_description() -> None:
    """An operator's own template may write no more."""
    (posted,) = alerts_for(notice(), "Look at this\n", {}, LATER, MINUTE)

    assert posted.annotations["description"] == "Look at this"
