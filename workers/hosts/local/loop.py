"""The local loop: pages in, alerts out. Everything that follows from a page is written with the page's place."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic, perf_counter
from typing import Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workers.hosts.contain import Bug, contain, refuse_for
from workers.hosts.local.counter import Counter
from workers.hosts.local.desk import Desk
from workers.hosts.local.lane import Arrival
from workers.hosts.local.place import Place
from workers.hosts.local.senders import Senders
from workers.hosts.local.spans import Spans
from workers.hosts.local.store import REJECT_BYTES, Store, Stored
from workers.hosts.observe import Observer
from workers.hosts.report import encode_article
from workers.model.alert import Change
from workers.model.page import Payload, Position
from workers.model.pulse import Pulse, Span
from workers.model.rejection import Rejection
from workers.model.signal import Mention, Signal
from workers.pipeline import ReadArticle, Reading, read_page
from workers.rules import Rules

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN_SOURCE = ""


class Pages(Protocol):
    """Where pages come from; see `sources` and `live`."""

    @property
    def inputs(self) -> tuple[str, ...]: ...  # noqa: D102  # one line each where they are built
    @property
    def ended(self) -> bool: ...  # noqa: D102
    def take(self) -> Arrival | None: ...  # noqa: D102
    def input_of(self, arrival: Arrival, /) -> str: ...  # noqa: D102
    def done(self, arrival: Arrival) -> None: ...  # noqa: D102
    def moved(self) -> dict[str, Place]: ...  # noqa: D102
    def idle(self) -> tuple[str, ...]: ...  # noqa: D102
    def wait(self) -> None: ...  # noqa: D102
    def broken(self) -> tuple[str, ...]: ...  # noqa: D102
