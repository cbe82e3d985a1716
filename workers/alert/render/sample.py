"""Notices that show all there is to show: templates are tried on them, and the pictures in the docs are of them."""

from datetime import timedelta

from msgspec.structs import replace

from workers.alert.ingest import evidence_of_intake
from workers.alert.render.sample_digest import digest
from workers.alert.render.sample_story import (
    ALERT_ID,
    ASKED,
    OPENED_AT,
    READER,
    ZONE,
    at,
    evidence,
    links,
    shown,
    weighed,
)
from workers.model.alert import (
    AboutWatch,
    AlertState,
    Caution,
    Change,
    ChangeType,
    ConfigHashes,
    Evidence,
    Kind,
    Part,
    Severity,
    SinceLast,
    Window,
)
from workers.model.notice import AnyNotice, Notice, Verdict


def sample_notices() -> tuple[AnyNotice, ...]:
    """An alert as it opens, grows, is told again, ends, or is not borne out; a silent source; a digest."""
    return (
        _notice(opened(), Verdict.SEND_FIRST),
        _notice(updated(), Verdict.SEND_UPDATE),
        replace(_notice(_split(updated()), Verdict.SEND_REPEAT), id=f"{ALERT_ID}.1r1.{READER}", repeat=1),
        _notice(resolved(), Verdict.SEND_RESOLVED),
        _notice(not_confirmed(), Verdict.SEND_RESOLVED),
        _notice(silent_source(), Verdict.SEND_FIRST),
        digest(),
    )


def _notice(change: Change, verdict: Verdict) -> Notice:
    return Notice(
        id=f"{ALERT_ID}.{change.sequence}.{READER}",
        subscription_id=READER,
        change=change,
        verdict=verdict,
        time_zone=ZONE,
        asked=ASKED,
    )


def opened() -> Change:
    """The first three reports of a tanker aground."""
    return Change(
        type=ChangeType.OPENED,
        alert_id=ALERT_ID,
        sequence=0,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.OPEN,
        severity=Severity.NOTICE,
        told_because=("early_score",),
        headline="Bosphorus: 3 independent stories in the last hour, 0.2 is usual at this time",
        watch=AboutWatch(id="bosphorus", name="Bosphorus", tags=("shipping",), owner="shipping-desk"),
        series=None,
        opened_at=OPENED_AT,
        changed_at=OPENED_AT,
        why=weighed((2, 3, 3, 4), weeks=2.1, score=2.44),
        evidence=Evidence(
            from_=at("04:30"),
            to=OPENED_AT,
            origins=3,
            articles=3,
            sources=3,
            copies_folded=0,
            languages={"tr": 1, "en": 1, "ru": 1},
            regions={"TR": 3},
            topics={"medtop:03000000": 2},
            publishers={"other": 3},
            terms={"İstanbul Boğazı": 1, "Bosphorus": 1, "Босфор": 1},
            articles_shown=tuple(replace(one, copies=0, copied_by=(), folded_by={}) for one in shown()[:3]),
        ),
        cautions=(Caution(code="young_baseline", text="Young baseline: 12.9 days; some hours are not learnt yet."),),
        links=links(),
        config=ConfigHashes(watch="sha256:4be1c09a", all="sha256:91d2770c", groundswell="1.0.0"),
    )


def updated() -> Change:
    """An hour later: everyone writes of it, and one paper prints what another wrote."""
    then = at("06:41")
    return replace(
        opened(),
        type=ChangeType.UPDATED,
        sequence=1,
        severity=Severity.WARNING,
        told_because=("severity_raised", "new_story"),
        headline="Bosphorus: 19 independent stories in the last hour, 0.2 is usual at this time",
        changed_at=then,
        why=weighed((8, 19, 24, 26), weeks=6.8, score=3.31),
        evidence=evidence(then, origins=24, articles=41),
        since_last=SinceLast(sequence=0, at=OPENED_AT, origins=3, articles=3, severity=Severity.NOTICE),
        cautions=(
            Caution(code="source_unknown", text="4 of 41 articles name no source; they are not counted as sources."),
        ),
    )


def resolved() -> Change:
    """The tanker is afloat again, and the papers write of something else."""
    then = at("16:10")
    return replace(
        updated(),
        type=ChangeType.RESOLVED,
        sequence=2,
        state=AlertState.RESOLVED,
        told_because=("calm",),
        headline="Bosphorus: back to usual; 57 independent stories since 11 March 04:30 UTC",
        changed_at=then,
        resolved_at=then,
        lasted_s=(then - OPENED_AT).total_seconds(),
        why=replace(weighed((9, 22, 31, 33), weeks=7.4, score=3.36), peak=3.36),
        evidence=evidence(then, origins=57, articles=96),
        since_last=SinceLast(sequence=1, at=at("06:41"), origins=24, articles=41, severity=Severity.WARNING),
    )


def not_confirmed() -> Change:
    """An alert that the full count did not bear out."""
    then = OPENED_AT + timedelta(minutes=44)
    return replace(
        opened(),
        type=ChangeType.RESOLVED,
        sequence=1,
        state=AlertState.RESOLVED,
        told_because=("not_confirmed",),
        headline="Bosphorus: not confirmed, the count closed below this watch's line",
        changed_at=then,
        resolved_at=then,
        lasted_s=2_640.0,
    )


def silent_source() -> Change:
    """An alert about our own ingest, in which nothing is known of stories."""
    why = weighed((0, 0, 0, 0), weeks=0.0, score=0.0)
    return replace(
        opened(),
        kind=Kind.COVERAGE_GAP,
        alert_id="5d1e07c2f9a4",
        headline="kiyi-postasi.example: nothing for 3 hours, 14 articles are usual",
        watch=AboutWatch(id="ingest", name="kiyi-postasi.example"),
        series=Part(by="source", value="kiyi-postasi.example"),
        why=replace(why, counted="articles", window="3h", windows=(Window(window="3h", observed=0, expected=14.2),)),
        evidence=evidence_of_intake(at("02:30"), OPENED_AT, 0),
    )


def _split(change: Change) -> Change:
    return replace(
        change, parts=(Part(by="language", value="tr", origins=8), Part(by="language", value="en", origins=6))
    )
