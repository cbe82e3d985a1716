"""Steps of a replay for tests, made without reading a page."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from tests.builders import NOON, article, change, mention, payload, tags
from workers.model.alert import AlertState, Change, ChangeType
from workers.model.rejection import Reason, Rejection
from workers.pipeline import ReadArticle, Reading
from workers.study.replayed import Heard, Step
from workers.watch.match import Found, NearMiss
from workers.watch.weigh import Because


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def opened(alert_id: str = "a1", *, at: float = 0, watch: str = "pier", **fields: object) -> Change:
    """An alert that opens so many minutes after noon."""
    made = change(alert_id=alert_id, opened_at=after(at), changed_at=after(at), **fields)
    return replace(made, watch=replace(made.watch, id=watch))


def resolved(
    alert_id: str = "a1", *, at: float = 240, watch: str = "pier", because: str = "calm", **fields: object
) -> Change:
    """Its end."""
    made = opened(alert_id, watch=watch, type=ChangeType.RESOLVED, state=AlertState.RESOLVED, sequence=1)
    return replace(made, changed_at=after(at), resolved_at=after(at), told_because=(because,), **fields)


def read_article(
    *, mentions: tuple[str, ...] = (), near: dict[str, Because] | None = None, stale: bool = False, **fields: object
) -> ReadArticle:
    """An article that names these watches, and nearly names those."""
    return ReadArticle(
        article=article(**fields),
        tags=tags("IT"),
        found=tuple(Found(watch_id=watch, matched=("the pier",), in_title=True) for watch in mentions),
        near=tuple(
            NearMiss(watch_id=watch, matched=("the pier",), because=because) for watch, because in (near or {}).items()
        ),
        mentions=() if stale else tuple(mention(watch_id=watch) for watch in mentions),
        stale=stale,
    )


def page(*articles: ReadArticle, name: str = "page.txt", at: float = 0) -> Step:
    """A page that was read so many minutes after noon; one article that names nothing, where none is given."""
    read = Reading(page=name, at=after(at), articles=articles or (read_article(),))
    return Step(read=read, heard=tuple(Heard(mention=one, late=False) for read in articles for one in read.mentions))


def refused(name: str = "page.txt") -> Step:
    return Step(read=Rejection(payload=payload(name=name), reason=Reason.NO_TEXT, detail="nothing there"))


def told(*changes: Change) -> Step:
    return Step(changes=changes)
