"""The patterns that find a date in a line, made of the words of `dates.yaml`."""

import re
from collections.abc import Iterable, Sequence

# A name may stand glued to a word before it ("PublishedJune 19, 2024"): then its first letter is a capital.
_GLUE = r"(?:(?<![^\W\d_])|(?<=(?-i:[a-zß-öø-ÿа-я]))(?=(?-i:[A-ZÀ-ÖØ-ÞА-Я])))"
_ORDINAL = r"(?:st|nd|rd|th|er|[º°ª]|\.)?"
_OF = r"(?:de\s+|del\s+|of\s+|d['’]\s?|năm\s+|ב-?|το[νυ]\s+)?"
_MARK = r"\s?(?P<mark>[./-])\s?"
_BEFORE_HOUR = r"(?P<early>午前|午後|上午|下午|凌晨|早上|晚上|오전|오후|सुबह|शाम|दोपहर)\s?"
_SAID = r"(?:kl\.?|klo\.?|kello|pukul|jam|ore|alle|um|at)"
"""What stands before an hour with a point in it."""
_ZONE_OFFSET = r"(?:UTC|GMT|Z)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)"


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def absolute_patterns(months: str, units: str) -> tuple[re.Pattern[str], ...]:
    """Groups ``y m d`` or ``y mon d``; tried in this order."""
    # "11 March 20253 hours ago" and "Nov 20 20194:29 AM" are years with something glued on.
    over = rf"(?:(?!\d)|(?=\d{{1,2}}\s+(?:{units})(?!\w))|(?=\d{{1,2}}:\d\d))"
    weekday = r"(?:/[^\W\d_]+)?"
    shapes = (
        r"(?<!\d)(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}}){_ORDINAL}[\s/-]*{_OF}(?P<mon>{months})\.?,?{weekday}[\s/-]+{_OF}(?P<y>\d{{4}}){over}",
        rf"{_GLUE}(?P<mon>{months})(?:\.\s*|\s+)(?P<d>\d{{1,2}}){_ORDINAL},?\s+(?P<y>\d{{4}}){over}",
        rf"(?<!\d)(?P<y>\d{{4}})\.?\s+(?P<mon>{months})\.?\s+(?P<d>\d{{1,2}})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\.\s(?P<m>\d{1,2})\.\s(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def numeric_pattern() -> re.Pattern[str]:
    """Groups ``d m y`` in digits, of which it is not sure which is the day and which the month."""
    return re.compile(
        rf"(?<![\d.,/-])(?P<d>\d{{1,2}}){_MARK}(?P<m>\d{{1,2}})\s?(?P=mark)\s?(?P<y>\d{{4}}|\d{{2}})(?![\d:])"
    )


def yearless_patterns(months: str) -> tuple[re.Pattern[str], ...]:
    """Groups ``m d`` or ``mon d``, without a year."""
    shapes = (
        rf"(?<!\d)(?P<d>\d{{1,2}}){_ORDINAL}[\s/-]*{_OF}(?P<mon>{months})(?![^\W\d_])",
        rf"{_GLUE}(?P<mon>{months})(?:\.\s*|\s+)(?P<d>\d{{1,2}})(?!\d)",
        r"(?<!\d)(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def clock_pattern(zones: str) -> re.Pattern[str]:
    """Groups ``early h min s half zone``; ``early`` is the half of the day where it stands before the hour."""
    hour = (
        r"(?P<h>\d{1,2})(?:[:h時时点點]|시\s?|\.(?=\d\d\s?(?:Uhr|WIB|WITA|WIT|[ap]\.?m)\b)|(?(said)\.|(?!))"
        r"|(?=\d\d\s(?:GMT|UTC|EST|EDT|PST|PDT|CET|CEST)\b))"
    )
    first = rf"(?<![\d:.])(?:{_BEFORE_HOUR})?(?:(?<!\w)(?P<said>{_SAID})\s*)?"
    return re.compile(first + hour + _after_hour(zones), re.IGNORECASE)


def point_clock_pattern(zones: str) -> re.Pattern[str]:
    """The same groups, of a clock such as 08.15 at the beginning of a text."""
    first = rf"(?P<early>)[\s,|·•–—-]{{1,4}}(?:{_SAID}\s*)?"
    return re.compile(first + r"(?P<h>[01]?\d|2[0-3])\.(?=[0-5]\d(?!\d|[.,%]\d))" + _after_hour(zones), re.IGNORECASE)


def _after_hour(zones: str) -> str:
    return (
        r"(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?!\d)\s*"
        r"(?P<half>[ap]\.?\s?m\b\.?|[πμ]\.?μ\b\.?|[صم](?!\w)|पूर्वाह्न|अपराह्न|(?-i:SA|CH|ÖÖ|ÖS)(?!\w))?"
        rf"\s*(?:(?:Uhr|hrs)\b)?\s*\(?(?P<zone>{_ZONE_OFFSET}|(?:{zones})(?!\w))?"
    )


def relative_patterns(
    before: Sequence[str], after: str, ones: str, units: str, alone: str
) -> tuple[re.Pattern[str], ...]:
    """Groups ``before n unit after`` for scripts with spaces; no ``n`` is one."""
    # A longer one may be glued to a name before it, where a number follows.
    glued = any_of(word for word in before if len(word) > 2)
    first = rf"(?:(?P<before>(?<!\w)(?:{any_of(before)})|(?:{glued})(?=\s+\d))\s+)?"
    last = rf"(?!\w)(?:\s+(?P<after>{after})(?!\w))?"
    # No boundary before the count: "Independenta day ago" is a byline glued to "a day ago".
    shapes = (
        rf"{first}(?P<n>\d{{1,3}}(?=\s*\D)|(?:{ones})(?=\s)|(?<!\w)un['’])\s*(?P<unit>{units}){last}",
        rf"{first}(?<!\w)(?P<n>)(?P<unit>{alone}){last}",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def joined_pattern(units: Sequence[str], after: Sequence[str]) -> re.Pattern[str]:
    """As `relative_patterns`, for scripts without spaces."""
    return re.compile(
        rf"(?<![\d十百])(?P<before>)(?P<n>\d{{1,3}}|一|한)\s?(?P<unit>{any_of(units)})\s?(?P<after>{any_of(after)})(?![가-힣])"
    )
