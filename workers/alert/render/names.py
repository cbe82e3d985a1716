"""What people call countries, languages and subjects, which alerts hold as codes."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from workers.classify.lexicon import LanguageFile, load_lexicon, words_of

_OFFICIAL = re.compile(r"\b(Republic|Federation|Kingdom of|States of)\b")
"""In names that stand on documents: where a country has another, people use that."""


class Names(Struct, frozen=True, kw_only=True):
    """English names by code; a code without one is shown as it is."""

    countries: Mapping[str, str] = {}
    """ISO 3166-1."""
    languages: Mapping[str, str] = {}
    """BCP 47."""
    topics: Mapping[str, str] = {}
    """IPTC Media Topics."""


def load_names() -> Names:
    """Read what is shipped; takes a tenth of a second."""
    english = load_lexicon("en.yaml", LanguageFile).regions.names
    return Names(
        countries={code: spoken(words_of(line)) for code, line in english.items()},
        languages=load_lexicon("languages.yaml", dict[str, str]),
        topics=load_lexicon("topics.yaml", dict[str, str]),
    )


def spoken(known: Sequence[str]) -> str:
    """Which of its names people call a country by: the first that is not the official one."""
    return next((name for name in known if not _OFFICIAL.search(name)), known[0])


def name_in(names: Mapping[str, str], code: str) -> str:
    """The name of a code; of ``pt-BR`` that of ``pt`` if it has none of its own."""
    return names.get(code) or names.get(code.partition("-")[0]) or code
