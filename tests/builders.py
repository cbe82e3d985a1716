"""Values for tests: each function makes one that is complete and plain; name only the fields the test is about."""

import json
from datetime import UTC, datetime
from hashlib import blake2b

from msgspec.structs import replace

from workers.model.alert import (
    AboutWatch,
    AlertState,
    Change,
    ChangeType,
    ConfigHashes,
    Evidence,
    Kind,
    Links,
    Severity,
    Why,
)
from workers.model.article import Article
from workers.model.names import notice_id
from workers.model.notice import Notice, Verdict
from workers.model.page import Payload, Position
from workers.model.signal import Mention, SlotRange, Tick
from workers.model.tags import Language, LanguageFrom, Region, Tags

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)
"""A Monday; where every value stands in time unless the test says otherwise."""

PROSE = (
    "The council of a small town by the sea met on Tuesday to speak about its harbour.\n"
    "Most of the members want to keep the old pier, which their grandparents built and which carries the crane.\n"
    "An engineer told them that the repair would take two summers and that nobody knew what lay under the stones.\n"
)
"""An article's worth of plain English, written for the tests."""


def payload(value: bytes | str = PROSE, *, name: str = "page.txt", offset: int = 1, kind: str = "auto") -> Payload:
    """A page as a host hands it over."""
    return Payload(
        value=value.encode() if isinstance(value, str) else value,
        position=Position(input="pages", offset=offset),
        name=name,
        recorded_at=NOON,
        kind=kind,
    )


def page_line(**fields: object) -> bytes:
    """A page as a line of JSON, with a text and a time unless the fields say otherwise (None leaves one out)."""
    page = {"text": PROSE, "fetched_at": NOON.isoformat(), "url": "https://harbour.example/1"} | fields
    return json.dumps({name: value for name, value in page.items() if value is not None}).encode()


def article(**fields: object) -> Article:
    made = Article(id="a1", place=0, title="A pier and its crane", text=PROSE, at=NOON, source="harbour.example")
    return replace(made, **fields)


def tags(*regions: str, language: str = "en") -> Tags:
    """Tags of an article about these countries, the first one most."""
    return Tags(
        language=Language(code=language, confidence=1.0, from_=LanguageFrom.PROFILE),
        regions=tuple(
            Region(code=code, score=1.0 / place, area="150", because=(code,)) for place, code in enumerate(regions, 1)
        ),
    )


def mention(number: int = 1, **fields: object) -> Mention:
    """Mention number so-and-so: an article, text and source of its own."""
    made = Mention(
        watch_id="pier",
        counted="c1",
        article_id=f"a{number}",
        at=NOON,
        position=Position(input="pages", offset=number),
        signature=blake2b(f"text {number}".encode(), digest_size=64).digest(),
        title=f"Report {number} of the pier",
        source=f"paper{number}.example",
        family=f"paper{number}.example",
        language="en",
        matched=("pier",),
    )
    return replace(made, **fields)


def tick(watermark: datetime, *, slots: int = 1, **fields: object) -> Tick:
    """A tick that decides the last slots before its watermark, all of them known."""
    end = int(watermark.timestamp()) // 300
    return replace(Tick(watermark=watermark, decided=SlotRange(first=end - slots, end=end)), **fields)


def change(**fields: object) -> Change:
    """An alert that has just opened with three reports."""
    made = Change(
        type=ChangeType.OPENED,
        alert_id="7f3c9e21d04b",
        sequence=0,
        kind=Kind.COVERAGE_SPIKE,
        state=AlertState.OPEN,
        severity=Severity.NOTICE,
        told_because=("opened",),
        headline="Pier: 3 independent stories in the last hour, 0.1 are usual at this time",
        watch=AboutWatch(id="pier", name="Pier", tags=("harbour",)),
        series=None,
        opened_at=NOON,
        changed_at=NOON,
        why=why(),
        evidence=evidence(),
        links=Links(alert=None, explain="groundswell explain 7f3c9e21d04b", mute="groundswell silences add"),
        config=ConfigHashes(watch="sha256:aaaaaaaa", all="sha256:bbbbbbbb", groundswell="0.1.0"),
    )
    return replace(made, **fields)


def why(**fields: object) -> Why:
    made = Why(
        counted="origins",
        window="1h",
        observed=3,
        expected=0.1,
        once_in_weeks=2.0,
        score=2.4,
        threshold=1.95,
        detector="surprise",
        windows=(),
        baseline_days=20.0,
        past_bursts=0.0,
        intake=1.0,
    )
    return replace(made, **fields)


def evidence(**fields: object) -> Evidence:
    made = Evidence(
        from_=NOON,
        to=NOON,
        origins=3,
        articles=4,
        sources=4,
        copies_folded=1,
        languages={"en": 3},
        regions={},
        topics={},
        publishers={"other": 3},
        terms={"pier": 3},
    )
    return replace(made, **fields)


def notice(subscription: str = "desk", **fields: object) -> Notice:
    """The first notice of `change` for a subscription; the fields are the change's."""
    told = change(**fields)
    return Notice(
        id=notice_id(told.alert_id, told.sequence, subscription),
        subscription_id=subscription,
        change=told,
        verdict=Verdict.SEND_FIRST,
    )
