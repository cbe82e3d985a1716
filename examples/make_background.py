"""Make three weeks of quiet news by machine: one page a line, always the same ones.

Nobody wrote these pages and nothing in them happened. They stand in for the
steady murmur that a watch hears on days without news, so that the hand-written
pages beside this file have something to stand out from. The sources, people and
figures are invented; the places are real, so that there are countries to find.
What the pages are built from lies in `phrases/`, one file a language; what was made of it in `background/`, likewise,
for the phrases of one language pack into half the size when they stand together.

Twice the machine also does what scrapers do: on one day nothing comes for seven
hours and then all of it within forty minutes, and on another an archive is read
as if it were new.

    python examples/make_background.py                        prints every page, oldest first
    python examples/make_background.py examples/background    writes the packed files anew
"""

import gzip
import json
import math
import random
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path

PHRASES = Path(__file__).parent / "phrases"
SEED = 20_250_303
STARTS_AT = datetime(2025, 3, 3, tzinfo=UTC)
ENDS_AT = datetime(2025, 3, 24, tzinfo=UTC)
PAGES_A_DAY = 290
LANGUAGES = {"en": 0.42, "de": 0.14, "fr": 0.12, "es": 0.09, "it": 0.08, "ru": 0.08, "zh": 0.07}
"""Shares of the pages."""

NAMED_A_DAY = {
    "etna": 3.5,
    "bosphorus": 4.0,
    "panama-canal": 2.5,
    "hamburg-port": 7.0,
    "northwind": 1.6,
    "shell": 3.0,
    "orange": 2.0,
    "ecb": 120.0,
    "bird-flu": 2.0,
}
"""How many pages a day would name each watch, were it not for the rests between them."""
REST = timedelta(minutes=50)
SHORT_REST = {"ecb": timedelta(minutes=15)}
"""Quiet is where nothing is in the news twice in quick succession. About the central bank there is always something."""
SPOKEN_OF_BY_HAND = {
    "bosphorus": (datetime(2025, 3, 11, 4, tzinfo=UTC), datetime(2025, 3, 12, 12, tzinfo=UTC)),
    "shell": (datetime(2025, 3, 13, 6, tzinfo=UTC), datetime(2025, 3, 13, 18, tzinfo=UTC)),
    "northwind": (datetime(2025, 3, 15, 4, tzinfo=UTC), datetime(2025, 3, 16, 12, tzinfo=UTC)),
    "etna": (datetime(2025, 3, 16, 12, tzinfo=UTC), datetime(2025, 3, 17, 12, tzinfo=UTC)),
}
"""Between these times the hand-written pages speak of a watch, and these here do not."""

OUT_FROM = datetime(2025, 3, 18, 8, tzinfo=UTC)
BACK_AT = datetime(2025, 3, 18, 15, tzinfo=UTC)
CAUGHT_UP_IN = timedelta(minutes=40)
ARCHIVE_AT = datetime(2025, 3, 20, 11, tzinfo=UTC)
ARCHIVE_PAGES, ARCHIVE_AGE = 36, timedelta(days=125)


class Language:
    """What the pages of one language are built from."""

    def __init__(self, code: str) -> None:
        phrases = tomllib.loads((PHRASES / f"{code}.toml").read_text(encoding="utf-8"))
        self.code = code
        self.sources: Sequence[str] = phrases["sources"]
        self.openings: Sequence[str] = phrases["openings"]
        self.sentences: Sequence[str] = phrases["sentences"]
        self.closings: Sequence[str] = phrases["closings"]
        self.about: Mapping[str, Sequence[str]] = phrases["about"]
        self.words: Mapping[str, Sequence[str]] = phrases["words"]
        self.gap = "" if code == "zh" else " "


@dataclass(kw_only=True)
class Machine:
    """Chance, and what it has said so far."""

    chance: random.Random
    languages: Mapping[str, Language]
    named_at: dict[str, datetime] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


def main(folder: Path | None) -> None:
    """Write every page to standard output, oldest first, or packed into one file a language."""
    machine = Machine(chance=random.Random(SEED), languages={code: Language(code) for code in LANGUAGES})
    everything = sorted([*pages(machine), *archive(machine)], key=itemgetter("fetched_at", "url"))
    if folder is None:
        sys.stdout.writelines(map(_line, everything))
        return
    for code, language in machine.languages.items():
        own = tuple(f"https://{source}.example/" for source in language.sources)
        lines = "".join(_line(page) for page in everything if page["url"].startswith(own))
        # No time and no name in it: what is packed again has not changed.
        (folder / f"{code}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))


def pages(machine: Machine) -> Iterator[dict[str, str]]:
    """As many pages as a quiet day brings, most of them in the afternoon (UTC)."""
    at = STARTS_AT
    while True:
        at += timedelta(seconds=-math.log(1 - machine.chance.random()) * 86_400 / (PAGES_A_DAY * _busy(at)))
        if at >= ENDS_AT:
            return
        yield _page(machine, at, _subject(machine, at))


def archive(machine: Machine) -> Iterator[dict[str, str]]:
    """Pages of months ago about the central bank, fetched within a quarter of an hour."""
    for number in range(ARCHIVE_PAGES):
        page = _page(machine, ARCHIVE_AT + timedelta(seconds=25 * number), "ecb")
        published = ARCHIVE_AT - ARCHIVE_AGE - timedelta(hours=7 * number)
        yield page | {"published": published.isoformat()}


def _busy(at: datetime) -> float:
    """How much livelier this hour is than the mean one: least at three in the night, most at three in the afternoon."""
    return 1 - 0.6 * math.cos((at.hour + at.minute / 60 - 3) / 24 * math.tau)


def _subject(machine: Machine, at: datetime) -> str | None:
    """The watch that a page names; usually none."""
    roll = machine.chance.random() * PAGES_A_DAY
    for watch, a_day in NAMED_A_DAY.items():
        if roll < a_day:
            return watch if _may_name(machine, watch, at) else None
        roll -= a_day
    return None


def _may_name(machine: Machine, watch: str, at: datetime) -> bool:
    since, until = SPOKEN_OF_BY_HAND.get(watch, (ENDS_AT, ENDS_AT))
    named_at = machine.named_at.get(watch, STARTS_AT - timedelta(days=1))
    if since <= at < until or at - named_at < SHORT_REST.get(watch, REST):
        return False
    machine.named_at[watch] = at
    return True


def _page(machine: Machine, at: datetime, subject: str | None) -> dict[str, str]:
    chance = machine.chance
    language = _language(machine, subject)
    source = _pick(chance, language.sources)
    body = [_fill(chance, pattern, language) for pattern in _some(chance, language.sentences)]
    if subject is not None:
        sentence = _fill(chance, _pick(chance, language.about[subject]), language)
        body.insert(int(chance.random() * 2), sentence)
    title = _fill(chance, _pick(chance, language.openings), language)
    closing = _fill(chance, _pick(chance, language.closings), language)
    paragraphs = [language.gap.join(body[start : start + 2]) for start in range(0, len(body), 2)]
    published = at - timedelta(minutes=3 + int(chance.random() * 50))
    return {
        "url": f"https://{source}.example/{at:%Y/%m/%d}/{next(machine.numbers)}",
        "fetched_at": _fetched_at(at).isoformat().replace("+00:00", "Z"),
        "title": title,
        "text": "\n".join([title, *paragraphs, closing]),
        "published": published.replace(microsecond=0).isoformat(),
    }


def _fetched_at(at: datetime) -> datetime:
    """While the scraper is down nothing is fetched; then everything, in the order of its time."""
    if OUT_FROM <= at < BACK_AT:
        at = BACK_AT + (at - OUT_FROM) / (BACK_AT - OUT_FROM) * CAUGHT_UP_IN
    return at.replace(microsecond=0)


def _language(machine: Machine, subject: str | None) -> Language:
    """By its share, of those that have something to say of the subject."""
    able = [code for code in LANGUAGES if subject is None or subject in machine.languages[code].about]
    roll = machine.chance.random() * sum(LANGUAGES[code] for code in able)
    for code in able:
        if roll < LANGUAGES[code]:
            return machine.languages[code]
        roll -= LANGUAGES[code]
    return machine.languages[able[-1]]


def _some(chance: random.Random, patterns: Sequence[str]) -> list[str]:
    """Four to seven of the sentences, each at most once."""
    left, number = list(patterns), 4 + int(chance.random() * 4)
    return [left.pop(int(chance.random() * len(left))) for _ in range(number)]


def _fill(chance: random.Random, pattern: str, language: Language) -> str:
    """The sentence with each ``{kind}`` replaced by a word of that kind, each ``{number}`` by a number."""
    sentence, used = "", set[str]()
    for part in pattern.split("{"):
        kind, closed, rest = part.partition("}")
        word = _word(chance, kind.rstrip("2"), language, used) if closed else ""
        used.add(word)
        sentence += word + (rest if closed else part)
    return sentence[0].upper() + sentence[1:]


def _word(chance: random.Random, kind: str, language: Language, used: set[str]) -> str:
    """A word that the sentence does not have yet: no train runs from a city to itself."""
    if kind == "number":
        return str(2 + int(chance.random() * 88))
    return _pick(chance, [word for word in _words(kind, language) if word not in used])


def _words(kind: str, language: Language) -> Sequence[str]:
    """The words of a kind; ``{Plan}`` is a ``{plan}`` with a capital."""
    known = language.words.get(kind)
    return known if known is not None else [word[0].upper() + word[1:] for word in language.words[kind.lower()]]


def _pick(chance: random.Random, choices: Sequence[str]) -> str:
    """One of them. By `random()` alone, the one method whose numbers are promised to stay over Python's versions."""
    return choices[int(chance.random() * len(choices))]


def _line(page: Mapping[str, str]) -> str:
    return json.dumps(page, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
