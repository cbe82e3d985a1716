"""Pages on their whole way: from bytes to what is shown of them."""

from collections.abc import Mapping
from functools import cache

from tests.builders import payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.ingest.explain import explain_page
from workers.model.page import Page
from workers.pipeline import open_page, read_page
from workers.rules import Rules, compile_rules
from workers.study.reading.facts import ShownLine, ShownPage
from workers.study.reading.gather import shown_page

WATCHES = """
watches:
  - {id: harbour, terms: [harbour of Saltmouth, Saltmouth harbour, Saltmouth]}
  - {id: brandt, terms: [{text: Brandt, needs: {words: [chancellor]}, near: 50}]}
  - {id: moscow, terms: [{text: Москва, inflect: ru}]}
"""


@cache
def rules() -> Rules:
    return compile_rules(documents_of(watches=WATCHES), shipped_once())


def show(value: str | bytes, seen: Mapping[str, str] | None = None, name: str = "page.txt") -> ShownPage:
    came = payload(value, name=name)
    page = open_page(came, rules())
    explained = explain_page(page, came, rules().tables) if isinstance(page, Page) else None
    return shown_page(came, read_page(came, rules()), explained, rules(), seen or {})


def marked(line: ShownLine) -> list[tuple[str, str]]:
    return [(line.text[spot.start : spot.end], spot.by.value) for spot in line.spots]
