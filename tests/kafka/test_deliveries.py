"""What is promised to whoever gets alerts by a notifier on Kafka, where every far side misbehaves."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.broker import Flows
from tests.deliveries.kafka import KafkaStand
from tests.deliveries.sides import SECRETS, open_sides
from tests.deliveries.town import Town
from tests.deliveries.trial import compare, weather

TOWN = Town(groups=2, piers=12)
TAKEN_BEFORE_GONE = 15
PATIENCE_S = 240.0


@pytest.mark.slow
def test_each_notice_is_taken_and_none_is_sent_after_its_answer_whatever_far_sides_do(
    flows: Flows, tmp_path: Path
) -> None:
    """The same as on the local host: `tests/hosts/test_deliveries.py`."""
    with open_sides(tmp_path, seed=5, gone_after=TAKEN_BEFORE_GONE) as sides:
        with closing(KafkaStand(tmp_path, (TOWN,), sides.all, flows.bootstrap, flows.prefix)) as stand:
            code = weather(stand, sides.rough, away_s=2.0, every_s=1.0, patience_s=PATIENCE_S)
            untold = sides.untold(stand)
        *rough, gone = compare(stand, sides.all)

    assert code == 0
    assert [one for one in (*rough, gone) if one.wrong] == []
    assert untold == []
    assert all(one.accepted >= 2 * TOWN.alerts and one.gave_up == 0 for one in rough)
    assert gone.gave_up == gone.owed - TAKEN_BEFORE_GONE > 0
    assert [secret for secret in SECRETS if secret in stand.work.said()] == []
