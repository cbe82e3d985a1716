"""What each line of a page is, by its words alone: prose, a short line, a caption, a stamp, noise, or a cue."""

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from workers.ingest.clock import is_clock, opens_with_clock
from workers.ingest.words import Kind, PageWords, find_cue, fold_edges, starts_with_stamp

_SHORT_LINE = 160
"""Characters up to which a line is looked up among the cues."""
_LONGEST_CAPTION = 500
_LONGEST_BANNER = 1_000
_LONGEST_DATE = 40
_LEAST_ENTRIES = 3
"""Times of day on a page that may be live."""
_SHORT_WORD = 3
"""Letters of what may stand beside a day's name: am, Uhr, GMT, de."""
_SENTENCE_END = re.compile(r"[.!?…。！？;:؟۔।։][\"'”’»)\]*]*$|[.!?…。！？؟۔।։][\"'”’»)\]*]* ?\([^()]{1,60}\)$")
_FULL_STOP = re.compile(r"[.!?…。！？؟۔।։][\"'”’»)\]]*$")
_INNER_STOP = re.compile(
    r"[\w\"'”’)][.!?]\s+[\"'“‘(]?[A-ZÀ-ÞΑ-ΩА-ЯЄІЇ0-9\u0531-\u0556\u0590-\u06ff\u0900-\u0dff\uac00-\ud7af]|[。！？؟۔।։]"
)
_TAIL = 80
"""Characters at the end of a line that show whether it closes as a sentence does; a search goes through all it gets."""
_LETTERS = re.compile(r"[^\W\d_]+")
_EASTERN_DATE = re.compile(r"(?:\d{2,4} ?[年년] ?)?\d{1,2} ?[月월] ?\d{1,2} ?[日일].{0,16}")
_YEAR_LAST = re.compile(r"(?:19|20)\d\d$")
_DATELINE = re.compile(r"[^\W\d_][\w .,'’—–|-]{2,60}[—–|·,-] ?")
"""Before a date: who wrote it, or where."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CREDIT = re.compile(r"(?:^|[.!?]\s*)©\s*[^\W\d](?!.*(?:(?:19|20)\d\d|opyright|OPYRIGHT))")
"""A picture's owner; at the foot of a page the mark stands with a year, or in the middle of a line."""
_WRAP_WIDTHS = (45, 110)
"""Characters in a line that was broken to fit a width."""
_WRAPPED_WORDS = 5
"""Of the rest of a sentence without its end; fewer are an address or a tag below a headline."""
_LETTERS_PER_WORD = 2
"""In scripts without spaces."""


class Line(Struct, frozen=True, kw_only=True):
    """One line of a page, cleaned, and what it is."""

    number: int
    """1-based, as it stands on the page."""
    text: str
    kind: Kind
    words: int
    ends: bool
    """It closes as a sentence does."""
    live: bool = False
    """It says that a page is being written while things happen. Looked for on pages with times of day only."""
    wrapped: bool = False
    """It goes on in the middle of the sentence of the line above, which was broken to fit a width."""


def count_words(text: str) -> int:
    """Words, where scripts without spaces count two letters as one."""
    spaced = len(text.split())
    if text.isascii() or not _UNSPACED.search(text):
        return spaced
    return spaced + len(_UNSPACED.findall(text)) // _LETTERS_PER_WORD


def read_lines(lines: tuple[str, ...], words: PageWords) -> tuple[Line, ...]:
    """Say what each line is. Lines are cleaned already; blank ones are kept, as `BLANK`.

    A paragraph broken into lines of even width is prose in every one of its lines.
    """
    read = [read_line(number, text, words) for number, text in enumerate(lines, start=1)]
    wrapped = [place for place in range(1, len(read)) if _is_wrapped(read[place - 1], read[place])]
    for place in wrapped:
        read[place] = replace(read[place], kind=Kind.PROSE, wrapped=True)
        if read[place - 1].kind is Kind.SHORT:
            read[place - 1] = replace(read[place - 1], kind=Kind.PROSE)
    if sum(is_clock(line.text) or opens_with_clock(line.text) for line in read) < _LEAST_ENTRIES:
        return tuple(read)
    return tuple(replace(line, live=words.live.are_in(line.text.casefold())) for line in read)


def _is_wrapped(above: Line, line: Line) -> bool:
    if above.ends or above.kind not in (Kind.SHORT, Kind.PROSE) or line.kind not in (Kind.SHORT, Kind.PROSE):
        return False
    if not _WRAP_WIDTHS[0] <= len(above.text) <= _WRAP_WIDTHS[1] or not line.text[0].islower():
        return False
    return line.ends or line.words >= _WRAPPED_WORDS


def read_line(number: int, text: str, words: PageWords) -> Line:
    """Say what one line is."""
    if not text:
        return Line(number=number, text=text, kind=Kind.BLANK, words=0, ends=False)
    count = count_words(text)
    ends = _FULL_STOP.search(text[-_TAIL:]) is not None
    kind = _cue_kind(text, count, ends, words)
    if kind is None:
        kind = Kind.PROSE if is_prose(text, count) else Kind.SHORT
    return Line(number=number, text=text, kind=kind, words=count, ends=ends)


def is_prose(text: str, count: int) -> bool:
    """A sentence or more: long enough, and closed like one or with a sentence's end inside."""
    if count >= 8 and _SENTENCE_END.search(text[-_TAIL:]):
        return True
    return count >= 20 and (_INNER_STOP.search(text) is not None or count >= 40)


def join_prose(lines: Iterable[Line]) -> str:
    """The sentences among some lines, as one text."""
    return " ".join(line.text for line in lines if line.kind is Kind.PROSE)


def holds_two_sentences(text: str) -> bool:
    """Whether a sentence ends within it and another begins."""
    return _INNER_STOP.search(text[:-1]) is not None


def _cue_kind(text: str, count: int, ends: bool, words: PageWords) -> Kind | None:
    folded = fold_edges(text)
    if not folded or is_clock(text):
        return Kind.NOISE
    if len(text) <= _LONGEST_BANNER and _is_banner(folded, words):
        return Kind.COOKIES
    if "©" in text and len(text) <= 2 * _SHORT_LINE:
        return Kind.CAPTION if _CREDIT.search(text) else Kind.STOP
    if len(text) <= _SHORT_LINE:
        kind = find_cue(words, folded)
        if kind is not None:
            return kind
        if count <= 12 and (_is_stamp(folded, words) or _is_date(text, folded, words)):
            return Kind.STAMP
    return _inner_cue(text, ends, words)


def _inner_cue(text: str, ends: bool, words: PageWords) -> Kind | None:
    if len(text) > _LONGEST_CAPTION:
        return None
    folded = text.casefold()
    if len(text) <= 2 * _SHORT_LINE and words.stops_inside.are_in(folded):
        return Kind.STOP
    if len(text) <= 2 * _SHORT_LINE and words.appeals_inside.are_in(folded):
        return Kind.NOISE
    for mark in words.captions if words.captions_inside.are_in(folded) else ():
        # In a sentence "Getty Images" may be a company; a mark with a colon, a slash or a bracket is a credit anywhere.
        if mark in folded and (not ends or mark[-1] in ":/)." or mark[0] in "(/"):
            return Kind.CAPTION
    return None


def _is_stamp(folded: str, words: PageWords) -> bool:
    first = folded.split(" ", 1)[0].rstrip(":")
    if first in words.stamps or starts_with_stamp(words, folded):
        return not folded.endswith("?")
    return False


def _is_date(text: str, folded: str, words: PageWords) -> bool:
    """Nothing but a day, and a time perhaps; or a name and a place before it."""
    if _YEAR_LAST.search(text):
        dates = (date for pattern in words.dates.absolute for date in pattern.finditer(text))
        if any(date.end() == len(text) and _DATELINE.fullmatch(text[: date.start()]) for date in dates):
            return True
    if len(text) > _LONGEST_DATE:
        return False
    if words.dates.past_hints.are_in(folded) and _is_ago(text, words):
        return True
    if not any(map(str.isdigit, text)):
        return False
    if _EASTERN_DATE.fullmatch(text):
        return True
    named = [word for word in _LETTERS.findall(folded) if len(word) > _SHORT_WORD or word in words.dates.calendar]
    return bool(named) and all(word in words.dates.calendar for word in named)


def _is_ago(text: str, words: PageWords) -> bool:
    found = (pattern.fullmatch(text) for pattern in words.dates.relative)
    return any(date is not None and bool(date["before"] or date["after"]) for date in found)


def _is_banner(folded: str, words: PageWords) -> bool:
    """It speaks of cookies, and as a site speaks to its visitors."""
    return any(word in folded for word in words.cookies) and words.cookies_inside.are_in(folded)
