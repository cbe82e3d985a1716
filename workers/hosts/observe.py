"""Outcomes to metrics, and to one log line each where a person may need it. Ids as fields, never a text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from time import time

from structlog.typing import FilteringBoundLogger

from workers import __version__
from workers.alert.hour import Hour
from workers.detect.clock import Clock, TimeRules
from workers.hosts.contain import Bug
from workers.hosts.memory import limit_bytes, peak_bytes
from workers.metrics import (
    Part,
    consuming,
    counting,
    keeping,
    notifying,
    reading,
    running,
    show,
    start_channel_at_zero,
    steps,
    storing,
)
from workers.metrics.steps import Step
from workers.model.alert import Change, ChangeType, Kind
from workers.model.notice import Delivery, Outcome, Result
from workers.model.rejection import Reason, Rejection
from workers.model.signal import Mention, Tick
from workers.pipeline import Reading
from workers.rules import Rules

BUSIEST_S = 15.0
"""The busiest watches are looked for no more often."""
UNHEARD_S = TimeRules().unheard_s
"""An input of which nothing was told for longer is left out of the watermark."""


class Observer:
    """What a host tells of its work."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self._sound = True
        self._busiest: frozenset[str] = frozenset()

    def started(self, part: Part, rules: Rules, channels: Iterable[str], *, live: bool) -> None:
        """A part begins: from here on its metrics are shown, and no other's. ``live``: the host's clock moves time."""
        show(part)
        running.build.info({"version": __version__, "part": part.value})
        running.memory_limit_bytes.set(limit_bytes())
        running.memory_peak_bytes.set_function(peak_bytes)
        keeping.lateness_seconds.set(rules.settings.lateness.seconds)
        keeping.live.set(live)
        self.configured(rules, channels)

    def configured(self, rules: Rules, channels: Iterable[str]) -> None:
        """A config is in use, from the start or from now on."""
        running.config.info({"hash": rules.config_hash})
        running.watches.set(len(rules.watches))
        running.reload_success.set(1)
        running.reload_success_timestamp_seconds.set(time())
        for channel in channels:
            start_channel_at_zero(channel)

    def config_refused(self) -> None:
        """A config was to be loaded and is not fit for use: the old one stays."""
        running.reload_success.set(0)

    def stepped(self, step: Step, seconds: float, at: datetime | None, events: int = 1) -> None:
        """A step took something, and was done with it after so long; of a batch, the whole time is told."""
        steps.taken.labels(step.value).inc(events)
        duration = steps.seconds.labels(step.value)
        for _ in range(events):
            duration.observe(seconds / events)
        if at is not None:
            steps.last_event_timestamp_seconds.labels(step.value).set(at.timestamp())

    def holds(self, step: Step, events: int) -> None:
        """A step has taken so much that it has not finished."""
        steps.in_progress.labels(step.value).set(events)

    def lags(self, flow: str, records: int, seconds: float) -> None:
        """So much of a flow is not committed yet; the oldest of it has this age."""
        consuming.lag_records.labels(flow).set(records)
        consuming.lag_seconds.labels(flow).set(max(seconds, 0.0))

    def read(self, read: Reading) -> None:
        """A page became articles."""
        reading.pages_read.inc()
        reading.articles_read.inc(len(read.articles))
        stale = mentions = 0
        for article in read.articles:
            stale += article.stale
            mentions += len(article.mentions)
        if stale:
            reading.articles_stale.inc(stale)
        if mentions:
            reading.mentions_found.inc(mentions)

    def rejected(self, rejection: Rejection) -> None:
        """A page was refused."""
        reading.pages_rejected.labels(rejection.reason.value).inc()
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
        counting.mentions_counted.inc()
        if late:
            counting.mentions_late.inc()

    def unknown(self, mention: Mention) -> None:
        """A mention was dropped: it is of a watch, or of terms, that this config has not."""
        counting.mentions_unknown.inc()
        self._log.debug("mention unknown", watch=mention.watch_id, counted=mention.counted)

    def waits(self, mentions: int) -> None:
        """So many mentions wait for another config."""
        counting.mentions_waiting.set(mentions)

    def refused(self, reason: Reason) -> None:
        """A record between two parts of ours was refused."""
        reading.pages_rejected.labels(reason.value).inc()

    def ticked(self, tick: Tick) -> None:
        """The watermark moved."""
        keeping.ticks.inc()
        unknown = sum(span.end - span.first for span in tick.unknown)
        keeping.slots_unknown.inc(unknown)
        self._tell_soundness(tick)
        keeping.intake_ratio.set(tick.intake)

    def pulsed(self, before: Clock, after: Clock) -> None:
        """The clock heard a pulse, or some."""
        if after.watermark_s is not None:  # also after a start, when the next tick may be minutes away
            keeping.watermark_timestamp_seconds.set(after.watermark_s)
        keeping.inputs.set(len(after.inputs))
        keeping.inputs_unheard.set(_unheard(after))
        keeping.spans_skipped.inc(max(0, after.gaps - before.gaps))
        keeping.articles_late.inc(max(0, after.late_articles - before.late_articles))
        for kind in Kind:
            if not kind.of_watch:
                counting.alerts_open.labels(kind.value).set(_faults(after, kind))

    def _tell_soundness(self, tick: Tick) -> None:
        """Say once when ingest ceases to be sound, and once when it is sound again."""
        sound = not tick.unknown or tick.unknown[-1].end < tick.decided.end
        if sound != self._sound:
            self._sound = sound
            self._log.warning(
                "ingest sound again" if sound else "ingest not sound",
                watermark=tick.watermark.isoformat(),
                intake=round(tick.intake, 2),
            )

    def changed(self, change: Change) -> None:
        """An alert took a step."""
        step = change.type.value.rsplit(".", 1)[-1]
        counting.changes.labels(step, change.severity.value).inc()
        if change.kind.of_watch and change.type is not ChangeType.UPDATED:
            counting.alerts_open.labels(change.kind.value).inc(1 if change.type is ChangeType.OPENED else -1)
        self._log.info(
            f"alert {step}", alert=change.alert_id, sequence=change.sequence, watch=change.watch.id,
            severity=change.severity.value,
        )  # fmt: skip

    def decided(self, delivery: Delivery) -> None:
        """Somebody is to be told, or not."""
        notifying.verdicts.labels(delivery.verdict.value).inc()

    def answered(self, outcome: Outcome, age_s: float) -> None:
        """A channel answered; ``age_s`` is the time since the change."""
        notifying.attempts.labels(outcome.channel_id, outcome.result.value).inc()
        notifying.attempt_seconds.labels(outcome.channel_id).observe(outcome.ms / 1000)
        if outcome.result is Result.ACCEPTED:
            notifying.delivery_seconds.labels(outcome.channel_id).observe(max(age_s, 0.0))
            return
        self._log.warning(
            "notice not taken", notice=outcome.notice_id, channel=outcome.channel_id, attempt=outcome.attempt,
            result=outcome.result.value, status=outcome.status,
        )  # fmt: skip

    def owes(self, notices: int) -> None:
        """So many notices wait to be taken."""
        notifying.notices_owed.set(notices)

    def told(self, spans: int, seconds: float) -> None:
        """A reader's pulse is in the log, and its commit was taken; it waited so long for the broker."""
        consuming.spans_told.inc(spans)
        consuming.tell_seconds.observe(seconds)

    def owns(self, inputs: int) -> None:
        """A reader was given so many inputs."""
        consuming.inputs_read.set(inputs)

    def pages_gone(self, name: str, offsets: int) -> None:
        """Pages were dropped by the broker before they were read."""
        consuming.pages_gone.inc(offsets)
        self._log.error("pages gone unread", input=name, offsets=offsets)

    def dispossessed(self) -> None:
        """A commit of a reader was refused, for its inputs are another's."""
        consuming.commits_refused.inc()

    def broken(self, channels: Iterable[str], down: Iterable[str]) -> None:
        """Of these channels, those that are down are left alone now."""
        alone = frozenset(down)
        for channel in channels:
            notifying.breaker_open.labels(channel).set(channel in alone)

    def committed(self, seconds: float) -> None:
        """What follows from a batch was written."""
        storing.commit_seconds.observe(seconds)

    def keeps_rows(self, table: str, rows: int) -> None:
        """So many rows of a table are held."""
        storing.state_rows.labels(table).set(rows)

    def keeps_bytes(self, table: str, size: int) -> None:
        """So many bytes of a table are held."""
        storing.state_bytes.labels(table).set(size)

    def busiest(self, hours: Mapping[str, Hour]) -> None:
        """What the busiest watches (by id) count now; those shown before and not among them are shown no more."""
        for gone in self._busiest - hours.keys():
            counting.watch_observed.remove(gone)
            counting.watch_expected.remove(gone)
        self._busiest = frozenset(hours)
        for watch, hour in hours.items():
            counting.watch_observed.labels(watch).set(hour.observed)
            counting.watch_expected.labels(watch).set(hour.expected)

    def spikes_open(self, alerts: int) -> None:
        """So many alerts about watches are open."""
        counting.alerts_open.labels(Kind.COVERAGE_SPIKE.value).set(alerts)


def _unheard(clock: Clock) -> int:
    if clock.sent_at is None:
        return 0
    return sum((clock.sent_at - one.heard_at).total_seconds() > UNHEARD_S for one in clock.inputs.values())


def _faults(clock: Clock, kind: Kind) -> int:
    return sum(fault.kind is kind for fault in clock.guard.faults.open)
