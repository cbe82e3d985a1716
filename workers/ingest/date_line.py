"""The day in an article's dateline: ``LA PAZ, 4 mar (AAS).-``. It is the weakest evidence, and better than none."""

import re

from workers.ingest.date_clock import FoundDate
from workers.ingest.date_find import Reference, find_date
from workers.ingest.date_words import DateWords
from workers.model.article import PublishedFrom

_AGENCY = r"(?:\([^()\n]{2,30}\)|/[^/\n]{2,30}/)"
_DASH = r"(?:--?|[–—])"
_DAY = r"(?:\d{1,2}\.? (?:de )?[^\W\d_]{3,12}|[^\W\d_]{3,12}\.? \d{1,2})\.?(?:,? \d{4})?"
_SPACED = re.compile(
    rf"(?P<place>[^\W\d_a-z][^\n,،;:!?()]{{1,40}}?(?:[,،] ?[^\n,،;:!?()\d]{{2,25}})?)(?P<mark>[,،])? "
    rf"(?P<day>{_DAY})[.,]?\s?(?:(?P<agency>{_AGENCY})[.,]*\s?{_DASH}?|{_DASH}\s)"
)
_UNSPACED = re.compile(r"(?P<place>[^\n，。、\d]{2,24})(?P<mark>)(?P<agency>)(?P<day>\d{1,2}月\d{1,2}日)\s?[电電讯訊]")
_LONGEST = 120
_MOST_LETTERS = 2
"""In the place of the day, beside it."""
_LONG_WORD = 3


def find_in_dateline(text: str, words: DateWords, reference: Reference) -> FoundDate | None:
    """The day that an article's first line says it was written on; None if there is none.

    Args:
        text: A paragraph.
        words: Of dates.
        reference: What a date is read against; a dateline seldom has a year.
    """
    match = _SPACED.match(text, 0, _LONGEST) or _UNSPACED.match(text, 0, _LONGEST)
    if match is None or not _is_place(match["place"], match["mark"], match["agency"]):
        return None
    day = match["day"]
    found = find_date(day, words, reference)
    if found is None or found.evidence is not PublishedFrom.TEXT:
        return None
    others = sum(map(str.isalpha, day[: found.start] + day[found.end :]))
    return found if others <= _MOST_LETTERS else None


def _is_place(name: str, mark: str | None, agency: str | None) -> bool:
    """Whether it looks like the name of a place: in capitals, or with a comma behind it words that begin with one.

    Short words need none where an agency is named: "Rio de Janeiro".
    """
    if name.isupper() or not any(letter.isupper() or letter.islower() for letter in name):
        return True
    shortest = _LONG_WORD if agency else 0
    return bool(mark) and not any(word[0].islower() for word in name.split() if len(word) > shortest)
