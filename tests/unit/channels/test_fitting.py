"""Messages that are as small as receivers ask for."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON, evidence, notice, why
from workers.channels.base import message_of
from workers.channels.fitting import MOST_BYTES, fit_message
from workers.model.alert import (
    AboutWatch,
    AlertState,
    ArticleShown,
    Caution,
    Change,
    Evidence,
    Kind,
    Omitted,
    Part,
    Severity,
    Story,
    Window,
)
from workers.model.digest import Digest, DigestEntry, DigestReason
from workers.model.notice import DigestNotice, Notice


def shown(number: int, why_shown: str = "earliest", size: int = 1_500) -> ArticleShown:
    return ArticleShown(
        article_id=f"a{number}",
        why_shown=why_shown,
        title="t" * 200,
        source="paper.example",
        publisher=None,
        language="en",
        url=f"https://paper.example/{'u' * size}",
        published_at=None,
        fetched_at=NOON + timedelta(minutes=number),
        matched=("pier",),
        in_title=True,
        copies=40,
        copied_by=tuple(f"copy{copy}.example" for copy in range(40)),
        folded_by={"text": 40},
    )


def with_articles(*articles: ArticleShown) -> Notice:
    return notice(evidence=evidence(origins=50, articles_shown=articles, omitted=Omitted(origins=50 - len(articles))))


def told(told_of: Notice) -> Evidence:
    return msgspec.json.decode(fit_message(told_of, 1), type=Change).evidence


def test_what_fits_is_sent_as_it_is() -> None:
    small = with_articles(shown(1))

    assert fit_message(small, 3) == message_of(small, 3)


def test_names_of_copiers_are_left_out_before_articles_are() -> None:
    large = with_articles(*(shown(number, size=800) for number in range(10)))
    cut = told(large)

    assert [len(one.copied_by) for one in cut.articles_shown] == [3] * 10
    assert cut.omitted == Omitted(origins=40)


def test_the_articles_that_show_least_are_left_out_and_counted_as_omitted() -> None:
    reasons = ["earliest", "earliest", "most_copied", "in_title", "in_title", "latest", "latest"]
    cut = told(with_articles(*(shown(number, reason, 5_000) for number, reason in enumerate(reasons))))

    assert [one.article_id for one in cut.articles_shown] == ["a0", "a1", "a2"]
    assert cut.omitted == Omitted(origins=47)


LONG = st.integers(0, 8_000).map(lambda size: "ж" * size)
COUNTS = st.dictionaries(st.text(max_size=2_000), st.integers(), max_size=12)


@given(
    articles=st.lists(st.integers(0, 9_000), max_size=10),
    stories=st.lists(LONG, max_size=5),
    counts=COUNTS,
    name=LONG,
    many=st.integers(0, 3_000),
)
def test_whatever_an_alert_says_it_fits_and_its_counts_are_whole(
    articles: list[int], stories: list[str], counts: dict[str, int], name: str, many: int
) -> None:
    about = evidence(
        origins=99,
        articles_shown=tuple(shown(number, size=size) for number, size in enumerate(articles)),
        stories=tuple(
            Story(headline=text, origins=1, articles=1, first_fetched_at=NOON, new=False) for text in stories
        ),
        terms=counts,
        regions=counts,
    )
    told_of = notice(
        evidence=about,
        headline=name,
        watch=AboutWatch(id="pier", name=name, tags=tuple(f"tag{number}" for number in range(many))),
        parts=tuple(Part(by="region", value=str(number)) for number in range(many)),
        why=why(windows=(Window(window="1h", observed=1, expected=1.0),) * many),
        cautions=(Caution(code="c", text=name),),
    )
    body = fit_message(told_of, 1)
    evidence_told = msgspec.json.decode(body)["evidence"]

    assert len(body) <= MOST_BYTES
    assert evidence_told["origins"] == 99
    assert len(evidence_told["articles_shown"]) + evidence_told["omitted"]["origins"] == len(articles)
    assert len(evidence_told["stories"]) + evidence_told["omitted"]["stories"] == len(stories)


def entry(number: int, size: int) -> DigestEntry:
    return DigestEntry(
        alert_id=f"alert{number}",
        sequence=0,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.OPEN,
        severity=Severity.NOTICE,
        headline="ж" * size,
        watch=AboutWatch(id="pier", name="Pier"),
        opened_at=NOON,
        changed_at=NOON,
        origins=3,
        articles=4,
        sources=4,
        title="t" * size,
    )


def digest(headline: str, *entries: DigestEntry) -> DigestNotice:
    told_of = Digest(
        digest_id="digest-1741608000",
        because=DigestReason.SCHEDULE,
        headline=headline,
        from_=NOON,
        to=NOON,
        alerts=entries,
    )
    return DigestNotice(id="digest-1741608000.0.desk", subscription_id="desk", digest=told_of)


@example(headline="ж" * 20_000, sizes=[])
@given(headline=LONG, sizes=st.lists(st.integers(0, 4_000), max_size=50))
def test_a_digest_fits_too_and_says_how_many_alerts_it_leaves_out(headline: str, sizes: list[int]) -> None:
    body = fit_message(digest(headline, *(entry(number, size) for number, size in enumerate(sizes))), 1)
    read = msgspec.json.decode(body, type=Digest)

    assert len(body) <= MOST_BYTES
    assert len(read.alerts) + read.omitted.alerts == len(sizes)
    assert [one.alert_id for one in read.alerts] == [f"alert{number}" for number in range(len(read.alerts))]


@pytest.mark.parametrize("most", [500, 3_000, 10_000])
def test_a_notice_remains_a_whole_message(most: int) -> None:
    large = with_articles(*(shown(number) for number in range(10)))
    body = msgspec.json.decode(fit_message(large, 2, most))

    assert (body["alert_id"], body["notice"]["attempt"]) == ("7f3c9e21d04b", 2)
    assert replace(large.change, evidence=evidence()).alert_id == body["alert_id"]
