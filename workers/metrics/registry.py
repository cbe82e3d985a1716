"""How a metric is declared, and which of them a process shows."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.metrics_core import Metric

NAMESPACE = "groundswell"

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each: nobody asks when it began


class Declared(Struct, frozen=True, kw_only=True):
    """One metric, as the reference in docs/metrics.md shows it."""

    name: str
    """As it is scraped, such as ``groundswell_pages_read_total``."""
    kind: str
    """``counter``, ``gauge``, ``histogram`` or ``info``."""
    says: str
    """What it counts; then what a change of it means, and what to do."""
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = ()


class Room:
    """The metrics of one part of the work."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.declared: list[Declared] = []
        self._families: list[MetricWrapperBase] = []

    def counter(self, name: str, says: str, *labels: str) -> Counter:
        """Declare what only grows; ``_total`` is put behind its name."""
        made = Counter(name, says, labels, namespace=NAMESPACE, registry=None)
        self._add(made, Declared(name=f"{NAMESPACE}_{name}_total", kind="counter", says=says, labels=labels))
        return made

    def gauge(self, name: str, says: str, *labels: str) -> Gauge:
        """Declare what goes up and down."""
        made = Gauge(name, says, labels, namespace=NAMESPACE, registry=None)
        self._add(made, Declared(name=f"{NAMESPACE}_{name}", kind="gauge", says=says, labels=labels))
        return made

    def histogram(self, name: str, says: str, buckets: Sequence[float], *labels: str) -> Histogram:
        """Declare how something is spread; ``buckets`` are upper bounds."""
        made = Histogram(name, says, labels, namespace=NAMESPACE, registry=None, buckets=buckets)
        told = Declared(
            name=f"{NAMESPACE}_{name}", kind="histogram", says=says, labels=labels, buckets=tuple(map(float, buckets))
        )
        self._add(made, told)
        return made

    def info(self, name: str, says: str, *labels: str) -> Info:
        """Declare words that describe the process; its value is always 1."""
        made = Info(name, says, namespace=NAMESPACE, registry=None)
        self._add(made, Declared(name=f"{NAMESPACE}_{name}_info", kind="info", says=says, labels=labels))
        return made

    def collect(self) -> Iterator[Metric]:
        """Yield what its metrics are now."""
        for family in self._families:
            yield from family.collect()

    def _add(self, family: MetricWrapperBase, declared: Declared) -> None:
        self._families.append(family)
        self.declared.append(declared)


class Shown(CollectorRegistry):
    """What `/metrics` serves: rooms, and what others collect. A part that never reads shows nothing of reading."""

    def __init__(self) -> None:
        super().__init__()
        self._rooms: tuple[Room, ...] = ()

    def show(self, rooms: Iterable[Room]) -> None:
        """Show these from here on, in place of those before."""
        self._rooms = tuple(rooms)

    def collect(self) -> Iterator[Metric]:
        """Yield what everything is now."""
        for room in self._rooms:
            yield from room.collect()
        yield from super().collect()
