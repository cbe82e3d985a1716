"""Some watches are counted, and all are looked for."""

from tests.builders import PROSE, page_line, payload
from tests.unit.documents.folder import documents_of, shipped_once
from workers.pipeline import Reading, read_page
from workers.rules import Rules, compile_rules, only_watches

WATCHES = """
watches:
  - {id: pier, terms: [Old Pier]}
  - {id: museum, terms: [Old Pier Museum]}
"""


def counted(text: str, rules: Rules) -> set[str]:
    reading = read_page(payload(page_line(text=f"{PROSE.replace('old pier', 'quay')} {text}"), kind="json"), rules)
    assert isinstance(reading, Reading)
    return {mention.watch_id for article in reading.articles for mention in article.mentions}


def test_the_others_are_not_counted_and_their_longer_terms_are_heeded() -> None:
    rules = compile_rules(documents_of(watches=WATCHES), shipped_once())
    pier = only_watches(rules, ["pier"])
    museum, both = (
        f"A visitor said on Friday that the Old Pier Museum {where} and is well worth a walk along the shore."
        for where in ("opens again", "stands near the Old Pier")
    )

    assert (counted(museum, rules), counted(both, rules)) == ({"museum"}, {"museum", "pier"})
    assert (counted(museum, pier), counted(both, pier)) == (set(), {"pier"})
