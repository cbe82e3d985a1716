"""In which language an article is written: script first, then langdetect's n-gram profiles.

The profiles are langdetect's own; its sampling is not used. All n-grams of the
text are summed once (naive Bayes), so the answer is the same every time, and
needs a tenth of the time.
"""

import re
from importlib.resources import files
from math import exp, sqrt

import msgspec
import numpy as np
from langdetect.utils.ngram import NGram
from msgspec import Struct
from numpy.typing import NDArray

from workers.classify.script import BMP, Script, Scripts, han_language, letters_by_script, load_scripts, told_by_letters
from workers.model.tags import Language, LanguageFrom

SAMPLE = 300
"""Characters of title and lead that are looked at."""
SHORT_TITLE = 20
"""A title with fewer letters misleads; the text alone is asked."""
FLOOR = 0.5 / 10_000
"""langdetect's smoothing: the probability of an n-gram that a profile lacks."""
CERTAIN = 0.52
"""Confidence below which a language is not said (``und``), unless the page declares it."""
ENOUGH = 20
"""N-grams, some seven letters, below which the profiles are not asked."""
STRANGE = -17.0
"""Fit (see `_Guess`) below which no profile is the text's language: Zulu is no Swahili."""
SUBJECT_NOISE = 0.001
"""Variance of a text's mean evidence that stays however long the text is: its subject's own words."""
DECLARED_WORTH = 6.0
"""How many nats of evidence the page's own word is worth."""
HAN = "Hani"
DENSE = frozenset({HAN, "Kana", "Hang"})
"""Scripts that say in one letter what others say in two or three."""

_SPACE = 32
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_UNKNOWN = Language(code="und", confidence=0.0, from_=LanguageFrom.NONE)


class ScriptProfiles(Struct, frozen=True, kw_only=True, eq=False):
    """The n-gram profiles of the languages that share a script."""

    languages: tuple[str, ...]
    grams: NDArray[np.uint64]
    """Sorted; one to three characters of 16 bits each."""
    log_p: NDArray[np.float32]
    """[gram, language]: natural logarithm of the smoothed probability."""
    typical: NDArray[np.float32]
    """[language]: mean ``log_p`` of a text of that language."""


class Profiles(Struct, frozen=True, kw_only=True, eq=False):
    """Everything that tells languages apart."""

    scripts: Scripts
    by_code: dict[str, Script]
    by_script: dict[str, ScriptProfiles]
    letter: NDArray[np.uint64]
    """Code point to the character the profiles count it as; a space for what is no letter."""
    upper: NDArray[np.bool_]


class _Guess(Struct, frozen=True, kw_only=True):
    """The likeliest language by profile."""

    code: str
    confidence: float
    fit: float
    """How far the text lies from what is typical of the language, in the unit of its noise; far below 0 is strange."""
    declared: bool


def load_profiles() -> Profiles:
    """Build the tables from langdetect's files and ``scripts.yaml`` (some 0.3 s, 8 MB)."""
    scripts = load_scripts()
    surrogates = range(0xD800, 0xE000)
    upper = [code not in surrogates and chr(code).isupper() for code in range(BMP)]
    return Profiles(
        scripts=scripts,
        by_code={script.code: script for script in scripts.known},
        by_script={
            script.code: _profiles(script.languages)
            for script in scripts.known
            if len(script.languages) > 1 and script.code != HAN
        },
        letter=_letters(),
        upper=np.array(upper, dtype=np.bool_),
    )


def detect_language(title: str | None, text: str, profiles: Profiles, declared: str | None = None) -> Language:
    """Tell the language of an article.

    Args:
        title: None when there is none.
        text: Its cleaned text; only the beginning is read.
        profiles: From `load_profiles`.
        declared: What the page claims (``en-US``). Believed where the text leaves it
            open, and for languages that no profile knows; never against the script.
    """
    sample = _sample(title, text)
    letters = {"Latn": 1} if sample.isascii() else letters_by_script(sample, profiles.scripts)
    if not letters or not any(letter.isalpha() for letter in sample):
        return _UNKNOWN
    claim = _primary(declared)
    main, share = _main_script(letters)
    if main == HAN:
        return _by_script(han_language(sample, letters, profiles.scripts), share)
    script = profiles.by_code[main]
    if main in profiles.by_script:
        return _by_profile(sample, script, profiles, claim)
    told = told_by_letters(sample, script, script.languages[0])
    return _believe(told or script.languages[0], share, LanguageFrom.SCRIPT, claim, script)


def _main_script(letters: dict[str, int]) -> tuple[str, float]:
    """The script of most of a text, and its share; kana and Han are one, for Japanese mixes them."""
    weights: dict[str, int] = {}
    for code, count in letters.items():
        joined = HAN if code == "Kana" else code
        weights[joined] = weights.get(joined, 0) + count * (2 if code in DENSE else 1)
    main = max(weights, key=lambda code: weights[code])
    return main, weights[main] / sum(weights.values())


def _by_script(code: str, share: float) -> Language:
    return Language(code=code, confidence=round(share, 3), from_=LanguageFrom.SCRIPT)


def _by_profile(sample: str, script: Script, profiles: Profiles, claim: str | None) -> Language:
    guess = _guess(sample, profiles.by_script[script.code], profiles, claim)
    if guess and not sample.isascii() and (told := told_by_letters(sample, script, guess.code)):
        return _by_script(told, guess.confidence)
    if guess is None or guess.fit < STRANGE or guess.confidence < CERTAIN:
        return _declared(claim, script, profiles) or _UNKNOWN
    source = LanguageFrom.DECLARED if guess.declared else LanguageFrom.PROFILE
    return _believe(guess.code, guess.confidence, source, claim, script)


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


def _guess(sample: str, known: ScriptProfiles, profiles: Profiles, claim: str | None) -> _Guess | None:
    grams = _grams(sample, profiles)
    if len(grams) < ENOUGH:
        return None
    place = np.minimum(np.searchsorted(known.grams, grams), len(known.grams) - 1)
    found = place[known.grams[place] == grams]
    scores = known.log_p[found].sum(axis=0, dtype=np.float64)
    honest = int(scores.argmax())
    if claim in known.languages:
        scores[known.languages.index(claim)] += DECLARED_WORTH
    best = int(scores.argmax())
    second = float(np.partition(scores, -2)[-2])
    mean = (float(scores[honest]) + (len(grams) - len(found)) * float(np.log(FLOOR))) / len(grams)
    return _Guess(
        code=known.languages[best],
        # Neighbouring n-grams share letters, so their evidence is worth about a third of its sum.
        confidence=1 / (1 + exp(-(float(scores[best]) - second) / 3)),
        fit=(mean - float(known.typical[honest])) / sqrt(1 / len(grams) + SUBJECT_NOISE),
        declared=best != honest,
    )


def _grams(sample: str, profiles: Profiles) -> NDArray[np.uint64]:
    """All n-grams of a text as langdetect takes them: within words, a space at either end, capital runs left out."""
    codes = np.frombuffer(f" {sample} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    letters = profiles.letter[np.minimum(codes, BMP - 1)]
    blank = letters == _SPACE
    keep = np.ones(len(letters), dtype=np.bool_)
    keep[1:] = ~(blank[1:] & blank[:-1])
    letters, blank = letters[keep], blank[keep]
    upper = profiles.upper[letters.astype(np.intp)]
    plain = np.ones(len(letters), dtype=np.bool_)
    plain[1:] = ~(upper[1:] & upper[:-1])
    shift = np.uint64(16)
    pairs = letters[:-1] << shift | letters[1:]
    triples = pairs[:-1] << shift | letters[2:]
    return np.concatenate((letters[plain & ~blank], pairs[plain[1:]], triples[plain[2:] & ~blank[1:-1]]))


def _letters() -> NDArray[np.uint64]:
    """What langdetect counts each character as (its ``NGram.normalize``; scripts decided earlier are left out)."""
    table = np.arange(BMP, dtype=np.uint64)
    for first, last in ((0, 0x40), (0x5B, 0x60), (0x7B, 0x9F), (0x2000, 0x206F)):
        table[first : last + 1] = _SPACE
    for letter in NGram.LATIN1_EXCLUDED:
        table[ord(letter)] = _SPACE
    table[0x219], table[0x21B], table[0x6CC] = 0x15F, 0x163, 0x64A
    table[0x1EA0:0x1F00] = 0x1EC3
    return table


class _File(Struct, frozen=True, kw_only=True):
    freq: dict[str, int]
    n_words: list[int]


def _profiles(languages: tuple[str, ...]) -> ScriptProfiles:
    folder = files("langdetect").joinpath("profiles")
    read = [msgspec.json.decode(folder.joinpath(language).read_bytes(), type=_File) for language in languages]
    grams = sorted({gram for file in read for gram in file.freq}, key=_key)
    row = {gram: place for place, gram in enumerate(grams)}
    p = np.zeros((len(grams), len(languages)), dtype=np.float32)
    for column, file in enumerate(read):
        for gram, count in file.freq.items():
            p[row[gram], column] = count / file.n_words[len(gram) - 1]
    log_p = np.log(p + np.float32(FLOOR))
    return ScriptProfiles(
        languages=languages,
        grams=np.array([_key(gram) for gram in grams], dtype=np.uint64),
        log_p=log_p,
        typical=_typical(p, log_p, np.array([len(gram) for gram in grams])),
    )


def _key(gram: str) -> int:
    key = 0
    for letter in gram:
        key = key << 16 | ord(letter)
    return key


def _typical(p: NDArray[np.float32], log_p: NDArray[np.float32], length: NDArray[np.int_]) -> NDArray[np.float32]:
    """Expected ``log_p`` of a language's own text: the mean over n-grams of each length, each as likely as it is."""
    means = [(p * log_p)[length == n].sum(axis=0) / p[length == n].sum(axis=0) for n in (1, 2, 3)]
    return np.asarray(np.mean(means, axis=0), dtype=np.float32)
