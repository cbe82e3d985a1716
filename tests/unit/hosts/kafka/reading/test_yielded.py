"""What goes out of a page."""

from msgspec.structs import replace

from tests.builders import NOON, article, mention, payload, tags
from workers.documents.settings import SettingsFile
from workers.hosts.kafka import codecs
from workers.hosts.kafka.flows import flows_of
from workers.hosts.kafka.reading.group import Delivered
from workers.hosts.kafka.reading.outgoing import LARGEST
from workers.hosts.kafka.reading.yielded import reject_of, too_large, yielded_by
from workers.hosts.kafka.rejected import REASON, SIZE
from workers.model.rejection import Reason, Rejection
from workers.pipeline import ReadArticle, Reading

FLOWS = flows_of(SettingsFile())
REJECTION = Rejection(payload=payload(b""), reason=Reason.EMPTY, detail="nothing")


def reading(text: str = "A pier.") -> Reading:
    read = ReadArticle(
        article=article(text=text), tags=tags(), found=(), near=(), mentions=(mention(1), mention(2)), stale=False
    )
    return Reading(page="0:1", at=NOON, articles=(read,))


def record(value: bytes | None, key: bytes | None = b"k") -> Delivered:
    return Delivered(partition=5, offset=9, timestamp_ms=0, key=key, value=value, headers=(("from", b"a scraper"),))


def test_an_article_goes_under_its_id_and_a_mention_under_its_watch() -> None:
    first, *rest = yielded_by(reading(), FLOWS)

    assert (first.flow, first.key) == (FLOWS.articles.name, b"a1")
    assert [(one.flow, one.key) for one in rest] == [(FLOWS.signals.name, b"pier")] * 2
    assert [codecs.signals.decode(one.value) for one in rest] == [mention(1), mention(2)]


def test_an_article_that_no_flow_would_take_refuses_its_page() -> None:
    """Sending it would end the reader, and the next one, and the next."""
    told = too_large(yielded_by(reading("x" * LARGEST), FLOWS), payload())

    assert told is not None
    assert told.reason is Reason.TOO_LARGE
    assert too_large(yielded_by(reading(), FLOWS), payload()) is None
    assert too_large((), payload()) is None


def test_a_reject_is_the_record_itself_and_why() -> None:
    out = reject_of(record(b"bytes"), REJECTION, FLOWS, partitions=3)

    assert (out.flow, out.key, out.value, out.partition) == (FLOWS.rejects.name, b"k", b"bytes", 5 % 3)
    assert dict(out.headers or [])[REASON] == b"empty"
    assert (out.headers or [])[0] == ("from", b"a scraper")


def test_a_reject_that_no_flow_would_take_is_cut_and_says_so() -> None:
    out = reject_of(record(b"x" * (LARGEST + 5)), REJECTION, FLOWS, partitions=1)

    assert len(out.value) + len(out.key or b"") == LARGEST
    assert dict(out.headers or [])[SIZE] == str(LARGEST + 5).encode()


def test_a_record_without_key_or_value_can_be_written() -> None:
    out = reject_of(replace(record(None), key=None), REJECTION, FLOWS, partitions=1)

    assert (out.key, out.value) == (None, b"")
