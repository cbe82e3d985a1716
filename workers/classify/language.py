"""In which language an article is written: script first, then n-grams and the commonest words."""

import re
from math import exp, sqrt

import numpy as np
from msgspec import Struct

from workers.classify.language_profiles import ScriptProfiles, load_script_profiles, weigh
from workers.classify.other_languages import Identifier, tell_other
from workers.classify.script import Script, Scripts, han_language, letters_by_script, load_scripts, told_by_letters
from workers.model.tags import Language, LanguageFrom

SAMPLE = 300
"""Characters of title and lead that are looked at."""
SHORT_TITLE = 20
"""A title with fewer letters misleads; the text alone is asked."""
CERTAIN = 0.52
"""Confidence below which a language is not said (``und``), unless the page declares it."""
ENOUGH = 20
"""N-grams, some seven letters, below which the profiles are not asked."""
STRANGE = -18.0
"""Fit (see `_Guess`) below which no profile is the text's language: Zulu is no Swahili."""
OWN_WORDS = 20.0
"""What the share of a language's commonest words in a text is worth in that fit."""
USUAL = 0.2
"""A common share of them."""
SUBJECT_NOISE = 0.001
"""Variance of a text's mean evidence that stays however long the text is: its subject's own words."""
DECLARED_WORTH = 6.0
"""How many nats of evidence the page's own word is worth."""
HAN = "Hani"
LATIN = "Latn"
DENSE = frozenset({HAN, "Kana", "Hang"})
"""Scripts that say in one letter what others say in two or three."""

_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_UNKNOWN = Language(code="und", confidence=0.0, from_=LanguageFrom.NONE)


class Profiles(Struct, frozen=True, kw_only=True, eq=False):
    """Everything that tells languages apart."""

    scripts: Scripts
    by_code: dict[str, Script]
    by_script: dict[str, ScriptProfiles]
    """Of the scripts that several languages share."""


class _Guess(Struct, frozen=True, kw_only=True):
    """The likeliest language by profile."""

    code: str
    confidence: float
    fit: float
    """How far the text lies from what is typical of the language, in the unit of its noise; far below 0 is strange."""
    declared: bool


def load_profiles() -> Profiles:
    """Read ``scripts.yaml``, and what tells the languages of each script apart."""
    scripts = load_scripts()
    shared = {script.code: script.languages for script in scripts.known if len(script.languages) > 1}
    return Profiles(
        scripts=scripts,
        by_code={script.code: script for script in scripts.known},
        by_script=load_script_profiles({code: languages for code, languages in shared.items() if code != HAN}),
    )


def detect_language(
    title: str | None, text: str, profiles: Profiles, declared: str | None = None, other: Identifier | None = None
) -> Language:
    """Tell the language of an article.

    Args:
        title: None when there is none.
        text: Its cleaned text; only the beginning is read.
        profiles: From `load_profiles`.
        declared: What the page claims (``en-US``). Believed where the text leaves it
            open, and for languages that no profile knows; never against the script.
        other: Asked where no profile is the text's language.
    """
    sample = _sample(title, text)
    letters = {LATIN: 1} if sample.isascii() else letters_by_script(sample, profiles.scripts)
    if not letters or not any(letter.isalpha() for letter in sample):
        return _UNKNOWN
    claim = _primary(declared)
    main, share = _main_script(letters)
    if main == HAN:
        return _by_script(han_language(sample, letters, profiles.scripts), share)
    script = profiles.by_code[main]
    if main in profiles.by_script:
        found = _by_profile(sample, script, profiles, claim)
        return found if other is None or found.code != _UNKNOWN.code else _by_other(sample, profiles, other)
    told = told_by_letters(sample, script, script.languages[0])
    return _believe(told or script.languages[0], share, LanguageFrom.SCRIPT, claim, script)


def _main_script(letters: dict[str, int]) -> tuple[str, float]:
    """The script of most of a text, and its share; kana and Han are one, for Japanese mixes them.

    Latin letters count half: names and addresses bring them into any text, and nothing brings others into a Latin one.
    """
    weights: dict[str, int] = {}
    for code, count in letters.items():
        joined = HAN if code == "Kana" else code
        weights[joined] = weights.get(joined, 0) + count * (4 if code in DENSE else 1 if code == LATIN else 2)
    main = max(weights, key=lambda code: weights[code])
    return main, weights[main] / sum(weights.values())


def _by_script(code: str, share: float) -> Language:
    return Language(code=code, confidence=round(share, 3), from_=LanguageFrom.SCRIPT)


def _by_profile(sample: str, script: Script, profiles: Profiles, claim: str | None) -> Language:
    guess = _guess(sample, profiles.by_script[script.code], claim)
    if guess and not sample.isascii() and (told := told_by_letters(sample, script, guess.code)):
        return _by_script(told, guess.confidence)
    if guess is None or guess.fit < STRANGE or guess.confidence < CERTAIN:
        return _declared(claim, script, profiles) or _UNKNOWN
    source = LanguageFrom.DECLARED if guess.declared else LanguageFrom.PROFILE
    return _believe(guess.code, guess.confidence, source, claim, script)


def _by_other(sample: str, profiles: Profiles, other: Identifier) -> Language:
    known = frozenset(language for script in profiles.scripts.known for language in script.languages)
    told = tell_other(sample, known, other) if sum(map(str.isalpha, sample)) >= SHORT_TITLE else None
    return Language(code=told[0], confidence=round(told[1], 3), from_=LanguageFrom.PROFILE) if told else _UNKNOWN


def _believe(code: str, confidence: float, source: LanguageFrom, claim: str | None, script: Script) -> Language:
    """Take the page's word for a language that we would take for this one."""
    if claim is not None and code in script.close.get(claim, ()):
        return Language(code=claim, confidence=0.5, from_=LanguageFrom.DECLARED)
    return Language(code=code, confidence=round(confidence, 3), from_=source)


def _declared(claim: str | None, script: Script, profiles: Profiles) -> Language | None:
    """The page's word, unless that language is written in another script."""
    if claim is None:
        return None
    homes = {
        known.code for known in profiles.scripts.known if claim in {*known.languages, *known.letters, *known.close}
    }
    if homes and script.code not in homes:
        return None
    return Language(code=claim, confidence=0.5, from_=LanguageFrom.DECLARED)


def _primary(declared: str | None) -> str | None:
    """The primary subtag of what a page declares; None where it declares nothing usable."""
    code = re.split(r"[-_]", (declared or "").strip().lower(), maxsplit=1)[0]
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in {"und", "mul", "zxx", "mis"}:
        return None
    return {"nb": "no", "fil": "tl", "iw": "he", "in": "id", "ji": "yi"}.get(code, code)


def _sample(title: str | None, text: str) -> str:
    """The beginning of title and text, without addresses, an all-capital title in small letters."""
    head = title or ""
    if head.isupper():
        head = head.lower()
    if text and sum(map(str.isalpha, head)) < SHORT_TITLE and not _is_dense(head):
        head = ""
    sample = f"{head}\n{text[: SAMPLE * 2]}" if head else text[: SAMPLE * 2]
    if "://" in sample or "www." in sample or "@" in sample:
        sample = _ADDRESS.sub(" ", sample)
    sample = sample.strip()[:SAMPLE]
    return sample.lower() if sample.isupper() else sample


def _is_dense(title: str) -> bool:
    """Whether a short title says enough: one in Chinese, Japanese or Korean does with eight characters."""
    return sum(letter >= "\u3041" for letter in title) >= 8


def _guess(sample: str, known: ScriptProfiles, claim: str | None) -> _Guess | None:
    found = weigh(sample, known)
    if found.count < ENOUGH:
        return None
    scores = found.scores
    honest = int(scores.argmax())
    if claim in known.languages:
        scores[known.languages.index(claim)] += DECLARED_WORTH
    best = int(scores.argmax())
    second = float(np.partition(scores, -2)[-2])
    strange = float(found.means[honest]) - float(known.typical[honest])
    return _Guess(
        code=known.languages[best],
        # Neighbouring n-grams share letters, so their evidence is worth about a third of its sum.
        confidence=1 / (1 + exp(-(float(scores[best]) - second) / 3)),
        fit=strange / sqrt(1 / found.count + SUBJECT_NOISE) + OWN_WORDS * (float(found.common[honest]) - USUAL),
        declared=best != honest,
    )
