"""The life of one series' alert: it opens, grows, is confirmed, and resolves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.body import Occasion, build_change, instant
from workers.alert.counting import UPDATE_EVERY_S, CountRules, rank, severity_of
from workers.alert.series import with_open
from workers.alert.state import Episode, Measure, SeriesState, Told
from workers.alert.tally import Gathering, SeriesTally, begin_episode, end_episode, since
from workers.alert.telling import Asked, may_be_news, new_story
from workers.detect.origins import Kept
from workers.model.alert import Change, ChangeType, Severity


class Around(Struct, frozen=True, kw_only=True):
    """What surrounds a step of one series' life."""

    rules: CountRules
    key: str
    parts: dict[str, SeriesTally]
    """The recent past of the watch's parts, where the whole is spoken of."""
    intake: float
    greatest_at: datetime
    """The watch's own event time (UTC)."""
    anew_s: int | None = None
    """When it last began to learn anew (Unix seconds); None: never."""

    def at_close(self, bucket_s: int) -> datetime:
        """The time at which a bucket's close is told: its end, or what was counted meanwhile."""
        return max(self.greatest_at, instant(bucket_s + self.rules.width_s))


Lived = tuple[SeriesState, tuple[Change, ...]]


def open_episode(
    around: Around, series: SeriesState, crossing: Measure, open_: Sequence[Kept], latest: Sequence[Kept] = ()
) -> Lived:
    """Open an alert.

    Args:
        around: The rules and the rest of the watch.
        series: Without an episode; its `recent` holds closed buckets only.
        crossing: The score that crossed the line.
        open_: The series' mentions in open buckets.
        latest: Those in the bucket that has just closed, where that one crossed.
    """
    rules, early = around.rules, crossing.early
    now = crossing.at if early else around.at_close(crossing.bucket_s)
    from_s = evidence_from(rules, with_open(series.recent, open_, rules.width_s, None, stories=False), crossing)
    series = replace(series, recent=begin_episode(series.recent, from_s, latest))
    view = with_open(series.recent, open_, rules.width_s, Gathering(from_s=from_s, confirmed=not early))
    severity = severity_of(rules, crossing.score.value, view.episode.origins)
    episode = Episode(
        confirmed=not early,
        bucket_s=crossing.bucket_s,
        upto_s=crossing.bucket_s,
        from_s=from_s,
        opened_at=now,
        loudest=crossing,
        peak=0.0 if early else crossing.score.value,
        told=_told(series.sequence, now, view, severity),
    )
    occasion = Occasion(
        type=ChangeType.OPENED,
        because=("early_score" if early else "final_score",),
        at=now,
        severity=severity,
        measure=crossing,
        tally=view,
        parts=around.parts,
        intake=around.intake,
        anew_s=around.anew_s,
        first=True,
    )
    change = build_change(rules, around.key, series, episode, occasion)
    return replace(series, episode=episode, sequence=series.sequence + 1), (change,)


def evidence_from(rules: CountRules, recent: SeriesTally, measure: Measure) -> int:
    """Where the window that decided begins, or as far back as each bucket is still kept apart."""
    deciding = measure.score.deciding
    window_s = deciding.window_s if deciding else rules.width_s
    begin, _ = since(recent, measure.bucket_s + rules.width_s - window_s)
    return begin


def _told(sequence: int, now: datetime, view: SeriesTally, severity: Severity) -> Told:
    return Told(
        sequence=sequence,
        at=now,
        origins=view.episode.origins,
        articles=view.episode.articles,
        severity=severity,
    )


def confirm(rules: CountRules, series: SeriesState, measure: Measure, latest: Sequence[Kept]) -> SeriesState:
    """Make an early episode final: its bucket, its peak and its evidence no longer depend on what came when.

    Args:
        rules: The watch.
        series: With an early episode.
        measure: The final score that crossed the line.
        latest: The series' mentions in the bucket it is of, which has just closed.
    """
    episode = series.episode
    assert episode is not None
    from_s = evidence_from(rules, series.recent, measure)
    episode = replace(
        episode,
        confirmed=True,
        bucket_s=measure.bucket_s,
        from_s=from_s,
        peak=measure.score.value,
        calm=0,
        loudest=_louder(episode.loudest, measure),
    )
    return replace(series, episode=episode, recent=begin_episode(series.recent, from_s, latest))


def _louder(one: Measure, other: Measure) -> Measure:
    return other if other.score.value > one.score.value else one


def heed(series: SeriesState, measure: Measure) -> SeriesState:
    """Remember the loudest score of an episode; it sets the severity."""
    episode = series.episode
    assert episode is not None
    return replace(series, episode=replace(episode, loudest=_louder(episode.loudest, measure)))


def may_update(series: SeriesState, now: datetime) -> bool:
    """Whether the last change is long enough ago for another."""
    return series.episode is not None and now - series.episode.told.at >= timedelta(seconds=UPDATE_EVERY_S)


def grow(around: Around, series: SeriesState, open_: Sequence[Kept], latest: Measure | None, now: datetime) -> Lived:
    """Tell of an episode that became rarer or twice as large, or is about something new. Ask `may_update` first.

    Args:
        around: The rules and the rest of the watch.
        series: With an episode.
        open_: The series' mentions in open buckets.
        latest: What is shown: the latest score, whether or not it crosses the line; None: the loudest.
        now: The watch's event time (UTC).
    """
    rules, episode = around.rules, series.episode
    assert episode is not None
    view = with_open(series.recent, open_, rules.width_s, episode.gathering, stories=False)
    severity = max(
        severity_of(around.rules, episode.loudest.score.value, view.episode.origins), episode.told.severity, key=rank
    )
    because: tuple[str, ...] = ("severity_raised",) if rank(severity) > rank(episode.told.severity) else ()
    if view.episode.origins >= 2 * max(episode.told.origins, 1):
        because += ("origins_doubled",)
    asked = Asked(told_at=episode.told.at, at=now, least=rules.minimum.articles)
    if because or may_be_news(series.recent.stories, open_, asked):
        view = with_open(series.recent, open_, rules.width_s, episode.gathering)
    story = new_story(view.stories, asked)
    if story is not None:
        because += ("new_story",)
    if not because:
        return series, ()
    occasion = Occasion(
        type=ChangeType.UPDATED,
        because=because,
        at=now,
        severity=severity,
        measure=latest or episode.loudest,
        tally=view,
        parts=around.parts,
        story=story.number if story else None,
        intake=around.intake,
        anew_s=around.anew_s,
    )
    change = build_change(around.rules, around.key, series, episode, occasion)
    episode = replace(episode, told=_told(series.sequence, now, view, severity))
    return replace(series, episode=episode, sequence=series.sequence + 1), (change,)


def resolve(around: Around, series: SeriesState, because: str, bucket_s: int) -> Lived:
    """End an episode at the close of a bucket.

    A confirmed one closes its alert id for good; after any other the same id may open again with the next
    sequence.
    """
    episode = series.episode
    assert episode is not None
    at = instant(bucket_s + around.rules.width_s)
    occasion = Occasion(
        type=ChangeType.RESOLVED,
        because=(because,),
        at=at,
        severity=episode.told.severity,
        measure=episode.loudest,
        tally=series.recent,
        parts=around.parts,
        intake=around.intake,
        anew_s=around.anew_s,
    )
    change = build_change(around.rules, around.key, series, episode, occasion)
    ended = replace(series, episode=None, sequence=series.sequence + 1, recent=end_episode(series.recent))
    if episode.confirmed:
        ended = replace(ended, since_s=bucket_s, sequence=0)
    return ended, (change,)
