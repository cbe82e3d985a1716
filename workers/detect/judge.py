"""Is this score worth telling?"""

from msgspec import Struct

from workers.model.count import Score
from workers.model.watch import Minimum


class Facts(Struct, frozen=True, kw_only=True):
    """What stands behind a score, over the window that decided it."""

    articles: int
    sourced: int
    """Articles whose source is known."""
    sources: int
    """Different sources among those; publishers that belong together count once."""


def sources_judged(facts: Facts) -> bool:
    """Unknown sources never count as one: the minimum is judged when at least half of the articles name theirs."""
    return 2 * facts.sourced >= facts.articles


def is_spike(score: Score, facts: Facts, *, threshold: float, minimum: Minimum) -> bool:
    """Whether a score crosses the watch's line on enough evidence."""
    if score.value < threshold or facts.articles < minimum.articles:
        return False
    return not sources_judged(facts) or facts.sources >= minimum.sources
