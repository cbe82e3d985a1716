"""A folder with a config for far sides, on either host."""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from tests.deliveries.side import Side
from tests.deliveries.town import WATCHED, Town

RETRY_AFTER = f"[0s{', 1s' * 59}]"
"""Short, and long enough that nothing is given up while a far side is away for a while."""


def write_config(folder: Path, towns: Iterable[Town], sides: Sequence[Side], **settings: str) -> None:
    """Write a config in which each far side has a channel and its subscriptions.

    Args:
        folder: Made if need be.
        towns: Whose piers are watched.
        sides: Where notices go.
        settings: Lines of ``groundswell.yaml``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = {"http": "{port: 0}", "retry_after": RETRY_AFTER} | settings
    wishes = [f"  - {{{wish}, channels: [{side.name}]}}" for side in sides for wish in side.wishes]
    files = {
        "watches": [WATCHED, "watches:", *chain.from_iterable(town.lines() for town in towns)],
        "channels": ["channels:", *(f"  - {side.channel}" for side in sides)],
        "subscriptions": ["subscriptions:", *wishes],
        "groundswell": [f"{key}: {value}" for key, value in said.items()],
    }
    for name, lines in files.items():
        (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
