"""The promise to receivers of webhooks: every change once by its id, whatever fails and whoever is killed."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deliveries.faults import CALM, ROUGH, Faults
from tests.deliveries.hooks import PATH, SECRET, open_hook
from tests.deliveries.local import LocalStand
from tests.deliveries.town import Town
from tests.deliveries.trial import compare, kill_often
from workers.channels.webhook import Webhook
from workers.hosts.lines import AHEAD
from workers.hosts.local.pace import Pace

KILLS = 12
TOWN = Town(groups=KILLS, piers=17)
"""In each life of the product a group is in the news."""
MOST_REPEATED = AHEAD * Webhook.needs.at_once + Pace().answers
"""Attempts that a kill can meet, for each channel: in the hands of its sender, or answered and not written."""


@pytest.mark.slow
def test_each_change_comes_once_by_its_id_whatever_fails_and_is_killed(tmp_path: Path) -> None:
    """A change comes again only where we have no answer: none was given, or a kill met it before it was written."""
    with ExitStack() as stack:
        rough = stack.enter_context(open_hook("rough", Faults(ROUGH, seed=5)))
        calm = stack.enter_context(open_hook("calm", Faults(CALM, seed=6)))
        for hook in (rough, calm):
            hook.faults.thinks_s = 0.02
        stand = LocalStand(tmp_path, (TOWN,), (rough, calm))

        flying = kill_often(stand, (rough, calm), KILLS, seed=11)
    in_trouble, well = compare(stand, (rough, calm))
    written = stand.work.said().encode() + b"".join(file.read_bytes() for file in (tmp_path / "state").iterdir())

    assert len(flying) == KILLS
    assert min(flying) > 0
    assert len({one.alert_id for one in stand.changes()}) == TOWN.alerts
    assert [one for one in (in_trouble, well) if one.wrong or one.gave_up] == []
    assert 0 < in_trouble.cut_off <= KILLS * MOST_REPEATED
    assert 0 < well.again == well.cut_off <= KILLS * MOST_REPEATED
    assert in_trouble.attempts > 1.2 * in_trouble.accepted
    assert SECRET.encode() not in written
    assert PATH.encode() not in written
