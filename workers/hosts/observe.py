"""Outcomes to metrics, and to one log line each where a person may need it. Ids as fields, never a text."""

from collections.abc import Iterable
from typing import Protocol

from structlog.typing import FilteringBoundLogger

from workers import metrics
from workers.hosts.contain import Bug
from workers.model.alert import Change
from workers.model.notice import Delivery, Outcome, Result
from workers.model.rejection import Reason, Rejection
from workers.model.signal import Mention, Tick
from workers.pipeline import Reading


class Outcomes(Protocol):
    """Who hears of the outcomes of a walk: `Observer` in a run; in a replay, whoever asks."""

    def read(self, reading: Reading, seconds: float) -> None:
        """A page became articles."""
        ...

    def rejected(self, rejection: Rejection) -> None:
        """A page, or a signal that met a bug, was refused."""
        ...

    def bug(self, bug: Bug, where: str) -> None:
        """A step raised what it must not raise."""
        ...

    def counted(self, late: bool) -> None:
        """A mention was handed to counting."""
        ...

    def ticked(self, tick: Tick) -> None:
        """The watermark moved."""
        ...

    def event_time(self, unix_s: float) -> None:
        """The time of the newest page."""
        ...

    def changed(self, change: Change) -> None:
        """An alert took a step."""
        ...

    def decided(self, delivery: Delivery) -> None:
        """Somebody is to be told, or not."""
        ...


class Observer:
    """What a host tells of its work."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self._sound = True
        metrics.start_at_zero()

    def started(self, watches: int, channels: Iterable[str]) -> None:
        """A run begins."""
        metrics.watches.set(watches)
        for channel in channels:
            metrics.start_channel_at_zero(channel)

    def read(self, reading: Reading, seconds: float) -> None:
        """A page became articles."""
        metrics.pages_read.inc()
        metrics.read_seconds.observe(seconds)
        metrics.articles_read.inc(len(reading.articles))
        stale = sum(article.stale for article in reading.articles)
        if stale:
            metrics.articles_stale.inc(stale)

    def rejected(self, rejection: Rejection) -> None:
        """A page was refused."""
        metrics.pages_rejected.labels(rejection.reason.value).inc()
        if rejection.reason is not Reason.BUG:
            self._log.info(
                "page refused",
                page=rejection.payload.name,
                input=rejection.payload.position.input,
                reason=rejection.reason.value,
                detail=rejection.detail,
            )

    def bug(self, bug: Bug, where: str) -> None:
        """A step raised what it must not raise."""
        self._log.error("bug", where=where, detail=bug.detail, trace=bug.trace)

    def counted(self, late: bool) -> None:
        """A mention was handed to counting."""
        metrics.mentions_counted.inc()
        if late:
            metrics.mentions_late.inc()

    def unknown(self, mention: Mention) -> None:
        """A mention was dropped: it is of a watch, or of terms, that this config has not."""
        metrics.mentions_unknown.inc()
        self._log.debug("mention unknown", watch=mention.watch_id, counted=mention.counted)

    def refused(self, reason: Reason) -> None:
        """A record between two parts of ours was refused."""
        metrics.pages_rejected.labels(reason.value).inc()

    def ticked(self, tick: Tick) -> None:
        """The watermark moved."""
        metrics.ticks.inc()
        unknown = sum(span.end - span.first for span in tick.unknown)
        metrics.slots_unknown.inc(unknown)
        self._tell_soundness(tick)
        metrics.intake_ratio.set(tick.intake)
        metrics.watermark_timestamp_seconds.set(tick.watermark.timestamp())

    def _tell_soundness(self, tick: Tick) -> None:
        """Say once when ingest ceases to be sound, and once when it is sound again."""
        sound = not tick.unknown or tick.unknown[-1].end < tick.decided.end
        if sound != self._sound:
            self._sound = sound
            event = "ingest sound again" if sound else "ingest not sound"
            self._log.warning(event, watermark=tick.watermark.isoformat(), intake=round(tick.intake, 2))

    def event_time(self, unix_s: float) -> None:
        """The time of the newest page."""
        metrics.event_timestamp_seconds.set(unix_s)

    def changed(self, change: Change) -> None:
        """An alert took a step."""
        step = change.type.value.rsplit(".", 1)[-1]
        metrics.changes.labels(step, change.severity.value).inc()
        self._log.info(
            f"alert {step}", alert=change.alert_id, sequence=change.sequence, watch=change.watch.id,
            severity=change.severity.value,
        )  # fmt: skip

    def decided(self, delivery: Delivery) -> None:
        """Somebody is to be told, or not."""
        metrics.verdicts.labels(delivery.verdict.value).inc()

    def answered(self, outcome: Outcome, age_s: float) -> None:
        """A channel answered; ``age_s`` is the time since the change."""
        metrics.attempts.labels(outcome.channel_id, outcome.result.value).inc()
        metrics.attempt_seconds.labels(outcome.channel_id).observe(outcome.ms / 1000)
        if outcome.result is Result.ACCEPTED:
            metrics.delivery_seconds.labels(outcome.channel_id).observe(max(age_s, 0.0))
            return
        self._log.warning(
            "notice not taken", notice=outcome.notice_id, channel=outcome.channel_id, attempt=outcome.attempt,
            result=outcome.result.value, status=outcome.status,
        )  # fmt: skip

    def owes(self, notices: int) -> None:
        """So many notices wait to be taken."""
        metrics.notices_owed.set(notices)

    def told(self, spans: int, seconds: float) -> None:
        """A reader's pulse is in the log, and its commit was taken; it waited so long for the broker."""
        metrics.spans_told.inc(spans)
        metrics.tell_seconds.observe(seconds)

    def owns(self, inputs: int) -> None:
        """A reader was given so many inputs."""
        metrics.inputs_read.set(inputs)

    def pages_gone(self, name: str, offsets: int) -> None:
        """Pages were dropped by the broker before they were read."""
        metrics.pages_gone.inc(offsets)
        self._log.error("pages gone unread", input=name, offsets=offsets)

    def dispossessed(self) -> None:
        """A commit of a reader was refused, for its inputs are another's."""
        metrics.commits_refused.inc()

    def committed(self, seconds: float, owed: int, states: int) -> None:
        """A transaction was written."""
        metrics.commit_seconds.observe(seconds)
        self.owes(owed)
        metrics.watches_with_state.set(states)
