"""Languages that no profile of ours knows, told by py3langid where it is installed and the config asks for it.

It is an extra (``languages``): a model of 5 MB, loaded with the first text that is strange to all profiles.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

PACKAGE = "py3langid"
LANGUAGES = frozenset(
    {
        *("an", "br", "dz", "ga", "gd", "ha", "ht", "ig", "jv", "ku", "la", "lg", "ln"),
        *("mg", "om", "qu", "rw", "se", "sn", "st", "tk", "vo", "wa", "xh", "yo", "zu"),
    }
)
"""What it tells beside the languages we know (ISO 639-1)."""
SURE = 0.9
"""Probability from which it is believed: it knows a hundred languages, and names one for any text."""


class Identifier(Protocol):
    """What we need of it."""

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language, as ISO 639, and how probable it is."""
        ...


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


@cache
def load_identifier() -> Identifier:
    """Load the model, once a process.

    Raises:
        ModuleNotFoundError: the extra is not installed; the config is checked for that before.
    """
    langid = import_module(f"{PACKAGE}.langid")
    identifier: Identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    return identifier


def tell_other(sample: str, known: frozenset[str], identifier: Identifier) -> tuple[str, float] | None:
    """The language of a text that is none of the ``known`` ones, and its probability; None where nobody is sure.

    Languages with a code of three letters are left out: the model has some of their codes for itself.
    """
    code, sure = identifier.classify(sample)
    if sure < SURE or len(code) != 2 or code in known:
        return None
    return code, float(sure)
