"""Desks with rows in memory: what is written is there, and nothing else."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from tests.builders import NOON
from workers.alert.outbox import Attempt
from workers.alert.route import RouteRules
from workers.channels.base import Needs
from workers.hosts.desk import Desk, Terms
from workers.hosts.lines import Lines
from workers.hosts.shelf import Kept, Key
from workers.model.notice import Delivery, Outcome, Result

SCHEDULE = (0, 60)


class Told(Desk):
    """A desk whose lines hear of each answer with it, as hosts do when they collect them."""

    def __init__(self, rules: RouteRules, rows: Kept, lines: Lines, terms: Terms) -> None:
        super().__init__(rules, rows, lines, terms)
        self.lines = lines

    def answer(self, outcome: Outcome) -> tuple[Delivery, datetime] | None:
        """Hear what a channel answered."""
        self.lines.hear(outcome)
        return super().answer(outcome)


class Rows(dict[Key, bytes]):
    """What a host keeps."""

    def write(self, desk: Desk) -> None:
        """Write what changed."""
        for key, value in desk.written().items():
            if value is None:
                self.pop(key, None)
            else:
                self[key] = value


def desk_of(
    rules: RouteRules,
    rows: Rows | None = None,
    *,
    schedule: Sequence[int] = SCHEDULE,
    most_owed: int = 10_000,
    **needs: Needs,
) -> Desk:
    """A desk, and what its channels need."""
    return Told(
        rules, Rows() if rows is None else rows, Lines(needs, schedule), Terms(schedule=schedule, most_owed=most_owed)
    )


def restarted(desk: Desk, rules: RouteRules) -> Desk:
    """Another desk that finds what this one would have written."""
    rows = Rows()
    rows.write(desk)
    return desk_of(rules, rows)


def answer(attempt: Attempt, result: Result = Result.ACCEPTED, **fields: object) -> Outcome:
    """What a channel says of an attempt."""
    said = Outcome(
        notice_id=attempt.notice.id,
        channel_id=attempt.channel_id,
        attempt=attempt.number,
        result=result,
        status="503",
        ms=3,
        at=NOON,
    )
    return replace(said, **fields)
