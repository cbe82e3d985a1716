"""Made-up coverage: pages of several inputs with bursts, copies, repeats, outages and disorder."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random

from msgspec import Struct

from workers.alert.counting import CountRules
from workers.detect.surprise import Surprise
from workers.ingest.gist import pack_gist
from workers.model.page import Position
from workers.model.setting import Duration
from workers.model.signal import Mention
from workers.model.watch import Minimum

START = datetime(2024, 3, 4, tzinfo=UTC)
LATENESS_S = 600
WATCHES = ("w0", "w1", "w2")
RULES = {
    name: CountRules(
        watch_id=name,
        name=name.upper(),
        counted_hash="c",
        watch_hash="sha256:00000000",
        config_hash="sha256:00000000",
        detector=Surprise(warm_up=Duration("2h")),
        threshold=1.0,
        width_s=width_s,
        minimum=Minimum(articles=3, sources=1),
        split_by="region" if name == "w1" else None,
        split_values=("KR", "JP") if name == "w1" else (),
    )
    for name, width_s in zip(WATCHES, (300, 300, 900), strict=True)
}


class MadePage(Struct, frozen=True, kw_only=True):
    """One page as far as counting sees it: one article, naming one watch or none."""

    at: datetime
    position: Position
    source: str
    mention: Mention | None


def make_inputs(rng: Random, *, inputs: int = 3, hours: float = 36.0) -> list[list[MadePage]]:
    """Pages of each input in the order of its offsets; at most `LATENESS_S` out of order."""
    bursts = [
        (rng.uniform(3, hours - 4), rng.uniform(0.3, 1.2), rng.choice(WATCHES), rng.choice((0.1, 0.3, 0.6)))
        for _ in range(8)
    ]
    # The guard trusts no baseline younger than a day.
    dark = [(start, start + rng.uniform(0.5, 3)) for start in (rng.uniform(20, hours - 4) for _ in range(2))]
    known: list[str] = []
    return [_make_input(rng, f"pages-{number}", hours, bursts, dark, known) for number in range(inputs)]


def _make_input(
    rng: Random,
    name: str,
    hours: float,
    bursts: list[tuple[float, float, str, float]],
    dark: list[tuple[float, float]],
    known: list[str],
) -> list[MadePage]:
    pages: list[MadePage] = []
    now = greatest = 0.0
    while (now := now + rng.expovariate(1 / 170)) < hours * 3_600:
        if any(start * 3_600 < now < end * 3_600 for start, end in dark) and rng.random() < 0.99:
            continue
        at = now if rng.random() < 0.7 else now - rng.uniform(0, LATENESS_S - 1)
        at = max(at, greatest - LATENESS_S + 1, 0.0)
        greatest = max(greatest, at)
        watch = rng.choice(WATCHES) if rng.random() < 0.07 else None
        for start, length, bursting, share in bursts:
            if start * 3_600 < now < (start + length) * 3_600 and rng.random() < share:
                watch = bursting
        if now > (hours - 2.5) * 3_600:
            watch = None
        article = rng.choice(known[-30:]) if known and rng.random() < 0.15 else f"{rng.getrandbits(48):012x}"
        known.append(article)
        pages.append(_page(rng, Position(input=name, offset=len(pages)), at, watch, article))
    return pages


def _gist(text: int) -> bytes:
    """A text tells of one of twenty events in words of the event's and of its own; some say nothing that tells."""
    event = [(f"e{text % 20}.{word}", 20 + word) for word in range(8)]
    own = [(f"t{text}.{word}", 25) for word in range(text % 9)]
    return pack_gist(() if text % 13 == 0 else (*event, *own))


def _page(rng: Random, position: Position, at: float, watch: str | None, article: str) -> MadePage:
    moment = START + timedelta(seconds=int(at))
    source = f"s{rng.randrange(6)}.example"
    text = rng.randrange(300)
    mention = watch and Mention(
        watch_id=watch,
        counted="c",
        article_id=article,
        at=moment,
        position=position,
        signature=blake2b(str(text).encode(), digest_size=64).digest(),
        anchors=(7,),
        gist=_gist(text),
        title=f"Text {text}",
        source=source,
        family=source,
        language=rng.choice(("en", "ko")),
        regions=tuple(rng.sample(("KR", "JP", "FR"), rng.randrange(3))),
        matched=("term",),
        traceparent=f"00-{rng.getrandbits(128):032x}-{rng.getrandbits(64):016x}-01" if rng.random() < 0.6 else None,
    )
    return MadePage(at=moment, position=position, source=source, mention=mention or None)
