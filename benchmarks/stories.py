"""How well reports are grouped into stories, what it costs, and how much is remembered for it.

    python -m benchmarks.stories --data DIR

DIR holds ``reuters_train.jsonl.gz``. The labels are weak, and nobody's opinion: two reports of one day about takeovers
are of one event when their titles name the same share by its code, as in "USAIR <U> REJECTS TWA <TWA> TAKEOVER BID".
The codes are cut out of titles and texts before anything is looked at. Copies are left out, as in an alert.
Printed: precision, recall and F1 over pairs of reports, for the product's grouping as it ships and for plain ones;
*days* are whole days of takeovers, about thirty events each, *alerts* one event among none, two or five other reports.
Speeds are of CPU time of one core.
"""

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import log, sqrt
from pathlib import Path

import msgspec
from msgspec import Struct

from workers.alert.stories import Stories, add_to_stories, group_all, without_stories
from workers.detect.origins import Fold, Kept, Seen, fold_all
from workers.ingest.fingerprint import anchors, signature
from workers.ingest.gist import gist, pack_gist
from workers.model.page import Position
from workers.model.signal import Mention

NAME = "reuters_train.jsonl.gz"
CODE = re.compile(r"<([A-Z][A-Z.]*)>")
WORD = re.compile(r"\w{3,}")
START = datetime(2025, 1, 1, tzinfo=UTC)

Grouping = Callable[[Sequence["Report"]], list[int]]
"""Gives each report the number of its story."""


class Report(Struct, frozen=True, kw_only=True):
    """One origin with its true event."""

    title: str
    text: str
    event: int
    kept: Kept


def mention_of(row: dict[str, str], number: int) -> Mention:
    title, text = CODE.sub(" ", row["title"]), CODE.sub(" ", row["text"])
    return Mention(
        watch_id="takeovers",
        counted="c",
        article_id=f"{number:08x}0000",
        at=datetime.fromisoformat(row["fetched_at"]),
        position=Position(input="wire", offset=number),
        signature=signature(text),
        anchors=tuple(sorted(value for _, value in anchors(text))[:8]),
        gist=pack_gist(gist(title, text)),
        title=title,
        language="en",
    )


def days_of(path: Path) -> list[list[Report]]:
    """Each day's takeover reports that name a share, copies left out."""
    by_day: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if "acq" in row["topics"] and CODE.search(row["title"]):
                by_day[row["fetched_at"][:10]].append(row)
    return [list(reports_of(rows)) for _, rows in sorted(by_day.items()) if len(rows) >= 8]


def reports_of(rows: Sequence[dict[str, str]]) -> Iterator[Report]:
    mentions = [mention_of(row, number) for number, row in enumerate(rows)]
    ordered = sorted(mentions, key=lambda one: (one.at, one.article_id))
    events = events_of([set(CODE.findall(row["title"])) for row in rows])
    for one in fold_all(Seen(), ordered, 86_400):
        if one.fold is Fold.ORIGIN:
            number = one.mention.position.offset
            yield Report(title=one.mention.title or "", text=rows[number]["text"], event=events[number], kept=one)


def events_of(codes: Sequence[set[str]]) -> list[int]:
    """Reports that share a code, perhaps through others, are of one event."""
    events = list(range(len(codes)))
    for one, other in combinations(range(len(codes)), 2):
        if codes[one] & codes[other] and events[one] != events[other]:
            old, new = events[other], events[one]
            events = [new if event == old else event for event in events]
    return events


def alerts_of(days: Sequence[list[Report]]) -> Iterator[list[Report]]:
    """One event of three reports and more, among none, two and five others of its day."""
    rng = random.Random(1)
    for day in days:
        for event, count in Counter(one.event for one in day).items():
            others = [one for one in day if one.event != event]
            for more in (0, 2, 5) if count >= 3 else ():
                own = [one for one in day if one.event == event] + rng.sample(others, min(more, len(others)))
                yield sorted(own, key=lambda one: one.kept.mention.at)


def as_shipped(reports: Sequence[Report]) -> list[int]:
    stories = group_all([one.kept for one in reports], 0)
    # A story that was forgotten, being the smallest of too many, held one report.
    return [stories.leaders.get(one.kept.leader, -1 - place) for place, one in enumerate(reports)]


def by_titles(reports: Sequence[Report]) -> list[int]:
    """A report joins the first one whose title has a third of the words of both."""
    words = [set(WORD.findall(one.title.casefold())) for one in reports]
    groups: list[int] = []
    for place, own in enumerate(words):
        like = (n for n in range(place) if len(own & words[n]) * 3 >= len(own | words[n]) > 0)
        groups.append(next((groups[n] for n in like), place))
    return groups


def by_whole_text(days: Sequence[list[Report]], least: float) -> Grouping:
    """Cosine of all words of the texts with the frequencies of the whole archive, which no worker has."""
    texts = {one.kept.mention: WORD.findall(f"{one.title} {one.text}".casefold()) for day in days for one in day}
    spread = Counter(word for words in texts.values() for word in set(words))

    def vector(report: Report) -> dict[str, float]:
        counts = Counter(texts[report.kept.mention])
        weights = {word: (1 + log(count)) * log(len(texts) / spread[word]) for word, count in counts.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    def group(reports: Sequence[Report]) -> list[int]:
        centres: list[dict[str, float]] = []
        groups = []
        for own in map(vector, reports):
            likeness = [cosine(own, centre) for centre in centres]
            best = max(range(len(centres)), key=likeness.__getitem__, default=None)
            if best is None or likeness[best] < least:
                best = len(centres)
                centres.append({})
            for word, weight in own.items():
                centres[best][word] = centres[best].get(word, 0.0) + weight
            groups.append(best)
        return groups

    return group


def cosine(own: dict[str, float], centre: dict[str, float]) -> float:
    length = sqrt(sum(weight * weight for weight in centre.values()))
    return sum(weight * centre.get(word, 0.0) for word, weight in own.items()) / length


def score(pools: Sequence[list[Report]], grouping: Grouping) -> str:
    right = joined = true = 0
    for pool in pools:
        groups = grouping(pool)
        for one, other in combinations(range(len(pool)), 2):
            together, same = groups[one] == groups[other], pool[one].event == pool[other].event
            right, joined, true = right + (together and same), joined + together, true + same
    precision, recall = right / joined if joined else 1.0, right / true
    return f"{2 * precision * recall / (precision + recall or 1):.3f} (P {precision:.3f}, R {recall:.3f})"


def measure_cost(days: Sequence[list[Report]]) -> None:
    texts = [(one.title, one.text) for day in days for one in day if 2_500 < len(one.text) < 3_500]
    spent = timed(lambda: [pack_gist(gist(title, text)) for title, text in texts])
    print(f"gist of an article of 3 KB: {spent / len(texts) * 1e6:.0f} us ({len(texts)} articles)")
    total = sum(map(len, days))
    spent = timed(lambda: [as_shipped(day) for day in days])
    print(f"sorting one report into the stories of an alert: {spent / total * 1e6:.0f} us (days)")
    pools = list(alerts_of(days))
    spent = timed(lambda: [as_shipped(pool) for pool in pools])
    print(f"the same in an alert of few stories: {spent / sum(map(len, pools)) * 1e6:.0f} us")
    everything = [one.kept for day in days for one in day]
    for name, count in (("four reports in 16 hours", 4), ("as many as are kept", 400)):
        stories = Stories()
        for place, one in enumerate(everything[:count]):
            moved = msgspec.structs.replace(one.mention, at=START + timedelta(minutes=place))
            own = Kept(mention=moved, fold=Fold.ORIGIN, leader=place)
            stories = add_to_stories(stories, [own], 0, grouping=True)
        quiet, open_ = (len(msgspec.msgpack.encode(one)) for one in (without_stories(stories), stories))
        print(f"state, {name}: {quiet:,} bytes, with an open alert {open_:,}")


def timed(work: Callable[[], object]) -> float:
    """The least CPU time of five runs, in seconds."""
    spent = []
    for _ in range(5):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    days = days_of(parser.parse_args().data / NAME)
    alerts = list(alerts_of(days))
    print(f"{len(days)} days of {sum(map(len, days))} reports, {len(alerts)} alerts of {sum(map(len, alerts))}")
    rows: dict[str, Grouping] = {
        "as shipped": as_shipped,
        "all one story": lambda reports: [0] * len(reports),
        "each its own": lambda reports: list(range(len(reports))),
        "by a third of the words of titles": by_titles,
    }
    rows |= {f"whole text, archive's frequencies, {least}": by_whole_text(days, least) for least in (0.15, 0.2, 0.25)}
    for name, grouping in rows.items():
        print(f"{name}: days {score(days, grouping)}, alerts {score(alerts, grouping)}")
    measure_cost(days)


if __name__ == "__main__":
    main()
