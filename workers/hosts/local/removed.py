"""What is to be done for watches that the config has lost: at a start, and when it changes."""

from collections.abc import Callable, Mapping
from datetime import datetime

from workers.alert.removal import REMOVED, end_open, open_alerts
from workers.alert.state import WatchState
from workers.hosts.local.walk import Walk
from workers.model.alert import Change


def drop_removed(
    gone: Mapping[str, WatchState],
    last_change: Callable[[str], Change | None],
    walk: Walk,
    sent_at: datetime | None,
) -> None:
    """End what is open of watches that are no longer there, and drop their states with the next transaction.

    Args:
        gone: Their states, by id.
        last_change: What was told last of an alert, by its id.
        walk: Routes the ends, and gathers what is to be written.
        sent_at: The host's time (UTC); None where only pages move the clock.
    """
    for watch_id, state in sorted(gone.items()):
        told = {one: last for one in open_alerts(watch_id, state) if (last := last_change(one)) is not None}
        walk.drop(watch_id, end_open(watch_id, state, told, REMOVED), sent_at)
