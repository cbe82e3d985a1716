"""Some watches learn from an archive, and everything else stays as it is."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from workers.alert.grafting import graft, learnt_alerts
from workers.alert.removal import LEARNT_ANEW, end_open, open_alerts
from workers.alert.route import RouteRules
from workers.alert.state import WatchState
from workers.channels import AnyChannel
from workers.detect.partition import PartitionClock
from workers.hosts.desk import Desk
from workers.hosts.lines import Lines
from workers.hosts.local.run import Host, Ran, Wish, run_local
from workers.hosts.local.store import FILE, History, Store, Stored, open_store
from workers.model.alert import Change
from workers.rules import Rules, only_watches

APART = "learning"
"""The folder, inside the state's, where an archive is counted apart."""


def learn_some(wish: Wish, rules: Rules, channels: Mapping[str, AnyChannel], host: Host) -> Ran:
    """Teach the watches of ``wish.only``.

    An archive lies before what was read already, so it goes by a clock of its own, in a state of its own. What was
    learnt takes its place in one transaction at the end: a run that is killed, or stopped, has changed nothing.

    Raises:
        InputError: an input cannot be read.
        StateError: the state folder cannot be used.
    """
    chosen = only_watches(rules, wish.only)
    with open_store(wish.state) as store, _folder_apart(wish.state) as apart:
        ran = run_local(replace(wish, state=apart), chosen, channels, host)
        if host.stopping():
            return replace(ran, broken=(*ran.broken, "stopped before the end of the archive: nothing was learnt"))
        with open_store(apart) as learnt:
            batch = _grafted(store, learnt, chosen)
        store.write(batch, History(path=apart / FILE, watches=tuple(sorted(chosen.watches))))
    return ran


@contextmanager
def _folder_apart(state: Path) -> Iterator[Path]:
    """A fresh folder; what a run that was killed had left there is of no use."""
    apart = state / APART
    shutil.rmtree(apart, ignore_errors=True)
    try:
        yield apart
    finally:
        shutil.rmtree(apart, ignore_errors=True)


def _grafted(store: Store, learnt: Store, rules: Rules) -> Stored:
    """What takes the place of the watches' present states; alerts that are open end, for those who were told."""
    batch, present = Stored(), store.states()
    desk = Desk(RouteRules(subscriptions=rules.subscriptions), store.outboxes(), Lines({}))
    now, learnt_by = store.partition() or PartitionClock(), learnt.partition() or PartitionClock()
    for watch_id, state in learnt.states().items():
        ends = _ends(store, watch_id, present.get(watch_id))
        batch.changes += ends
        told = {alert: last.sequence for alert, last in _last(store, learnt_alerts(watch_id, state).values()).items()}
        told |= {end.alert_id: end.sequence for end in ends}
        batch.states[watch_id] = graft(state, learnt_by, now.watermark_s, told, rules.watches[watch_id])
    for change in batch.changes:
        batch.deliveries += desk.route(change, change.changed_at)
    batch.outboxes = desk.written()
    return batch


def _ends(store: Store, watch_id: str, state: WatchState | None) -> tuple[Change, ...]:
    if state is None:
        return ()
    return end_open(watch_id, state, _last(store, open_alerts(watch_id, state)), LEARNT_ANEW)


def _last(store: Store, alerts: Iterable[str]) -> dict[str, Change]:
    """The last change of each alert that has one."""
    return {alert: last for alert in alerts if (last := store.last_change(alert)) is not None}
