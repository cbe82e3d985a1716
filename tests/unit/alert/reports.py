"""Reports of made-up events, as far as stories are made from them."""

from msgspec.structs import replace

from tests.unit.alert.feed import mention
from workers.detect.origins import Fold, Kept, article_key
from workers.ingest.gist import pack_gist
from workers.model.signal import Mention

EVENTS = ("fire", "strike", "merger", "flood", "trial")


def words(event: str, own: int = 0, *, shared: int = 8) -> bytes:
    """The gist of a report: words of its event, some of its own, and one that runs through all."""
    of_event = [(f"{event}{n}", 24) for n in range(shared)]
    return pack_gist((*of_event, *((f"own{own}.{n}", 12) for n in range(6)), ("everywhere", 12)))


def report(number: int, hours: float, event: str, **fields: object) -> Mention:
    """One independent report of an event."""
    made = mention(number, hours, gist=words(event, number), title=f"{event.capitalize()}, report {number}")
    return replace(made, **fields)


def origin(one: Mention) -> Kept:
    return Kept(mention=one, fold=Fold.ORIGIN, leader=article_key(one.article_id))


def copy_of(number: int, hours: float, leader: Mention) -> Kept:
    made = mention(number, hours, gist=leader.gist, signature=leader.signature)
    return Kept(mention=made, fold=Fold.COPY, leader=article_key(leader.article_id))
