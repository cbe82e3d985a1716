"""One change of an alert, as everyone receives it."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from workers import __version__
from workers.alert.counting import Counted, CountRules, threshold_of
from workers.alert.links import links_of
from workers.alert.series import WHOLE, facts_within, part_of, parts_within
from workers.alert.shown import choose_articles, choose_trace
from workers.alert.state import Episode, Measure, SeriesState
from workers.alert.tally import SeriesTally, by_count
from workers.alert.telling import choose_stories
from workers.detect.budget import once_in_weeks
from workers.detect.judge import sources_judged
from workers.model.alert import (
    AboutWatch,
    AlertState,
    Caution,
    Change,
    ChangeType,
    ConfigHashes,
    Evidence,
    Kind,
    Omitted,
    Severity,
    SinceLast,
    Why,
    Window,
)
from workers.model.names import alert_id
from workers.model.trace import child_of

YOUNG_DAYS = 14
SHOWN_KEYS = 12
UNITS = {Counted.ORIGINS: "independent stories", Counted.ARTICLES: "articles", Counted.SOURCES: "sources"}


class Occasion(Struct, frozen=True, kw_only=True):
    """Why and when a change is told."""

    type: ChangeType
    because: tuple[str, ...]
    at: datetime
    severity: Severity
    measure: Measure
    """Whose numbers are shown."""
    tally: SeriesTally
    """What is told: closed buckets, and open ones where they count."""
    parts: dict[str, SeriesTally] = {}
    """The parts of a watch, where the whole is told."""
    story: int | None = None
    """Number of the story that is news; None when none is."""
    intake: float
    anew_s: int | None = None
    """When the watch last began to learn anew (Unix seconds); None: never."""
    first: bool = False
    """Whether this is the first change of its alert id's present episode."""


def build_change(rules: CountRules, key: str, series: SeriesState, episode: Episode, occasion: Occasion) -> Change:
    """Everything a receiver needs, in one value; the same facts always give the same one."""
    identity = alert_id(rules.watch_id, key, series.since_s)
    ended = occasion.type is ChangeType.RESOLVED
    trace = choose_trace(occasion.tally.references, episode.from_s)
    return Change(
        type=occasion.type,
        alert_id=identity,
        sequence=series.sequence,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.RESOLVED if ended else AlertState.OPEN,
        severity=occasion.severity,
        told_because=occasion.because,
        headline=_headline(rules, key, episode, occasion),
        watch=AboutWatch(id=rules.watch_id, name=rules.name, tags=rules.tags, owner=rules.owner),
        series=part_of(key),
        parts=tuple(parts_within(occasion.parts, episode.from_s))[:SHOWN_KEYS] if key == WHOLE else (),
        opened_at=episode.opened_at,
        changed_at=occasion.at,
        resolved_at=occasion.at if ended else None,
        lasted_s=(occasion.at - episode.opened_at).total_seconds() if ended else None,
        why=_why(rules, key, episode, occasion),
        evidence=_evidence(episode, occasion),
        since_last=None if occasion.first else _since_last(episode),
        cautions=_cautions(rules, occasion, episode),
        links=links_of(rules.link_base, identity),
        config=ConfigHashes(watch=rules.watch_hash, all=rules.config_hash, groundswell=__version__),
        traceparent=child_of(trace, "count", identity, str(series.sequence)),
    )


def _headline(rules: CountRules, key: str, episode: Episode, occasion: Occasion) -> str:
    part = part_of(key)
    name = f"{rules.name} ({part.value})" if part else rules.name
    if occasion.type is ChangeType.RESOLVED:
        if "calm" not in occasion.because:
            return f"{name}: not confirmed, the count closed below this watch's line"
        count, began = occasion.tally.episode.origins, instant(episode.from_s)
        return f"{name}: back to usual; {count} independent stories since {began:%d %B %H:%M} UTC"
    deciding = occasion.measure.score.deciding
    if deciding is None:
        return f"{name}: {occasion.tally.episode.origins} independent stories"
    span = f"in the last {_spoken(deciding.window_s)}"
    return f"{name}: {deciding.observed} {UNITS[rules.count]} {span}, {_usual(deciding.expected)} at this time"


def _usual(expected: float) -> str:
    if expected < 0.05:
        return "next to none is usual"
    if expected < 10:
        return f"{expected:.1f} is usual" if round(expected, 1) <= 1 else f"{expected:.1f} are usual"
    return f"{expected:.0f} are usual"


def _spoken(window_s: int) -> str:
    if window_s == 3_600:
        return "hour"
    return f"{window_s // 3_600} hours" if window_s % 3_600 == 0 else f"{window_s // 60} minutes"


def _short(window_s: int) -> str:
    return f"{window_s // 3_600}h" if window_s % 3_600 == 0 else f"{window_s // 60}m"


def _why(rules: CountRules, key: str, episode: Episode, occasion: Occasion) -> Why:
    measure, score, deciding = occasion.measure, occasion.measure.score, occasion.measure.score.deciding
    expected = deciding.expected if deciding else 0.0
    observed = deciding.observed if deciding else 0
    return Why(
        counted=rules.count.value,
        window=_short(deciding.window_s) if deciding else None,
        observed=observed,
        expected=round(expected, 3),
        ratio=round(observed / expected, 1) if expected >= 0.05 else None,
        once_in_weeks=round(once_in_weeks(score.value), 2),
        score=round(score.value, 4),
        threshold=round(threshold_of(rules, whole=key == WHOLE), 4),
        detector=str(rules.detector.__struct_config__.tag),
        windows=tuple(
            Window(
                window=_short(one.window_s),
                observed=one.observed,
                expected=round(one.expected, 3),
                since=instant(measure.bucket_s + rules.width_s - one.window_s),
            )
            for one in score.windows
        ),
        baseline_days=round(score.baseline_days, 1),
        past_bursts=round(score.past_bursts, 2),
        intake=round(occasion.intake, 3),
        at=measure.at,
        peak=round(episode.peak, 4) if occasion.type is ChangeType.RESOLVED else None,
    )


def _evidence(episode: Episode, occasion: Occasion) -> Evidence:
    tally, what = occasion.tally, occasion.tally.episode
    shown = choose_articles(tally.references, episode.from_s)
    told_at = episode.told.at if occasion.type is ChangeType.UPDATED else None
    stories = choose_stories(tally.stories, told_at, occasion.story)
    return Evidence(
        from_=instant(episode.from_s),
        to=occasion.at,
        origins=what.origins,
        articles=what.articles,
        sources=sum(last_s >= episode.from_s for last_s in tally.sources.values()),
        copies_folded=what.articles - what.origins,
        languages=dict(by_count(what.languages)[:SHOWN_KEYS]),
        regions=dict(by_count(what.regions)[:SHOWN_KEYS]),
        topics=dict(by_count(what.topics)[:SHOWN_KEYS]),
        publishers=dict(by_count(what.publishers)),
        terms=dict(by_count(what.terms)[:SHOWN_KEYS]),
        stories=stories,
        articles_shown=shown,
        omitted=Omitted(
            origins=max(0, what.origins - len(shown)),
            stories=tally.stories.begun - len(stories),
            loose=tally.stories.loose,
        ),
    )


def _since_last(episode: Episode) -> SinceLast:
    told = episode.told
    return SinceLast(
        sequence=told.sequence, at=told.at, origins=told.origins, articles=told.articles, severity=told.severity
    )


def _cautions(rules: CountRules, occasion: Occasion, episode: Episode) -> tuple[Caution, ...]:
    cautions = []
    what = occasion.tally.episode
    nameless = what.articles - what.sourced
    if nameless:
        text = f"{nameless} of {what.articles} articles name no source; they are not counted as sources."
        cautions.append(Caution(code="source_unknown", text=text))
    if not sources_judged(facts_within(occasion.tally, (), episode.from_s)) and rules.minimum.sources > 1:
        text = f"Most articles name no source, so the minimum of {rules.minimum.sources} sources was not asked for."
        cautions.append(Caution(code="sources_not_judged", text=text))
    if occasion.anew_s is not None and occasion.at - instant(occasion.anew_s) < timedelta(days=YOUNG_DAYS):
        since = f"{instant(occasion.anew_s):%d %B %H:%M} UTC"
        text = f"Learns anew since {since}, when the config began to count something else for this watch."
        cautions.append(Caution(code="learns_anew", text=text))
    if occasion.measure.score.baseline_days < YOUNG_DAYS:
        text = (
            f"Young baseline: {occasion.measure.score.baseline_days:.1f} days; the hours of the day are not learnt yet."
        )
        cautions.append(Caution(code="young_baseline", text=text))
    if occasion.intake < 0.8:
        text = f"Only {occasion.intake:.0%} of the usual intake was speaking."
        cautions.append(Caution(code="low_intake", text=text))
    return tuple(cautions)


def instant(unix_s: int) -> datetime:
    """Unix seconds as a UTC time."""
    # Not fromtimestamp: years before 1970 are data, too.
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=unix_s)
