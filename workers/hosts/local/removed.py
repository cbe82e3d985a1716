"""What is to be done at a start for watches that the config has lost."""

from collections.abc import Collection
from datetime import datetime

from workers.alert.removal import REMOVED, end_open, open_alerts
from workers.hosts.local.store import Store
from workers.hosts.local.walk import Walk


def drop_removed(store: Store, watches: Collection[str], walk: Walk, sent_at: datetime | None) -> None:
    """End what is open of watches that are no longer there, and drop their states with the next transaction.

    Args:
        store: Knows their states, and what was told last.
        watches: Ids of those in the config.
        walk: Routes the ends, and gathers what is to be written.
        sent_at: The host's time (UTC); None where only pages move the clock.
    """
    states = store.states()
    for watch_id in sorted(states.keys() - set(watches)):
        state = states[watch_id]
        told = {one: last for one in open_alerts(watch_id, state) if (last := store.last_change(one)) is not None}
        walk.drop(watch_id, end_open(watch_id, state, told, REMOVED), sent_at)
