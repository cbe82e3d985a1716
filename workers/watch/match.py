"""Which watches an article names."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from workers.model.tags import Tags
from workers.watch.folding import Folded, fold
from workers.watch.forms import Form, find_ends, has_case
from workers.watch.letters import is_boundary
from workers.watch.terms import Matcher
from workers.watch.weigh import Because, Circumstances, Seen, Span, Stand, weigh

_WALL = "\0"
"""Between title and text: no phrase goes across it."""
_SHOUTED = 10
"""Capitals from which a line without small letters says nothing by its capitals."""


class Found(Struct, frozen=True, kw_only=True):
    """A watch the article is a mention of."""

    watch_id: str
    matched: tuple[str, ...]
    """The terms that count, as the config writes them and in its order."""
    in_title: bool


class NearMiss(Struct, frozen=True, kw_only=True):
    """A watch the article only nearly is a mention of."""

    watch_id: str
    matched: tuple[str, ...]
    because: Because


class Matches(Struct, frozen=True, kw_only=True):
    """What all watches make of one article; both by watch id."""

    mentions: tuple[Found, ...]
    near: tuple[NearMiss, ...]


def find_mentions(title: str | None, text: str, tags: Tags, source: str | None, matcher: Matcher) -> Matches:
    """Find the watches an article names, and those it only nearly names.

    Args:
        title: The article's title; None when it has none.
        text: Its text, paragraphs one a line.
        tags: Its language, regions and topics.
        source: Where it came from; None when unknown.
        matcher: What to look for.
    """
    whole = fold(text if title is None else f"{title.strip()}\n{_WALL}\n{text}")
    title_end = -1 if title is None else whole.text.find(_WALL)
    seen = see_forms(whole, matcher)
    named = _named_in(seen, matcher)
    longer = inside_longer({span for form, spans in seen.items() if matcher.owners[form] for span in spans})
    article = Circumstances(seen=seen, inside_longer=longer, tags=tags, source=source)
    mentions: list[Found] = []
    near: list[NearMiss] = []
    for number in sorted(named):
        watch = matcher.watches[number]
        terms = [watch.terms[place] for place in sorted(named[number])]
        weighed = weigh(watch, [Stand(term=term, spans=seen[term.form]) for term in terms], article)
        matched = tuple(dict.fromkeys([stand.term.text for stand in weighed.stands]))
        if weighed.because is None:
            in_title = _stands_before(weighed.stands, title_end)
            mentions.append(Found(watch_id=watch.watch_id, matched=matched, in_title=in_title))
        else:
            near.append(NearMiss(watch_id=watch.watch_id, matched=matched, because=weighed.because))
    return Matches(mentions=tuple(mentions), near=tuple(near))


def _named_in(seen: Seen, matcher: Matcher) -> dict[int, list[int]]:
    """Of each watch that has a term among the forms seen, the places of these terms."""
    named: dict[int, list[int]] = {}
    for form in seen:
        for watch, term in matcher.owners[form]:
            named.setdefault(watch, []).append(term)
    return named


def _stands_before(stands: Sequence[Stand], end: int) -> bool:
    return any(start < end for stand in stands for start, _ in stand.spans)


def see_forms(folded: Folded, matcher: Matcher) -> Seen:
    """Every place where a form stands as words of its own and in its case, forms inside each other included.

    In a line of capitals (at least ten, no small letter) case proves nothing. A
    form that only its case tells from a word (``exact`` with small letters, or
    up to three capitals) is seen there only when it also stands in another
    line; three capitals also when the whole article is in capitals.
    """
    text = folded.text
    seen: dict[int, list[Span]] = {}
    doubtful: dict[int, list[Span]] = {}
    forms: dict[int, Form] = {}
    for pattern, start, end in matcher.automaton.find_matches_as_indexes(text, overlapping=True):
        begun = matcher.begun[pattern]
        for form in begun:
            if form.plain:
                if is_boundary(text, start) and is_boundary(text, end):
                    seen.setdefault(form.number, []).append((start, end))
            elif (span := find_ends(form, text, start)) is not None:
                if has_case(form, folded, start) and not (form.told_by_case and _is_shouted(folded, start)):
                    seen.setdefault(form.number, []).append(span)
                elif form.told_by_case and has_case(form, folded, start, smalls=False) and _is_shouted(folded, start):
                    doubtful.setdefault(form.number, []).append(span)
                    forms[form.number] = form
    for number, spans in doubtful.items():
        if number in seen or (forms[number].all_capitals and folded.source.isupper()):
            seen.setdefault(number, []).extend(spans)
    return seen


def _is_shouted(folded: Folded, place: int) -> bool:
    """Whether the line at a place of the folded text is written in capitals only."""
    origin = folded.origin(place)
    start = folded.source.rfind("\n", 0, origin) + 1
    end = folded.source.find("\n", origin)
    line = folded.source[start : end if end >= 0 else None]
    return line.isupper() and sum(char.isupper() for char in line) >= _SHOUTED


def inside_longer(spans: set[Span]) -> frozenset[Span]:
    """Those of the spans that lie inside a longer one."""
    ordered = sorted(spans)
    if all(one[1] <= other[0] for one, other in pairwise(ordered)):
        return frozenset()
    covered: list[Span] = []
    reach = -1
    for span in sorted(ordered, key=lambda span: (span[0], -span[1])):
        # Whatever came before begins no later; of two that begin together the longer came first.
        if span[1] <= reach:
            covered.append(span)
        reach = max(reach, span[1])
    return frozenset(covered)
