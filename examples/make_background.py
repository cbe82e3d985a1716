"""Print two weeks of quiet news, made by a machine: one page a line, always the same ones.

Nobody wrote these pages and nothing in them happened. They stand in for the
steady murmur that a watch hears on days without news, so that the hand-written
pages beside this file have something to stand out from. The sources, people and
figures are invented; the places are real, so that there are countries to find.

    python -m examples.make_background > background.jsonl
"""

import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from examples.phrases import ABOUT_ETNA, ABOUT_FERRIES, ABOUT_PORT, CLOSINGS, OPENINGS, SENTENCES, WORDS

SEED = 20_250_303
STARTS_AT = datetime(2025, 3, 3, tzinfo=UTC)
ENDS_AT = datetime(2025, 3, 16, 21, tzinfo=UTC)
ETNA_QUIET_FROM = datetime(2025, 3, 16, 12, tzinfo=UTC)
FERRIES_QUIET_FROM = datetime(2025, 3, 15, 6, tzinfo=UTC)
"""From here on only the hand-written pages speak of them."""

PAGES_A_DAY = 260
SHARE_OF_ETNA, SHARE_OF_PORT, SHARE_OF_FERRIES = 0.012, 0.025, 0.006
SOURCES = (
    *("harbour-post", "northern-ledger", "daily-compass", "lowland-times", "ionian-courier", "capital-monitor"),
    *("strait-radio", "alpine-observer", "gangway-weekly", "ledger-street", "sporting-green", "morning-tide"),
)


def main() -> None:
    """Write every page to standard output, oldest first."""
    for page in pages(random.Random(SEED)):
        sys.stdout.write(json.dumps(page, ensure_ascii=False) + "\n")


def pages(chance: random.Random) -> Iterator[dict[str, str]]:
    """All pages in order of fetching; as many as a quiet day brings, most of them in the afternoon (UTC)."""
    at = STARTS_AT
    number = 0
    while True:
        at += timedelta(seconds=-math.log(1 - chance.random()) * 86_400 / (PAGES_A_DAY * _busy(at)))
        if at >= ENDS_AT:
            return
        number += 1
        yield _page(chance, at.replace(microsecond=0), number)


def _busy(at: datetime) -> float:
    """How much livelier this hour is than the mean one: least at three in the night, most at three in the afternoon."""
    return 1 - 0.6 * math.cos((at.hour + at.minute / 60 - 3) / 24 * math.tau)


def _page(chance: random.Random, at: datetime, number: int) -> dict[str, str]:
    source = _pick(chance, SOURCES)
    subject = _subject(chance, at)
    body = [_fill(chance, _pick(chance, SENTENCES)) for _ in range(4 + int(chance.random() * 5))]
    for sentence in subject:
        body.insert(int(chance.random() * 2), sentence)
    title = _fill(chance, _pick(chance, OPENINGS))
    paragraphs = [" ".join(body[start : start + 2]) for start in range(0, len(body), 2)]
    return {
        "url": f"https://{source}.example/{at:%Y/%m/%d}/{number}",
        "fetched_at": at.isoformat().replace("+00:00", "Z"),
        "title": title,
        "text": "\n".join([title, *paragraphs, _fill(chance, _pick(chance, CLOSINGS))]),
        "published": (at - timedelta(minutes=3 + int(chance.random() * 50))).isoformat(),
    }


def _subject(chance: random.Random, at: datetime) -> list[str]:
    """What of a page names one of the watches; usually nothing."""
    roll = chance.random()
    for share, patterns, quiet_from in (
        (SHARE_OF_ETNA, ABOUT_ETNA, ETNA_QUIET_FROM),
        (SHARE_OF_PORT, ABOUT_PORT, ENDS_AT),
        (SHARE_OF_FERRIES, ABOUT_FERRIES, FERRIES_QUIET_FROM),
    ):
        if roll < share:
            sentence = _fill(chance, _pick(chance, patterns))
            return [sentence] if at < quiet_from else []
        roll -= share
    return []


def _fill(chance: random.Random, pattern: str) -> str:
    """The sentence with each ``{kind}`` replaced by a word of that kind, each ``{number}`` by a number."""
    words: list[str] = []
    for part in pattern.split("{"):
        kind, closed, rest = part.partition("}")
        words.append(_word(chance, kind) + rest if closed else part)
    return "".join(words)


def _word(chance: random.Random, kind: str) -> str:
    return str(2 + int(chance.random() * 88)) if kind == "number" else _pick(chance, WORDS[kind])


def _pick(chance: random.Random, choices: Sequence[str]) -> str:
    """One of them. By `random()` alone, the one method whose numbers are promised to stay over Python's versions."""
    return choices[int(chance.random() * len(choices))]


if __name__ == "__main__":
    main()
