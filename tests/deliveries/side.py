"""A far side: what a channel's settings say of it, and what it wrote down of each attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.deliveries.faults import Fault, Faults
from workers.model.alert import Change


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One attempt, as the far side saw it."""

    at: float
    """Unix seconds."""
    alert: str
    """What the far side knows the alert by."""
    step: int
    """Which step of it; the number of the change where the far side is told."""
    fault: Fault
    attempt: int | None = None
    """Which attempt it says that it is, where the far side is told."""
    name: str = ""
    """The id under which it came: the same for every attempt."""
    body: bytes = field(default=b"", repr=False)
    """What must not differ between attempts."""


class Side(Protocol):
    """One far side, and the channel that leads there. The subscription is called as the channel."""

    @property
    def name(self) -> str:
        """The channel's id."""
        ...

    @property
    def channel(self) -> str:
        """The channel, as a line of ``channels.yaml``."""
        ...

    @property
    def wishes(self) -> Sequence[str]:
        """The subscriptions that it is told for, but for their channel."""
        ...

    @property
    def environment(self) -> Mapping[str, str]:
        """Where the channel finds its secrets."""
        ...

    @property
    def reposts(self) -> bool:
        """Whether it is told again and again of what is open."""
        ...

    @property
    def faults(self) -> Faults: ...

    @property
    def arrivals(self) -> list[Arrival]:
        """All attempts that came, in order."""
        ...

    @property
    def troubles(self) -> list[str]:
        """What came and should never have: a wrong signature, a body that cannot be read."""
        ...

    def place_of(self, change: Change) -> tuple[str, int]:
        """What the far side knows a change by: (alert, step)."""
        ...

    def shut(self) -> None:
        """Refuse connections from now on."""
        ...

    def listen(self) -> None:
        """Take connections again."""
        ...


@dataclass(kw_only=True)
class Book:
    """What a far side wrote down."""

    name: str
    faults: Faults
    arrivals: list[Arrival] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    reposts = False
    wishes: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.wishes = self.wishes or (f"id: {self.name}, watches: {{ids: ['*']}}",)
