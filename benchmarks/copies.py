"""How surely copies of a report are folded into one origin, and different reports are not.

    python -m benchmarks.copies --data DIR

DIR holds ``reuters_train.jsonl.gz`` and ``bbc_topics.jsonl.gz``. Of each article one edited copy is made, by one to
three of `EDITS` (``benchmarks/edited.py``): *the same*. *Different* are pairs of two articles that share a name, as
mentions of one watch do; half of them any two, half the hard ones: two of one subject (Reuters: within a day). Pairs
that share half of their groups of eight words are left out as what the wire itself sent twice, and counted.

Both texts go through what the reader computes for a mention, the shared name taken for the watch's own term, and
then through `fold_all`, which decides in the product. Halves are by a hash of the first article's text; nothing is
chosen here, but what is read off `chosen` may be, and `reported` counts.
"""

import argparse
import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from msgspec import Struct, field

from benchmarks.classify import per_second, read
from benchmarks.edited import EDITS, edit
from workers.detect.origins import ANCHORS, Fold, Seen, fold_all
from workers.ingest.fingerprint import anchors, signature
from workers.ingest.rules import load_tables
from workers.model.page import Position
from workers.model.signal import Mention

HALVES = ("chosen", "reported")
AT = datetime(2025, 1, 1, tzinfo=UTC)
LEAST = 400
"""Characters; of shorter reports a tenth says nothing."""
MOST = 1_500
"""Copies a set and half; there are as many different pairs."""
RUN = 8
"""Words of a group by which what the wire sent twice is known."""


class Report(Struct, frozen=True, kw_only=True):
    """An article of either set."""

    text: str = ""
    body: str = ""
    iptc: str | None = None
    topics: tuple[str, ...] = ()
    fetched_at: str = ""

    @property
    def words(self) -> str:
        """The text under either name."""
        return self.text or self.body

    @property
    def kind(self) -> tuple[str, str]:
        """What two reports have in common that are hard to tell apart."""
        return self.fetched_at[:10], self.topics[0] if self.topics else self.iptc or ""


class Pair(Struct, frozen=True, kw_only=True):
    """Two texts, and whether the second is a copy of the first."""

    first: str
    second: str
    watch: str
    """A word that both have: the watch's own term."""
    same: bool
    kinds: tuple[str, ...]
    half: str = field(default="")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    data: Path = parser.parse_args(arguments).data
    sets = [name for name in ("reuters_train.jsonl.gz", "bbc_topics.jsonl.gz") if (data / name).is_file()]
    if not sets:
        print(f"benchmarks.copies: {data}: none of the sets is there", file=sys.stderr)
        return 2
    calendar = load_tables().words.dates.calendar
    for name in sets:
        reports = [report for report in read(data / name, Report) if len(report.words) >= LEAST]
        for half in HALVES:
            some = [report for report in reports if half_of(report.words) == half]
            random.Random(7).shuffle(some)
            measure(f"{name}, {half}", some, calendar)
    texts = [report.words[:2_000] for report in reports]
    print(f"signatures of 2 KB: {per_second(signature, texts):,.0f} /s of processor time")
    return 0


def measure(name: str, reports: Sequence[Report], calendar: frozenset[str]) -> None:
    copies = list(copies_of(reports[:MOST], calendar))
    others, twice = different(reports, calendar, len(copies))
    folded = Counter[tuple[bool, bool]]()
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for pair in (*copies, *others):
        found = is_folded(pair, calendar)
        folded[pair.same, found] += 1
        for kind in pair.kinds:
            by_kind[kind].append(found)
    right = folded[True, True]
    precision, recall = right / max(right + folded[False, True], 1), right / max(len(copies), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name}: F1 {f1:.4f} (P {precision:.4f}, R {recall:.4f}), {len(copies)} copies, {len(others)} different")
    print("  folded: " + ", ".join(f"{kind} {sum(own) / len(own):.3f}" for kind, own in by_kind.items()))
    print(f"  left out as sent twice: {twice}")


def copies_of(reports: Sequence[Report], calendar: frozenset[str]) -> Iterator[Pair]:
    for number, report in enumerate(reports):
        draw = random.Random(number)
        names = sorted(names_in(report.words, calendar))
        kinds = draw.sample(sorted(EDITS), draw.choice((1, 1, 2, 3)))
        copy = edit(report.words, kinds, draw)
        watch = draw.choice(names) if names else ""
        yield Pair(first=report.words, second=copy, watch=watch, same=True, kinds=(*kinds, f"{len(kinds)} edits"))


def different(reports: Sequence[Report], calendar: frozenset[str], wanted: int) -> tuple[list[Pair], int]:
    """Pairs that share a name, half of them hard, and how many were left out."""
    groups: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        groups[report.kind].append(report)
    hard = [pair for group in groups.values() if group[0].kind[1] for pair in combinations(group[:40], 2)]
    draw = random.Random(11)
    any_two = [tuple(draw.sample(reports, 2)) for _ in range(wanted * 12)]
    pairs, twice = list[Pair](), 0
    for kind, drawn in (("hard", draw.sample(hard, len(hard))), ("any two", any_two)):
        taken = 0
        for one, other in drawn:
            shared = sorted(names_in(one.words, calendar) & names_in(other.words, calendar))
            if taken == wanted // 2 or not shared:
                continue
            if sent_twice(one.words, other.words):
                twice += 1
                continue
            pair = Pair(first=one.words, second=other.words, watch=draw.choice(shared), same=False, kinds=(kind,))
            pairs, taken = [*pairs, pair], taken + 1
    return pairs, twice


def sent_twice(one: str, other: str) -> bool:
    first, second = runs(one), runs(other)
    return 2 * len(first & second) >= min(len(first), len(second))


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))


def names_in(text: str, calendar: frozenset[str]) -> set[str]:
    return {word for word, _ in anchors(text, calendar) if word[0].isalpha()}


def is_folded(pair: Pair, calendar: frozenset[str]) -> bool:
    mentions = [mention_of(text, number, pair.watch, calendar) for number, text in enumerate((pair.first, pair.second))]
    return fold_all(Seen(), mentions, 86_400)[1].fold is Fold.COPY


def mention_of(text: str, number: int, watch: str, calendar: frozenset[str]) -> Mention:
    """As `workers.pipeline` makes it, as far as folding looks at it."""
    return Mention(
        watch_id="w",
        counted="c",
        article_id=f"{number:08x}0000",
        at=AT,
        position=Position(input="pages", offset=number),
        signature=signature(text),
        anchors=tuple(sorted(value for word, value in anchors(text, calendar) if word != watch)[:ANCHORS]),
    )


def half_of(text: str) -> str:
    return HALVES[hashlib.blake2b(text.encode(), digest_size=1).digest()[0] & 1]


if __name__ == "__main__":
    sys.exit(main())
