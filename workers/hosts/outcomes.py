"""What becomes of pages, mentions and alerts, told as it happens."""

from datetime import datetime
from typing import Protocol

from workers.detect.clock import Clock
from workers.hosts.contain import Bug
from workers.metrics.steps import Step
from workers.model.alert import Change
from workers.model.notice import Delivery
from workers.model.rejection import Rejection
from workers.model.signal import Tick
from workers.pipeline import Reading


class Outcomes(Protocol):
    """Who hears of the outcomes of a walk: `Observer` in a run; in a replay, whoever asks."""

    def stepped(self, step: Step, seconds: float, at: datetime | None, events: int = 1) -> None:
        """A step took something, and was done with it after so long; ``at`` is its event time (UTC)."""
        ...

    def read(self, read: Reading) -> None:
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

    def pulsed(self, before: Clock, after: Clock) -> None:
        """The clock heard a pulse, or some."""
        ...

    def changed(self, change: Change) -> None:
        """An alert took a step."""
        ...

    def decided(self, delivery: Delivery) -> None:
        """Somebody is to be told, or not."""
        ...
