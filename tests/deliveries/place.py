"""A folder with a config for far sides, on either host."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.deliveries.side import Side

RETRY_AFTER = f"[0s{', 1s' * 59}]"
"""Short, and long enough that nothing is given up while a far side is away for a while."""


def write_config(folder: Path, watches: Iterable[str], sides: Sequence[Side], **settings: str) -> None:
    """Write a config in which each far side has a channel, and a subscription of the same name to everything.

    Args:
        folder: Made if need be.
        watches: Lines of ``watches.yaml``.
        sides: Where notices go.
        settings: Lines of ``groundswell.yaml``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = {"http": "{port: 0}", "retry_after": RETRY_AFTER} | settings
    wishes = [f"  - {{id: {side.name}, watches: {{ids: ['*']}}, channels: [{side.name}]}}" for side in sides]
    files = {
        "watches": watches,
        "channels": ["channels:", *(f"  - {side.channel}" for side in sides)],
        "subscriptions": ["subscriptions:", *wishes],
        "groundswell": [f"{key}: {value}" for key, value in said.items()],
    }
    for name, lines in files.items():
        (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
