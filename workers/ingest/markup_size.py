"""Markup that would keep a parser busy for too long, told before it is parsed."""

import re

from workers.errors import PageRejected
from workers.model.rejection import Reason

MOST_TAGS = 50_000
"""Two seconds of work. Long news pages have 5,000."""
MOST_ATTRIBUTES = 500
"""Of one tag: the parser's work on them grows with the square of their number."""

_LONG_TAG = re.compile(rf"<[a-zA-Z](?:[^>\"']|\"[^\"]*+\"|'[^']*+'){{{2 * MOST_ATTRIBUTES},}}+")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_RAW = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
"""Where a < begins no tag."""


def refuse_endless(html: str) -> None:
    """Do nothing for markup of usual size.

    Raises:
        PageRejected: it has too many tags, or a tag too many attributes.
    """
    tags = html.count("<") - html.count("</")
    if tags > MOST_TAGS:
        raise PageRejected(Reason.TOO_LARGE, f"markup with {tags:,} tags; expected at most {MOST_TAGS:,}")
    if _most_attributes(html) <= MOST_ATTRIBUTES:
        return
    attributes = _most_attributes(_RAW.sub("", html))
    if attributes > MOST_ATTRIBUTES:
        detail = f"a tag with {attributes:,} attributes; expected at most {MOST_ATTRIBUTES:,}"
        raise PageRejected(Reason.TOO_LARGE, detail)


def _most_attributes(html: str) -> int:
    return max((len(_QUOTED.sub(" ", tag[0]).split()) - 1 for tag in _LONG_TAG.finditer(html)), default=0)
