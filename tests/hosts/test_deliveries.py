"""What is promised to whoever gets alerts, by all ways at once, where every far side misbehaves."""

from pathlib import Path

import pytest

from tests.deliveries.faults import Fault
from tests.deliveries.local import LocalStand
from tests.deliveries.sides import SECRETS, open_sides
from tests.deliveries.town import Town
from tests.deliveries.trial import compare, weather

TOWN = Town(groups=2, piers=12)
TAKEN_BEFORE_GONE = 15
PATIENCE_S = 240.0
MOST_UNDER_WAY = 16
"""Attempts that a channel may have in its hands when its far side says that it wants nothing any more."""


@pytest.mark.slow
def test_each_notice_is_taken_and_none_is_sent_after_its_answer_whatever_far_sides_do(tmp_path: Path) -> None:
    """Webhook, Alertmanager, mail and Apprise fail three times in ten, each is away for a while, another one leaves."""
    with open_sides(tmp_path, seed=3, gone_after=TAKEN_BEFORE_GONE) as sides:
        stand = LocalStand(tmp_path, (TOWN,), sides.all)

        code = weather(stand, sides.rough, away_s=2.0, every_s=1.0, patience_s=PATIENCE_S)
        untold = sides.untold(stand)
    *rough, gone = compare(stand, sides.all)
    alerts = {one.alert_id for one in stand.changes()}
    written = stand.work.said().encode() + b"".join(file.read_bytes() for file in (tmp_path / "state").iterdir())

    assert code == 0
    assert len(alerts) == TOWN.alerts
    assert [one for one in (*rough, gone) if one.wrong] == []
    assert untold == []
    assert all(one.accepted >= 2 * len(alerts) and one.gave_up == 0 for one in rough)
    assert all({Fault.ERROR, Fault.RESET, Fault.LOST} <= one.failed.keys() for one in rough)
    assert gone.accepted == TAKEN_BEFORE_GONE
    assert gone.gave_up == gone.owed - gone.accepted > 0
    assert gone.failed[Fault.GONE] <= MOST_UNDER_WAY
    assert [secret for secret in SECRETS if secret.encode() in written] == []
