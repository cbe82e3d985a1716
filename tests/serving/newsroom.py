"""A newsroom that is heard of now: thirty quiet hours that end this moment, and then one name in the news."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.local.story import QUIET_H, Story

STEP_S = 30
SECRET = {"DESK_SECRET": f"whsec_{b64encode(bytes(range(24))).decode()}"}
"""The variable that the worker must have."""
STORY = Story(names=40, quiet_step_s=STEP_S)


def history(now: datetime) -> Iterator[bytes]:
    """Quiet hours up to a time (UTC), one page a line."""
    began = now - timedelta(hours=QUIET_H)
    for number in range(STORY.quiet_pages):
        yield _encode(number, began + timedelta(seconds=STEP_S * number))


def news(count: int, first: int = 0) -> Iterator[bytes]:
    """Pages that are fetched now, each of them of one name."""
    for number in range(first, first + count):
        yield _encode(STORY.quiet_pages + number, datetime.now(UTC), STORY.name(0))


def broken() -> bytes:
    """A line that is no page."""
    return b"{broken\n"


def write_config(folder: Path, urls: dict[str, str], **settings: str) -> Path:
    """Watch for the names; each of the channels (address by name) hears of everything."""
    way = "kind: webhook, allow_private: true, secret_env: DESK_SECRET"
    channels = [f"{{id: {name}, {way}, url: '{url}'}}" for name, url in urls.items()]
    wishes = [f"{{id: to-{name}, watches: {{ids: ['*']}}, channels: [{name}]}}" for name in urls]
    STORY.write_config(
        folder,
        **{
            "http": "{port: 0}",
            "metrics": "{top_watches: 5}",
            "channels": f"[{', '.join(channels)}]",
            "subscriptions": f"[{', '.join(wishes)}]",
            **settings,
        },
    )
    return folder


def _encode(number: int, at: datetime, about: str | None = None) -> bytes:
    page = STORY.page(number)
    if about is not None:
        page["text"] = f"{about} was seen again. {page['text']}"
    return json.dumps(page | {"fetched_at": at.isoformat()}).encode() + b"\n"
