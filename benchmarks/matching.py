"""How many articles a second one core matches against many aliases, on generated names and texts.

Run: python benchmarks/matching.py [ALIASES]
Prints the automaton alone, the whole of `find_mentions`, and the ratio of the two.
"""

import random
import resource
import sys
import time
from collections.abc import Callable

from ahocorasick_rs import AhoCorasick

from workers.model.tags import Language, LanguageFrom, Tags
from workers.model.watch import Term, WatchTerms
from workers.watch.inflections import load_inflections
from workers.watch.match import find_mentions
from workers.watch.terms import compile_matcher

ARTICLES, CHARACTERS, ALIASES_A_WATCH, NAMED = 400, 3000, 4, 0.006
TAGS = Tags(language=Language(code="en", confidence=1.0, from_=LanguageFrom.NONE))


def make_words(dice: random.Random, number: int) -> list[str]:
    """Pronounceable words, most frequent first: the frequent ones are short."""
    onsets, nuclei, codas = (*"bcdfghlmnprstw", "st", "tr", "ch", "sh"), "aeiou", ("", "n", "r", "s", "t", "ll")
    words: dict[str, None] = {}
    while len(words) < number:
        syllables = 1 + (len(words) > 300) + (dice.random() < 0.6) + (dice.random() < 0.2)
        words["".join(dice.choice(onsets) + dice.choice(nuclei) + dice.choice(codas) for _ in range(syllables))] = None
    return list(words)


def make_article(dice: random.Random, words: list[str], weights: list[float], names: list[str]) -> str:
    parts: list[str] = []
    length = 0
    for word in dice.choices(words, cum_weights=weights, k=CHARACTERS // 4):
        parts.append(dice.choice(names) if dice.random() < NAMED else word)
        length += len(parts[-1]) + 1
        if length > CHARACTERS:
            break
        if dice.random() < 0.06:
            parts[-1] += dice.choice((",", ",", ".", ".", ".\n"))
    return " ".join(parts).replace("\n ", "\n")


def articles_a_second(work: Callable[[str], object], articles: list[str]) -> float:
    """The best of three rounds, by CPU time."""
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        for article in articles:
            work(article)
        best = max(best, len(articles) / (time.process_time() - begun))
    return best


def main(aliases: int) -> None:
    dice = random.Random(20240618)
    words = make_words(dice, 60_000)
    weights: list[float] = []
    for rank in range(20_000):
        weights.append((weights[-1] if weights else 0.0) + 1 / (rank + 10))
    last = [word.capitalize() for word in words[20_000:]]
    names = sorted({" ".join(dice.choices(last, k=dice.choice((1, 2, 2, 2, 3)))) for _ in range(aliases * 2)})
    names = dice.sample(names, aliases)
    groups = [names[start : start + ALIASES_A_WATCH] for start in range(0, aliases, ALIASES_A_WATCH)]
    watches = [
        WatchTerms(watch_id=f"w{place}", terms=tuple(Term(text=name) for name in group))
        for place, group in enumerate(groups)
    ]
    begun = time.process_time()
    matcher = compile_matcher(watches, load_inflections())
    built = time.process_time() - begun
    plain = [make_article(dice, words[:20_000], weights, names) for _ in range(ARTICLES)]
    bare = AhoCorasick([name.lower() for name in names])
    print(f"{aliases} aliases in {len(watches)} watches, compiled in {built:.2f} s")
    for name, articles in (("ascii", plain), ("curly", [text.replace(",", "\u2019") for text in plain])):
        automaton = articles_a_second(
            lambda text: bare.find_matches_as_indexes(text.lower(), overlapping=True), articles
        )
        whole = articles_a_second(lambda text: find_mentions(None, text, TAGS, None, matcher), articles)
        hits = sum(len(bare.find_matches_as_indexes(text.lower(), overlapping=True)) for text in articles)
        found = sum(len(find_mentions(None, text, TAGS, None, matcher).mentions) for text in articles)
        characters = sum(map(len, articles)) / len(articles)
        print(
            f"{name}: {characters:.0f} characters, {hits / ARTICLES:.0f} raw hits, {found / ARTICLES:.1f} mentions; "
            f"automaton {automaton:.0f}/s, find_mentions {whole:.0f}/s, ratio {whole / automaton:.2f}"
        )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB resident at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
