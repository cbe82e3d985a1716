"""What would keep a parser busy is refused at once; what only looks like it is not."""

import pytest

from workers.errors import PageRejected
from workers.ingest.markup_size import MOST_ATTRIBUTES, MOST_TAGS, refuse_endless
from workers.model.rejection import Reason


@pytest.mark.parametrize(
    ("endless", "found"),
    [
        ("<p>" * (MOST_TAGS + 1), "50,001 tags"),
        ("<p " + "a='>' b " * MOST_ATTRIBUTES + ">", "1,000 attributes"),
        ("<p " + 'a="1"' * (MOST_ATTRIBUTES + 1) + ">", "501 attributes"),
        ("<script>if (a <b)</script><p " + "a " * (MOST_ATTRIBUTES + 1), "501 attributes"),
    ],
)
def test_markup_that_would_keep_a_parser_busy_is_refused(endless: str, found: str) -> None:
    with pytest.raises(PageRejected, match=found) as refused:
        refuse_endless(endless)

    assert refused.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "harmless",
    [
        "<p>" * MOST_TAGS + "</p>" * MOST_TAGS,
        "<p " + 'a="1" ' * MOST_ATTRIBUTES + ">",
        "<img src='data:" + "x" * 100_000 + "'>",
        "<div title='" + "word " * 1_000 + "'></div>",
        "<script>for (i = 0; i <n; i++) // " + "word " * 1_000 + "</script>",
        "<!-- a <b " + "word " * 1_000 + "-->",
    ],
)
def test_what_only_looks_like_it_is_left_alone(harmless: str) -> None:
    refuse_endless(harmless)
