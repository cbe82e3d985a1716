"""A watch whose state goes: whoever was told of its open alerts is told that nobody counts on."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.body import instant
from workers.alert.state import Episode, SeriesState, WatchState
from workers.model.alert import AlertState, Change, ChangeType, SinceLast
from workers.model.names import alert_id
from workers.model.trace import child_of


class Going(Struct, frozen=True, kw_only=True):
    """Why a state goes: in one word, and in words for people."""

    because: str
    words: str


REMOVED = Going(because="watch_removed", words="no longer watched")
"""The config has lost the watch."""
LEARNT_ANEW = Going(because="learnt_anew", words="counted anew, from its history on")
"""Another state takes its place."""


def open_alerts(watch_id: str, state: WatchState) -> tuple[str, ...]:
    """The ids of a watch's open alerts, by series."""
    return tuple(identity for identity, _, _ in _open_series(watch_id, state))


def end_open(watch_id: str, state: WatchState, told: Mapping[str, Change], going: Going) -> tuple[Change, ...]:
    """Resolve the open alerts of a watch whose state goes.

    Nothing but what was told last is known of the watch itself, so that is repeated, as of the greatest time the
    watch knows of. The same state always gives the same changes.

    Args:
        watch_id: The watch.
        state: As it was left.
        told: The last change of each open alert, by its id; one that is not there was never told, and ends in silence.
        going: Why it goes.
    """
    return tuple(
        _ended(told[identity], series, episode, _latest(state, told[identity]), going)
        for identity, series, episode in _open_series(watch_id, state)
        if identity in told
    )


def _open_series(watch_id: str, state: WatchState) -> Iterator[tuple[str, SeriesState, Episode]]:
    for key, series in sorted(state.series.items()):
        if series.episode is not None:
            yield alert_id(watch_id, key, series.since_s), series, series.episode


def _latest(state: WatchState, last: Change) -> datetime:
    known = [last.changed_at]
    if state.closed_s is not None:
        known.append(instant(state.closed_s))
    if state.greatest_at is not None:
        known.append(state.greatest_at)
    return max(known)


def _ended(last: Change, series: SeriesState, episode: Episode, at: datetime, going: Going) -> Change:
    part = f" ({last.series.value})" if last.series else ""
    return replace(
        last,
        type=ChangeType.RESOLVED,
        sequence=series.sequence,
        state=AlertState.RESOLVED,
        told_because=(going.because,),
        headline=f"{last.watch.name}{part}: {going.words}",
        changed_at=at,
        resolved_at=at,
        lasted_s=(at - last.opened_at).total_seconds(),
        why=replace(last.why, peak=round(episode.peak, 4)),
        since_last=SinceLast(
            sequence=last.sequence,
            at=last.changed_at,
            origins=last.evidence.origins,
            articles=last.evidence.articles,
            severity=last.severity,
        ),
        traceparent=child_of(last.traceparent, "count", last.alert_id, str(series.sequence)),
    )
