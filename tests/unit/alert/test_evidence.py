"""What an alert rests on can be recounted from its articles, and stays bounded."""

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.alert.feed import RULES, Feed, at, burst, mention
from workers.alert.shown import SHOWN
from workers.alert.tally import BUCKETS, REFERENCES, SOURCES
from workers.model.alert import Change, Why
from workers.model.signal import Mention
from workers.model.watch import Minimum

DAY10 = 240.0
LOOSE = replace(RULES, minimum=Minimum(articles=1, sources=0), threshold=1.2)


def story(numbers: list[tuple[int, int, int]]) -> list[Mention]:
    """(minute, text, source): articles of a burst, some of them copies of one another."""
    return [
        replace(
            mention(index, DAY10 + minute / 60 + index / 3_600),
            signature=mention(text, 0).signature,
            source=f"p{source}.example",
            family=f"p{source}.example",
            language=("en", "de")[text % 2],
            regions=(("KP", "RU"), ("RU",))[text % 2],
        )
        for index, (minute, text, source) in enumerate(sorted(numbers))
    ]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(0, 30), st.integers(0, 9)), min_size=5, max_size=60, unique=True
    )
)
def test_every_count_can_be_recounted(numbers: list[tuple[int, int, int]]) -> None:
    """Resolved ones, too: they count closed buckets, which are all there are by then."""
    feed = Feed(LOOSE).background(days=10, every_h=7)
    articles = story(numbers)
    for one in articles:
        changes = feed.tick((one.at - at(0)).total_seconds() // 300 / 12)
        changes += feed.mention(one)
        for change in changes:
            _recount(change, feed.heard)


def _recount(change: Change, heard: list[Mention]) -> None:
    evidence, seen, origins, articles = change.evidence, set[bytes](), list[Mention](), 0
    for one in sorted(heard, key=lambda one: (one.at, one.article_id)):
        if evidence.from_ <= one.at <= change.changed_at:
            articles += 1
            origins += [one] if one.signature not in seen else []
        seen.add(one.signature)
    assert (evidence.origins, evidence.articles) == (len(origins), articles)
    assert evidence.copies_folded == articles - len(origins)
    assert evidence.languages == Counter(one.language for one in origins)
    assert evidence.regions == Counter(code for one in origins for code in one.regions)


def test_the_observed_count_of_each_window_is_that_of_its_articles() -> None:
    feed = Feed().background()

    told = feed.mention(*burst(DAY10, 8))

    windows = {one.window: one.observed for one in told[0].why.windows}
    opened = [one for one in burst(DAY10, 8) if one.at <= told[0].changed_at]
    assert windows["15m"] == windows["1h"] == windows["4h"] == len(opened)
    assert windows["16h"] == len(opened) + 3  # 225, 230 and 235 hours hold one each


def test_lists_are_cut_and_say_by_how_much() -> None:
    feed = Feed().background()

    feed.mention(*burst(DAY10, 300, over_h=3))
    feed.tick(DAY10 + 8)

    last = feed.told[-1].evidence
    assert last.origins == 300
    assert len(last.articles_shown) == SHOWN
    assert last.omitted.origins == 300 - SHOWN
    assert last.articles_shown[0].why_shown == "earliest"
    assert last.articles_shown[-1].why_shown == "latest"


def test_copies_are_credited_to_the_article_they_copy() -> None:
    feed = Feed().background()
    copies = [
        replace(one, signature=mention(0, 0).signature, source=f"copy{n}.example", family=f"copy{n}.example")
        for n, one in enumerate(burst(DAY10 + 0.2, 9, first=100))
    ]

    feed.mention(*burst(DAY10, 12), *copies)
    feed.tick(DAY10 + 5)

    copied = [one for one in feed.told[-1].evidence.articles_shown if one.copies]
    assert [(one.copies, one.folded_by, len(one.copied_by)) for one in copied] == [(9, {"text": 9}, 5)]
    assert feed.told[-1].evidence.copies_folded == 9


def test_what_is_remembered_of_a_busy_week_is_bounded() -> None:
    feed = Feed(replace(RULES, threshold=3.99))
    for step in range(400):
        names = [
            replace(one, source=f"s{step}-{n}.example", family=f"s{step}-{n}.example")
            for n, one in enumerate(burst(step / 4, 2, first=step * 2))
        ]
        feed.mention(*names)
        feed.tick(step / 4)

    assert feed.state is not None
    recent = feed.state.series[""].recent
    assert len(recent.buckets) <= BUCKETS
    assert len(recent.sources) <= SOURCES
    assert len(recent.references) <= REFERENCES


def test_what_is_not_known_is_null_and_never_left_out() -> None:
    """A receiver that asks for a field finds it, in every change."""
    feed = Feed(LOOSE).background(days=10, every_h=60)
    feed.mention(*burst(DAY10, 12))
    feed.tick(DAY10 + 5)
    written = [msgspec.to_builtins(change) for change in feed.told]
    opened, resolved = written[0], written[-1]

    assert opened["why"]["expected"] < 0.05
    assert opened["why"]["ratio"] is None
    assert (opened["why"]["peak"], opened["resolved_at"], opened["lasted_s"]) == (None, None, None)
    assert (opened["series"], opened["since_last"], opened["traceparent"]) == (None, None, None)
    assert None not in (resolved["why"]["peak"], resolved["resolved_at"], resolved["lasted_s"])
    assert [set(change["why"]) for change in written] == [set(fields_of(Why))] * len(written)
    assert [set(change) for change in written] == [set(fields_of(Change))] * len(written)


def fields_of(kind: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)]


TRACES = [f"00-{number:032x}-{number:016x}-01" for number in range(1, 4)]


def test_the_trace_is_that_of_the_earliest_article_that_came_with_one() -> None:
    first, second, third, *rest = burst(DAY10, 12)
    feed = Feed().background(traceparent=TRACES[2])
    feed.mention(replace(second, traceparent=TRACES[1]), replace(third, traceparent=TRACES[0]), first, *rest)
    feed.tick(DAY10 + 5)

    traces = [change.traceparent or "" for change in feed.told]
    assert {trace.split("-")[1] for trace in traces} == {TRACES[1].split("-")[1]}
    assert len(set(traces)) == len(traces) > 1


def test_a_trace_changes_nothing_of_an_alert_but_the_trace() -> None:
    plain, traced = Feed().background(), Feed().background()
    plain.mention(*burst(DAY10, 12))
    traced.mention(*burst(DAY10, 12, traceparent=TRACES[0]))

    assert [replace(change, traceparent=None) for change in traced.told] == plain.told
