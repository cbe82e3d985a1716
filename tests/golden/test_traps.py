"""Each trap of `examples/` is one: with the rule switched off that stands against it, what was expected fails."""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.golden.conftest import EXAMPLES, Replayed
from workers.alert.counting import Counted, CountRules
from workers.alert.state import WatchState
from workers.cli.asking import open_config
from workers.detect.partition import SLOT_S, PartitionClock
from workers.model.alert import Change, ChangeType
from workers.model.names import short_hash
from workers.model.page import Payload, Position
from workers.model.signal import Mention, SlotRange, Tick
from workers.model.watch import Minimum
from workers.pipeline import Reading, count_signal, hear_tick, read_page
from workers.rules import Rules
from workers.study.expectations import MentionItem, RuleTest
from workers.study.replayed import Step
from workers.study.rule_test import judge_test


@pytest.mark.parametrize("watch", ["etna", "bosphorus"])
def test_counting_again_tells_the_same(replayed: Replayed, rules: Rules, watch: str) -> None:
    """Else the tests below would show nothing."""
    own = [change for change in replayed.changes if change.watch.id == watch]

    told = recount(replayed.mentions, replayed.unknown, rules.watches[watch])

    assert [change.alert_id for change in told] == [change.alert_id for change in own]
    assert [change.evidence.origins for change in told] == [change.evidence.origins for change in own]


@pytest.mark.parametrize("watch", ["northwind", "ecb", "shell", "orange", "halvorsen"])
def test_what_is_a_trap_tells_nothing(replayed: Replayed, rules: Rules, watch: str) -> None:
    assert recount(replayed.mentions, replayed.unknown, rules.watches[watch]) == ()


def test_copies_make_an_alert_where_articles_are_counted(replayed: Replayed, rules: Rules) -> None:
    northwind = replace(rules.watches["northwind"], count=Counted.ARTICLES)

    assert opened(recount(replayed.mentions, replayed.unknown, northwind)) == ["2025-03-15"]


def test_copies_and_pages_fetched_again_make_an_alert_where_nothing_is_folded_for_long(
    replayed: Replayed, rules: Rules
) -> None:
    northwind = replace(rules.watches["northwind"], fold_s=300)
    again = [mention for mention in replayed.mentions if mention.watch_id == "northwind"][-6:]

    assert opened(recount(replayed.mentions, replayed.unknown, northwind)) == ["2025-03-15"]
    assert len({mention.article_id for mention in again}) == len(again)


def test_a_page_fetched_again_is_another_article_where_its_address_is_not_its_name(
    replayed: Replayed, rules: Rules
) -> None:
    """As a copy it would be folded all the same, so that it opens no alert of its own: here nothing is folded."""
    northwind = replace(rules.watches["northwind"], count=Counted.ARTICLES)
    named = [replace(one, article_id=short_hash(one.article_id, str(one.at))) for one in replayed.mentions]

    once, twice = (recount(each, replayed.unknown, northwind)[-1].evidence for each in (replayed.mentions, named))

    assert (once.articles, twice.articles) == (12, 24)


def test_each_of_the_twelve_pages_was_fetched_twice(replayed: Replayed) -> None:
    day = [
        one for one in replayed.mentions if one.watch_id == "northwind" and one.at.date().isoformat() == "2025-03-15"
    ]

    assert len(day) == 24
    assert len({mention.article_id for mention in day}) == 12


def test_catching_up_makes_an_alert_without_the_guard(replayed: Replayed, rules: Rules) -> None:
    """Seven hours of the central bank in forty minutes."""
    assert opened(recount(replayed.mentions, (), rules.watches["ecb"])) == ["2025-03-18"]


def test_half_a_guard_is_no_better(replayed: Replayed, rules: Rules) -> None:
    """One that sees the outage and not the catching up."""
    back = int(datetime(2025, 3, 18, 15, tzinfo=UTC).timestamp()) // SLOT_S
    outage = [replace(span, end=min(span.end, back)) for span in replayed.unknown if span.first < back]

    assert opened(recount(replayed.mentions, outage, rules.watches["ecb"])) == ["2025-03-18"]


def test_an_archive_makes_an_alert_where_no_news_is_too_old(replayed: Replayed, rules: Rules) -> None:
    lenient = replace(rules, max_age_s=400 * 86_400)
    packed = sorted((EXAMPLES / "background").iterdir())
    old = [reading for file in packed for reading in read_again(file, lenient, "2025-03-20T11:")]

    mentions = merge(replayed.mentions, mentions_of(old))

    assert len(mentions) >= len(replayed.mentions) + 36
    assert opened(recount(mentions, replayed.unknown, rules.watches["ecb"])) == ["2025-03-20"]


def test_a_common_word_makes_an_alert_where_it_needs_no_other(replayed: Replayed, rules: Rules, tmp_path: Path) -> None:
    """A beach, a museum, a trophy, a house and a band."""
    blunt = rules_with(tmp_path, ", needs: {list: oil}, near: 300", "")
    again = mentions_of(read_again(EXAMPLES / "pages" / "words.jsonl", blunt))

    shells = [mention for mention in again if mention.watch_id == "shell"]

    assert len(shells) == 6
    assert opened(recount(merge(replayed.mentions, shells), replayed.unknown, rules.watches["shell"])) == ["2025-03-13"]


def test_a_street_is_a_mountain_where_it_is_not_masked(rules: Rules, tmp_path: Path) -> None:
    blunt = rules_with(tmp_path, "mask: [Etna Street]", "mask: []")

    masked, unmasked = ({one.watch_id for one in mentions_of(read_again(words(), each))} for each in (rules, blunt))

    assert "etna" not in masked
    assert "etna" in unmasked


def test_two_articles_make_an_alert_where_two_are_enough(replayed: Replayed, rules: Rules) -> None:
    halvorsen = replace(rules.watches["halvorsen"], minimum=Minimum(articles=2, sources=2))

    assert opened(recount(replayed.mentions, replayed.unknown, halvorsen)) == ["2025-03-06"]


@pytest.mark.parametrize("watch", ["etna", "bosphorus"])
def test_a_teaser_is_a_mention_where_a_page_is_read_as_one_text(
    rules: Rules, expected: RuleTest, tmp_path: Path, watch: str
) -> None:
    """Three articles, and above and below them the headlines of others."""
    asked = MentionItem(page="teasers.jsonl:2", watch=watch)
    only = replace(expected, expect=(), mentions=(), no_mention=(asked,), only=False)
    page, flat = EXAMPLES / "pages" / "teasers.jsonl", tmp_path / "teasers.jsonl"
    flat.write_text(page.read_text("utf-8").replace("\\n", " "), encoding="utf-8")

    seeing, blind = (judge_test(only, steps_of(read_again(each, rules))) for each in (page, flat))

    assert [verdict.passed for verdict in seeing] == [True]
    assert [verdict.passed for verdict in blind] == [False]


def words() -> Path:
    return EXAMPLES / "pages" / "words.jsonl"


def recount(mentions: Iterable[Mention], unknown: Sequence[SlotRange], rules: CountRules) -> tuple[Change, ...]:
    """Count the mentions of one watch by the pure step, with a tick whenever a new slot begins."""
    state: WatchState | None = None
    partition, changes = PartitionClock(), list[Change]()
    own = [mention for mention in mentions if mention.watch_id == rules.watch_id]
    for mention in own:
        for tick in ticks(partition, mention.at, unknown):
            partition = hear_tick(partition, tick)
            state, told = count_signal(state, partition, tick, rules)
            changes += told
        state, told = count_signal(state, partition, replace(mention, counted=rules.counted_hash), rules)
        changes += told
    for tick in ticks(partition, own[-1].at + timedelta(hours=4), unknown):
        state, told = count_signal(state, hear_tick(partition, tick), tick, rules)
        changes += told
    return tuple(changes)


def ticks(partition: PartitionClock, at: datetime, unknown: Sequence[SlotRange]) -> Iterator[Tick]:
    """The tick before a mention, where it is the first of its slot."""
    slot = int(at.timestamp()) // SLOT_S
    if partition.watermark_s is not None and slot * SLOT_S <= partition.watermark_s:
        return
    first = slot - 1 if partition.watermark_s is None else partition.watermark_s // SLOT_S
    inside = (SlotRange(first=max(one.first, first), end=min(one.end, slot)) for one in unknown)
    yield Tick(
        watermark=datetime.fromtimestamp(slot * SLOT_S, tz=UTC),
        decided=SlotRange(first=first, end=slot),
        unknown=tuple(one for one in inside if one.first < one.end),
    )


def opened(changes: Sequence[Change]) -> list[str]:
    """The days (UTC) on which alerts opened."""
    return [change.opened_at.date().isoformat() for change in changes if change.type is ChangeType.OPENED]


def read_again(file: Path, rules: Rules, fetched: str = "") -> list[Reading]:
    """Read the pages of a file once more, those whose time of fetching begins so."""
    readings, held = [], file.read_bytes()
    for number, line in enumerate((gzip.decompress(held) if file.suffix == ".gz" else held).splitlines(), 1):
        at = json.loads(line)["fetched_at"]
        if at.startswith(fetched):
            position = Position(input=str(file), offset=number)
            payload = Payload(
                value=line, position=position, name=f"{file.name}:{number}", recorded_at=datetime.fromisoformat(at)
            )
            reading = read_page(payload, rules)
            assert isinstance(reading, Reading)
            readings.append(reading)
    return readings


def steps_of(readings: Iterable[Reading]) -> Iterator[Step]:
    return (Step(read=reading) for reading in readings)


def mentions_of(readings: Iterable[Reading]) -> list[Mention]:
    return [mention for reading in readings for read in reading.articles for mention in read.mentions]


def merge(mentions: Iterable[Mention], more: Iterable[Mention]) -> list[Mention]:
    """Both, by time; those that are in both once."""
    by_place = {(one.watch_id, one.at, one.article_id): one for one in (*mentions, *more)}
    return sorted(by_place.values(), key=lambda one: (one.at, one.article_id))


def rules_with(folder: Path, old: str, new: str) -> Rules:
    """The rules of the examples' watches, written a little differently."""
    written = (EXAMPLES / "config" / "watches.yaml").read_text("utf-8")
    assert old in written
    (folder / "watches.yaml").write_text(written.replace(old, new), encoding="utf-8")
    return open_config(folder).rules
