"""Notices that show all there is to show: templates are tried on them, and the pictures in the docs are of them.

Nothing in them happened; the story is the one of the examples.
"""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from workers.model.alert import (
    AboutWatch,
    AlertState,
    ArticleShown,
    Caution,
    Change,
    ChangeType,
    ConfigHashes,
    Evidence,
    Kind,
    Links,
    Omitted,
    Part,
    Severity,
    SinceLast,
    Story,
    Why,
    Window,
)
from workers.model.digest import Digest, DigestEntry, DigestReason
from workers.model.notice import AnyNotice, DigestNotice, Notice, Verdict

OPENED_AT = datetime(2030, 3, 11, 5, 26, tzinfo=UTC)
_ID = "7f3c9e21d04b"
_ZONE = "Europe/Istanbul"
_ASKED = "subscription shipping-desk: watches tagged shipping"


def sample_notices() -> tuple[AnyNotice, ...]:
    """An alert as it opens, grows, is told again, ends, or is not borne out; a silent source; a digest."""
    return (
        _notice(opened(), Verdict.SEND_FIRST),
        _notice(updated(), Verdict.SEND_UPDATE),
        replace(_notice(_split(updated()), Verdict.SEND_REPEAT), id=f"{_ID}.1r1.shipping-desk", repeat=1),
        _notice(resolved(), Verdict.SEND_RESOLVED),
        _notice(not_confirmed(), Verdict.SEND_RESOLVED),
        _notice(silent_source(), Verdict.SEND_FIRST),
        digest(),
    )


def _notice(change: Change, verdict: Verdict) -> Notice:
    return Notice(
        id=f"{_ID}.{change.sequence}.shipping-desk",
        subscription_id="shipping-desk",
        change=change,
        verdict=verdict,
        time_zone=_ZONE,
        asked=_ASKED,
    )


def opened() -> Change:
    """The first three reports of a tanker aground."""
    return Change(
        type=ChangeType.OPENED,
        alert_id=_ID,
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
        why=_why((2, 3, 3, 4), weeks=2.1, score=2.44),
        evidence=Evidence(
            from_=_at("04:30"),
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
            articles_shown=tuple(replace(one, copies=0, copied_by=(), folded_by={}) for one in _shown()[:3]),
        ),
        cautions=(Caution(code="young_baseline", text="Young baseline: 12.9 days; some hours are not learnt yet."),),
        links=_links(),
        config=ConfigHashes(watch="sha256:4be1c09a", all="sha256:91d2770c", groundswell="1.0.0"),
    )


def updated() -> Change:
    """An hour later: everyone writes of it, and one paper prints what another wrote."""
    at = _at("06:41")
    return replace(
        opened(),
        type=ChangeType.UPDATED,
        sequence=1,
        severity=Severity.WARNING,
        told_because=("severity_raised", "new_story"),
        headline="Bosphorus: 19 independent stories in the last hour, 0.2 is usual at this time",
        changed_at=at,
        why=_why((8, 19, 24, 26), weeks=6.8, score=3.31),
        evidence=_evidence(at, origins=24, articles=41),
        since_last=SinceLast(sequence=0, at=OPENED_AT, origins=3, articles=3, severity=Severity.NOTICE),
        cautions=(
            Caution(code="source_unknown", text="4 of 41 articles name no source; they are not counted as sources."),
        ),
    )


def resolved() -> Change:
    """The tanker is afloat again, and the papers write of something else."""
    at = _at("16:10")
    return replace(
        updated(),
        type=ChangeType.RESOLVED,
        sequence=2,
        state=AlertState.RESOLVED,
        told_because=("calm",),
        headline="Bosphorus: back to usual; 57 independent stories since 11 March 04:30 UTC",
        changed_at=at,
        resolved_at=at,
        lasted_s=(at - OPENED_AT).total_seconds(),
        why=replace(_why((9, 22, 31, 33), weeks=7.4, score=3.36), peak=3.36),
        evidence=_evidence(at, origins=57, articles=96),
        since_last=SinceLast(sequence=1, at=_at("06:41"), origins=24, articles=41, severity=Severity.WARNING),
    )


def not_confirmed() -> Change:
    """An alert that the full count did not bear out."""
    at = OPENED_AT + timedelta(minutes=44)
    return replace(
        opened(),
        type=ChangeType.RESOLVED,
        sequence=1,
        state=AlertState.RESOLVED,
        told_because=("not_confirmed",),
        headline="Bosphorus: not confirmed, the count closed below this watch's line",
        changed_at=at,
        resolved_at=at,
        lasted_s=2_640.0,
    )


def silent_source() -> Change:
    """An alert about our own ingest, in which nothing is known of stories."""
    why = _why((0, 0, 0, 0), weeks=0.0, score=0.0)
    return replace(
        opened(),
        kind=Kind.COVERAGE_GAP,
        alert_id="5d1e07c2f9a4",
        headline="kiyi-postasi.example: nothing for 3 hours, 14 articles are usual",
        watch=AboutWatch(id="ingest", name="kiyi-postasi.example"),
        series=Part(by="source", value="kiyi-postasi.example"),
        why=replace(why, counted="articles", window="3h", windows=(Window(window="3h", observed=0, expected=14.2),)),
        evidence=Evidence(
            from_=_at("02:30"),
            to=OPENED_AT,
            origins=0,
            articles=0,
            sources=0,
            copies_folded=0,
            languages={},
            regions={},
            topics={},
            publishers={},
            terms={},
        ),
    )


def _split(change: Change) -> Change:
    return replace(
        change, parts=(Part(by="language", value="tr", origins=8), Part(by="language", value="en", origins=6))
    )


def digest() -> DigestNotice:
    """What waited for the morning."""
    strait = DigestEntry(
        alert_id=_ID,
        sequence=2,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.RESOLVED,
        severity=Severity.WARNING,
        headline=resolved().headline,
        watch=opened().watch,
        opened_at=OPENED_AT,
        changed_at=_at("16:10"),
        resolved_at=_at("16:10"),
        origins=57,
        articles=96,
        sources=48,
        title=_shown()[0].title,
        source=_shown()[0].source,
        url=_shown()[0].url,
        link=_links().alert,
    )
    volcano = replace(
        strait,
        alert_id="c04d1177ab5e",
        sequence=1,
        state=AlertState.OPEN,
        severity=Severity.NOTICE,
        headline="Mount Etna: 6 independent stories in the last 4 hours, 0.9 is usual at this time",
        watch=AboutWatch(id="etna", name="Mount Etna"),
        opened_at=_at("20:05"),
        changed_at=_at("20:50"),
        resolved_at=None,
        origins=6,
        articles=7,
        sources=6,
        title="رماد بركان إتنا يغلق مطار كاتانيا لساعات",
        source="alfajr.example",
        url="https://alfajr.example/world/etna",
        link=None,
    )
    told = Digest(
        digest_id="d-2b90c47aa1e6",
        because=DigestReason.SCHEDULE,
        headline="2 alerts since 11 March 05:26 UTC, 1 of them open",
        from_=OPENED_AT,
        to=datetime(2030, 3, 12, 4, 0, tzinfo=UTC),
        alerts=(strait, volcano),
    )
    return DigestNotice(
        id=f"{told.digest_id}.0.shipping-desk",
        subscription_id="shipping-desk",
        digest=told,
        time_zone=_ZONE,
        asked=_ASKED,
    )


def _at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2030-03-11T{clock}:00Z")


def _links() -> Links:
    return Links(
        alert=f"https://groundswell.example/alerts/{_ID}",
        explain=f"groundswell explain {_ID}",
        mute=f"groundswell silences add --alert {_ID} --until resolved --by NAME --because TEXT",
    )


def _why(observed: tuple[int, int, int, int], *, weeks: float, score: float) -> Why:
    usual = zip(("15m", "1h", "4h", "16h"), observed, (0.06, 0.24, 0.9, 3.4), strict=True)
    return Why(
        counted="origins",
        window="1h",
        observed=observed[1],
        expected=0.24,
        ratio=round(observed[1] / 0.24, 1),
        once_in_weeks=weeks,
        score=score,
        threshold=2.3,
        detector="surprise",
        windows=tuple(Window(window=name, observed=seen, expected=expected) for name, seen, expected in usual),
        baseline_days=12.9,
        past_bursts=0.0,
        intake=0.97,
    )


def _evidence(to: datetime, *, origins: int, articles: int) -> Evidence:
    return Evidence(
        from_=_at("04:30"),
        to=to,
        origins=origins,
        articles=articles,
        sources=origins - 9,
        copies_folded=articles - origins,
        languages={"tr": 8, "en": 6, "de": 3, "ru": 2, "ar": 2, "fr": 1, "ja": 1, "zh-Hans": 1},
        regions={"TR": origins, "RU": 5, "GR": 2},
        topics={"medtop:03000000": 17, "medtop:04000000": 6},
        publishers={"wire": 3, "other": origins - 3},
        terms={"İstanbul Boğazı": 8, "Bosphorus": 7},
        stories=(
            Story(
                headline=_TITLES[0],
                origins=origins - 6,
                articles=articles - 9,
                first_fetched_at=_at("04:52"),
                new=False,
            ),
            Story(headline=_TITLES[4], origins=5, articles=8, first_fetched_at=_at("06:02"), new=True),
        ),
        articles_shown=_shown(),
        omitted=Omitted(origins=origins - 5, stories=1),
    )


_TITLES = (
    "İstanbul Boğazı'nda tanker karaya oturdu, gemi trafiği durduruldu",
    "Tanker runs aground in the Bosphorus, strait closed in both directions",
    "Танкер сел на мель в Босфоре, движение судов остановлено",
    "ناقلة نفط تجنح في البوسفور وتوقف الملاحة في الاتجاهين",
    "Freight rates jump as dozens of ships queue at the Bosphorus",
)
_PLACES = (
    ("kiyi-postasi.example", "tr", "04:52", 6),
    ("harbourtimes.example", "en", "05:11", 9),
    ("nevavestnik.example", "ru", "05:24", 0),
    ("alfajr.example", "ar", "05:48", 1),
    ("freightledger.example", "en", "06:02", 3),
)


def _shown() -> tuple[ArticleShown, ...]:
    return tuple(
        ArticleShown(
            article_id=f"b1c09e5577a{number}",
            why_shown="earliest" if number < 3 else "in_title",
            title=title,
            source=source,
            publisher="other",
            language=language,
            url=f"https://{source}/news/{number + 1}",
            published_at=None,
            fetched_at=_at(clock),
            matched=("Bosphorus",),
            in_title=True,
            copies=copies,
            copied_by=("morning-echo.example", "coastline.example", "dailypier.example", "islandnews.example")[:copies],
            folded_by={"text": copies} if copies else {},
        )
        for number, (title, (source, language, clock, copies)) in enumerate(zip(_TITLES, _PLACES, strict=True))
    )
