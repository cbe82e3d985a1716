"""Whether 06/05/2024 is in May or in June: what tells, beside the date itself."""

_MONTH_FIRST = frozenset({"en-us", "en-ph", "fil", "en-ca"})
_DAY_FIRST_SUFFIXES = (".uk", ".au", ".nz", ".ie", ".in", ".za", ".ng", ".ke", ".sg", ".my", ".pk")
"""Of countries that write English and the day first."""


def writes_day_first(language: str | None, source: str | None) -> bool | None:
    """Whether a page's numbers are day, month, year; None where nothing tells.

    Only American English (and what follows it) puts the month first. So it is known of every page in another
    language, of a page that names its kind of English, and of one from a country's own domain.

    Args:
        language: As the page declares it, a tag of BCP 47 or with an underscore.
        source: The page's registrable domain.
    """
    tag = (language or "").replace("_", "-").casefold()
    if tag in _MONTH_FIRST:
        return False
    if tag not in {"", "en", "und"}:
        return True
    return True if source is not None and source.casefold().endswith(_DAY_FIRST_SUFFIXES) else None
