"""What counting one watch needs to know of its config."""

from enum import StrEnum

from msgspec import Struct

from workers.detect import AnyDetector
from workers.model.watch import Minimum, SeverityLine


class Counted(StrEnum):
    """What a watch counts."""

    ORIGINS = "origins"
    ARTICLES = "articles"
    SOURCES = "sources"


class CountRules(Struct, frozen=True, kw_only=True):
    """One watch, compiled for counting. Times in seconds."""

    watch_id: str
    name: str
    tags: tuple[str, ...] = ()
    owner: str | None = None
    counted_hash: str
    """Changes when what is counted changes; then the series learns anew."""
    watch_hash: str
    """``sha256:`` and eight digits of the whole watch."""
    config_hash: str
    """The same of the whole config."""
    detector: AnyDetector
    threshold: float
    width_s: int = 300
    fold_s: int = 86_400
    count: Counted = Counted.ORIGINS
    minimum: Minimum = Minimum()
    severity: SeverityLine = SeverityLine()
    split_by: str | None = None
    """``region``, ``language``, ``topic`` or ``source``."""
    split_values: tuple[str, ...] = ()
    """The parts that are counted apart; empty with `split_by`: any."""
    link_base: str | None = None
