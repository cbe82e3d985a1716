"""Why somebody gets a notice, in words."""

from collections.abc import Iterator, Sequence

from workers.alert.subscription import ALL, Subscription, WatchChoice
from workers.model.alert import Kind, Severity

_NAMED = 3
"""Of a longer list the rest is counted."""


def asked_of(wish: Subscription) -> str:
    """What a subscription asks for: ``subscription desk: watches tagged security, from warning on``."""
    return f"subscription {wish.id}: {', '.join(_conditions(wish))}"


def _conditions(wish: Subscription) -> Iterator[str]:
    yield _watches(wish.watches)
    if wish.kinds != (Kind.COVERAGE_SPIKE,):
        yield _several([kind.value.replace("_", " ") for kind in wish.kinds])
    if wish.severity is not Severity.NOTICE:
        yield f"from {wish.severity.value} on"
    for words, asked in (("naming", wish.regions), ("about", wish.topics), ("in", wish.languages)):
        if asked:
            yield f"{words} {_several(asked)}"


def _watches(choice: WatchChoice) -> str:
    if ALL in (*choice.ids, *choice.tags, *choice.owners):
        return "all watches"
    named = (("", choice.ids), ("tagged ", choice.tags), ("of ", choice.owners))
    return "watches " + " or ".join(f"{words}{_several(names)}" for words, names in named if names)


def _several(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names) if rest <= 1 else f"{', '.join(names[:_NAMED])} and {rest} more"
