"""What is known of how each language looks: langdetect's n-gram profiles, and its commonest words.

The profiles are langdetect's own; its sampling is not used. All n-grams of a text are summed once (naive Bayes),
so the answer is the same every time, and needs a tenth of the time.
"""

import re
from importlib.resources import files
from math import log

import msgspec
import numpy as np
from langdetect.utils.ngram import NGram
from msgspec import Struct
from numpy.typing import NDArray

from workers.classify.lexicon import load_lexicon
from workers.classify.script import BMP

FLOOR = 0.5 / 10_000
"""langdetect's smoothing: the probability of an n-gram that a profile lacks."""
LENGTH_WORTH = (0.5, 1.0, 1.5)
"""What the evidence of one, two, three letters counts: neighbouring languages share their single letters."""
WORD_WORTH = 4.0
"""How many nats one of a language's commonest words is worth against a language that has it not among its own."""

_SPACE = 32
_SHIFT = np.uint64(16)
_WORD = re.compile(r"[^\s\d_.,;:!?\"'’‘`()\[\]{}<>«»„“”…|।،؛؟/\\*+=&%#–—-]+")
_LATIN = slice(ord("A"), ord("z") + 1)


class ScriptProfiles(Struct, frozen=True, kw_only=True, eq=False):
    """What tells the languages of one script apart."""

    languages: tuple[str, ...]
    grams: NDArray[np.uint64]
    """Sorted; one to three characters of 16 bits each."""
    log_p: NDArray[np.float32]
    """[gram, language]: natural logarithm of the smoothed probability, times what its length counts."""
    absent: NDArray[np.float64]
    """[length - 1]: the same for a gram that no profile has."""
    typical: NDArray[np.float32]
    """[language]: mean ``log_p`` of a text of that language."""
    words: dict[str, int]
    """One of the commonest words of any of the languages -> its row in ``word_worth``."""
    word_worth: NDArray[np.float32]
    """[word, language]: evidence in nats."""
    letter: NDArray[np.uint64]
    """Code point to the character the profiles count it as; a space for what is no letter of theirs."""
    upper: NDArray[np.bool_]


class Evidence(Struct, frozen=True, kw_only=True, eq=False):
    """What a text says for each language."""

    scores: NDArray[np.float64]
    """[language]: the sum over n-grams and words, in nats."""
    means: NDArray[np.float64]
    """[language]: the mean over n-grams, unknown ones included; comparable to ``typical``."""
    common: NDArray[np.float64]
    """[language]: the share of words that are among its commonest."""
    count: int
    """N-grams."""


def load_script_profiles(languages: dict[str, tuple[str, ...]]) -> dict[str, ScriptProfiles]:
    """Build the tables of some scripts from langdetect's files and ``frequent.yaml`` (some 0.3 s, 8 MB)."""
    frequent = load_lexicon("frequent.yaml", dict[str, str])
    letter, upper = _letters(), _upper()
    others = letter.copy()
    others[_LATIN] = _SPACE  # a name in Latin letters says nothing of a text in others
    return {
        script: _profiles(known, frequent, letter if script == "Latn" else others, upper)
        for script, known in languages.items()
    }


def weigh(sample: str, known: ScriptProfiles) -> Evidence:
    """Sum what the n-grams and words of a text say for each language."""
    grams = _grams(sample, known)
    place = np.minimum(np.searchsorted(known.grams, grams), len(known.grams) - 1)
    there = known.grams[place] == grams
    scores = known.log_p[place[there]].sum(axis=0, dtype=np.float64)
    means = (scores + known.absent[_length(grams[~there]) - 1].sum()) / max(len(grams), 1)
    words = _WORD.findall(sample.lower())
    worth = known.word_worth[[row for row in map(known.words.get, words) if row is not None]].sum(axis=0, dtype=float)
    return Evidence(
        scores=scores + worth, means=means, common=worth / (WORD_WORTH * max(len(words), 1)), count=len(grams)
    )


def _grams(sample: str, known: ScriptProfiles) -> NDArray[np.uint64]:
    """All n-grams of a text as langdetect takes them: within words, a space at either end, capital runs left out."""
    codes = np.frombuffer(f" {sample} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    letters = known.letter[np.minimum(codes, BMP - 1)]
    blank = letters == _SPACE
    keep = np.ones(len(letters), dtype=np.bool_)
    keep[1:] = ~(blank[1:] & blank[:-1])
    letters, blank = letters[keep], blank[keep]
    upper = known.upper[letters.astype(np.intp)]
    plain = np.ones(len(letters), dtype=np.bool_)
    plain[1:] = ~(upper[1:] & upper[:-1])
    pairs = letters[:-1] << _SHIFT | letters[1:]
    triples = pairs[:-1] << _SHIFT | letters[2:]
    return np.concatenate((letters[plain & ~blank], pairs[plain[1:]], triples[plain[2:] & ~blank[1:-1]]))


def _length(grams: NDArray[np.uint64]) -> NDArray[np.intp]:
    """How many letters each n-gram has."""
    return (1 + (grams >> _SHIFT > 0).astype(np.intp) + (grams >> _SHIFT >> _SHIFT > 0)).astype(np.intp)


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


def _upper() -> NDArray[np.bool_]:
    surrogates = range(0xD800, 0xE000)
    return np.array([code not in surrogates and chr(code).isupper() for code in range(BMP)], dtype=np.bool_)


class _File(Struct, frozen=True, kw_only=True):
    freq: dict[str, int]
    n_words: list[int]


def _profiles(
    languages: tuple[str, ...], frequent: dict[str, str], letter: NDArray[np.uint64], upper: NDArray[np.bool_]
) -> ScriptProfiles:
    grams, p = _probabilities(languages)
    length = _length(grams)
    worth = np.array(LENGTH_WORTH, dtype=np.float32)
    log_p = np.log(p + np.float32(FLOOR)) * worth[length - 1, None]
    words, word_worth = _words(languages, frequent)
    return ScriptProfiles(
        languages=languages,
        grams=grams,
        log_p=log_p,
        absent=log(FLOOR) * worth.astype(np.float64),
        typical=_typical(p, log_p, length),
        words=words,
        word_worth=word_worth,
        letter=letter,
        upper=upper,
    )


def _probabilities(languages: tuple[str, ...]) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Every n-gram of the profiles as a number, sorted, and how likely it is: [gram, language]."""
    folder = files("langdetect").joinpath("profiles")
    read = [msgspec.json.decode(folder.joinpath(language).read_bytes(), type=_File) for language in languages]
    grams = sorted({gram for file in read for gram in file.freq}, key=_key)
    row = {gram: place for place, gram in enumerate(grams)}
    p = np.zeros((len(grams), len(languages)), dtype=np.float32)
    for column, file in enumerate(read):
        for gram, count in file.freq.items():
            p[row[gram], column] = count / file.n_words[len(gram) - 1]
    return np.array([_key(gram) for gram in grams], dtype=np.uint64), p


def _words(languages: tuple[str, ...], frequent: dict[str, str]) -> tuple[dict[str, int], NDArray[np.float32]]:
    own = [frozenset(frequent.get(language, "").split()) for language in languages]
    rows = {word: row for row, word in enumerate(sorted(frozenset().union(*own)))}
    worth = np.zeros((len(rows), len(languages)), dtype=np.float32)
    for column, words in enumerate(own):
        worth[[rows[word] for word in words], column] = WORD_WORTH
    return rows, worth


def _key(gram: str) -> int:
    key = 0
    for letter in gram:
        key = key << 16 | ord(letter)
    return key


def _typical(p: NDArray[np.float32], log_p: NDArray[np.float32], length: NDArray[np.intp]) -> NDArray[np.float32]:
    """Expected ``log_p`` of a language's own text: the mean over n-grams of each length, each as likely as it is."""
    means = [(p * log_p)[length == n].sum(axis=0) / p[length == n].sum(axis=0) for n in (1, 2, 3)]
    return np.asarray(np.mean(means, axis=0), dtype=np.float32)
