"""An alert about nothing, for trying a channel: whole in every field, and in all its words no news."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from workers import __version__
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
    Severity,
    SinceLast,
    Story,
    Why,
    Window,
)
from workers.model.names import notice_id, short_hash
from workers.model.notice import Notice, Verdict

SUBSCRIPTION = "channels-test"
WATCH = AboutWatch(id="test", name="Test of a channel", tags=("test",), owner="nobody")
ASKED = "somebody typed `groundswell channels test`"
MARK = "This is a test. None of it happened, and there are no such articles."

_HOUR = timedelta(hours=1)
_NONE_SUCH = "sha256:00000000"


def trial_notices(channel_id: str, severity: Severity, at: datetime, *, resolved: bool) -> tuple[Notice, ...]:
    """What a channel is tried with: an alert that opens and, where it is asked for, ends.

    Args:
        channel_id: Whose trial it is.
        severity: How rare the alert pretends to be.
        at: Now (UTC). Another time makes another alert, so that no receiver takes it for a repeat.
        resolved: Whether it ends.
    """
    opened = trial_change(channel_id, severity, at)
    changes = (opened, end_of(opened)) if resolved else (opened,)
    verdicts = {AlertState.OPEN: Verdict.SEND_FIRST, AlertState.RESOLVED: Verdict.SEND_RESOLVED}
    return tuple(
        Notice(
            id=notice_id(change.alert_id, change.sequence, SUBSCRIPTION),
            subscription_id=SUBSCRIPTION,
            change=change,
            verdict=verdicts[change.state],
            asked=ASKED,
        )
        for change in changes
    )


def trial_change(channel_id: str, severity: Severity, at: datetime) -> Change:
    """The alert as it opens."""
    identity = f"test-{short_hash('trial', channel_id, at.isoformat())}"
    return Change(
        type=ChangeType.OPENED,
        alert_id=identity,
        sequence=0,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.OPEN,
        severity=severity,
        told_because=("test",),
        headline=f"Test of the channel {channel_id}: nothing happened",
        watch=WATCH,
        series=None,
        opened_at=at,
        changed_at=at,
        why=_why(at),
        evidence=_evidence(at),
        cautions=(Caution(code="test", text=MARK),),
        links=Links(
            alert=None,
            explain="groundswell channels --help",
            mute=f"groundswell silences add --alert {identity} --until resolved --by NAME --because TEXT",
        ),
        config=ConfigHashes(watch=_NONE_SUCH, all=_NONE_SUCH, groundswell=__version__),
    )


def end_of(opened: Change) -> Change:
    """The same alert as it ends, a second later."""
    ended_at, evidence = opened.changed_at + timedelta(seconds=1), opened.evidence
    return replace(
        opened,
        type=ChangeType.RESOLVED,
        sequence=1,
        state=AlertState.RESOLVED,
        told_because=("test", "calm"),
        headline=f"{opened.headline}, and it is over",
        changed_at=ended_at,
        resolved_at=ended_at,
        lasted_s=1.0,
        why=replace(opened.why, peak=opened.why.score),
        since_last=SinceLast(
            sequence=0,
            at=opened.changed_at,
            origins=evidence.origins,
            articles=evidence.articles,
            severity=opened.severity,
        ),
    )


def _why(at: datetime) -> Why:
    return Why(
        counted="origins",
        window="1h",
        observed=12,
        expected=1.5,
        ratio=8.0,
        once_in_weeks=5.0,
        score=3.0,
        threshold=1.95,
        detector="surprise",
        windows=(Window(window="1h", observed=12, expected=1.5, since=at - _HOUR),),
        baseline_days=42.0,
        past_bursts=0.5,
        intake=1.0,
        at=at,
    )


def _evidence(at: datetime) -> Evidence:
    return Evidence(
        from_=at - _HOUR,
        to=at,
        origins=12,
        articles=20,
        sources=15,
        copies_folded=8,
        languages={"en": 8, "de": 4},
        regions={"NO": 12},
        topics={},
        publishers={"other": 12},
        terms={"test": 12},
        stories=(_story("Example of a story: an orchestra is tuned", at, 9, 17), _story("Another example", at, 3, 3)),
        articles_shown=(
            _article("earliest", "Example of an article: an orchestra is tuned", at - _HOUR, copies=6),
            _article("most_copied", "Example of an article that others copied", at - _HOUR / 2, copies=2),
        ),
        omitted=Omitted(origins=10),
    )


def _story(headline: str, at: datetime, origins: int, articles: int) -> Story:
    return Story(headline=headline, origins=origins, articles=articles, first_fetched_at=at - _HOUR, new=True)


def _article(why_shown: str, title: str, at: datetime, copies: int) -> ArticleShown:
    return ArticleShown(
        article_id=short_hash(title),
        why_shown=why_shown,
        title=title,
        source="news.example",
        publisher="news.example",
        language="en",
        url=f"https://news.example/{why_shown}",
        published_at=at,
        fetched_at=at,
        matched=("test",),
        in_title=False,
        copies=copies,
        copied_by=("copy.example",),
        folded_by={"text": copies},
    )
