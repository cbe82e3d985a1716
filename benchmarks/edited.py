"""What papers do to a report they did not write: it is cut, shortened, reworded, framed and credited."""

import random
import re
from collections.abc import Callable, Sequence

FRAME = (
    "Sign up to our newsletter and get the day's most important stories every morning.",
    "This article is more than one day old.",
    "Share this article on social media or send it to a friend by mail.",
    "Follow us for live updates, pictures and analysis from our correspondents around the world.",
    "You have read three of your five free articles this month; subscribe now for unlimited access.",
    "Our standards: the principles of trust by which our newsroom works.",
    "Have a story to tell? Write to our desk, and leave a number where we can reach you.",
    "Read more: what we know so far, and what to look out for in the coming days.",
)
CREDITS = (
    "(Reporting by our correspondents; editing by the night desk)",
    "This story was produced by a news agency and has not been edited by our staff.",
    "With files from agencies.",
    "© Agencies. All rights reserved.",
)
SYNONYMS = {
    "said": "stated", "told": "informed", "will": "is going to", "would": "was to", "also": "in addition",
    "company": "firm", "government": "authorities", "official": "representative", "officials": "representatives",
    "because": "since", "but": "however", "about": "roughly", "after": "following", "before": "ahead of",
    "increase": "rise", "increased": "rose", "fell": "dropped", "rose": "climbed", "expected": "forecast",
    "last": "past", "more": "further", "most": "the bulk of", "new": "fresh", "people": "persons", "year": "season",
    "which": "that", "while": "whereas", "against": "versus", "during": "in the course of", "made": "carried out",
    "including": "among them", "major": "big", "market": "trade", "price": "cost",
    "prices": "costs", "added": "went on", "announced": "made known", "agreed": "consented", "first": "initial",
    "many": "numerous", "only": "just", "over": "above", "under": "below", "with": "along with",
}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
_WORD = re.compile(r"[A-Za-z]+")


def edit(text: str, kinds: Sequence[str], draw: random.Random) -> str:
    """The text after the edits of these kinds, in the order of `EDITS`."""
    for kind, change in EDITS.items():
        if kind in kinds:
            text = change(text, draw)
    return text


def sentences(text: str) -> list[str]:
    return _SENTENCE.split(text.strip())


def cut(text: str, draw: random.Random) -> str:
    """The end is gone: 35 to 80 % of the sentences stay, at least two."""
    every = sentences(text)
    return " ".join(every[: max(2, round(len(every) * draw.uniform(0.35, 0.8)))])


def drop(text: str, draw: random.Random) -> str:
    """One sentence in three or five is left out, but not the first."""
    share = draw.uniform(0.2, 0.33)
    every = sentences(text)
    return " ".join(every[:1] + [one for one in every[1:] if draw.random() >= share])


def reword(text: str, draw: random.Random) -> str:
    """A third to a half of the sentences get other words, and the speaker first."""
    share = draw.uniform(0.33, 0.5)
    return " ".join(_reworded(one) if draw.random() < share else one for one in sentences(text))


def frame(text: str, draw: random.Random) -> str:
    """Lines of the site before and after."""
    before, after = draw.sample(FRAME, draw.randint(0, 1)), draw.sample(FRAME, draw.randint(1, 4))
    return "\n".join([*before, text, *after])


def credit(text: str, draw: random.Random) -> str:
    """A place and an agency before it, or a line of thanks after it."""
    if draw.random() < 0.5:
        return f"{draw.choice(('LONDON', 'PARIS', 'TOKYO'))} (Agency) - {text}"
    return f"{text}\n{draw.choice(CREDITS)}"


def retitle(text: str, draw: random.Random) -> str:
    """Another headline above, made of words of the text, and a standfirst."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    return f"{' '.join(draw.sample(words, min(8, len(words)))).capitalize()}\n{text}"


def _reworded(sentence: str) -> str:
    head, comma, tail = sentence.rpartition(", ")
    if comma and len(tail.split()) <= 8 and tail.endswith("."):
        sentence = f"{tail[:-1].capitalize() if tail[:1].islower() else tail[:-1]}: {head}."
    return _WORD.sub(lambda match: SYNONYMS.get(match[0], match[0]), sentence)


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "cut": cut,
    "sentences dropped": drop,
    "reworded": reword,
    "other title": retitle,
    "framed": frame,
    "credited": credit,
}
"""By name, in the order in which they are done."""
