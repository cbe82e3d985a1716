"""The first step hands on the trace a page came with."""

import pytest
from msgspec.structs import replace

from tests.builders import page_line, payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.model.trace import child_of
from workers.pipeline import Reading, read_page
from workers.rules import compile_rules

OF_HEADER, OF_PAGE = (f"00-{number:032x}-b7ad6b7169203331-01" for number in (1, 2))


@pytest.mark.parametrize(
    ("header", "page", "taken"),
    [
        (OF_HEADER, OF_PAGE, OF_HEADER),
        (None, OF_PAGE, OF_PAGE),
        ("nonsense", OF_PAGE, OF_PAGE),
        (OF_HEADER, None, OF_HEADER),
        (None, None, None),
    ],
)
def test_a_mention_has_the_trace_of_the_record_or_else_of_the_page(
    header: str | None, page: str | None, taken: str | None
) -> None:
    """The record's header is the younger: whatever carried the page wrote it."""
    rules = compile_rules(documents_of(watches="watches: [{id: pier, terms: [old pier]}]"), shipped_once())
    read = read_page(replace(payload(page_line(traceparent=page), kind="json"), traceparent=header), rules)

    assert isinstance(read, Reading)
    assert [one.traceparent for article in read.articles for one in article.mentions] == [child_of(taken, "read")]
