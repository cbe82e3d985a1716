"""What is wrong with an operator's templates, found before a notice needs them."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from workers.alert.render.bounds import PARTS, bind
from workers.alert.render.environment import Bounded, undeclared
from workers.alert.render.sample import sample_notices
from workers.alert.render.view import ALERT_KEYS, DIGEST_KEYS
from workers.alert.render.words import DIGESTS, Flaw, Form, Words, flaw_of

LONGEST = 60_000
"""Characters of a template."""
_TOO_DEEP = (RecursionError, MemoryError, SyntaxError)
"""What Python says of a tree that is nested beyond measure."""


def flaws_in(own: Mapping[str, str], words: Words) -> tuple[Flaw, ...]:
    """Find what keeps an operator's templates from being used: each is read, and tried on notices of ours.

    Args:
        own: Their texts, by names that are all known.
        words: Made of them.
    """
    if words.own is None:
        return ()
    read = [flaw for name, text in own.items() for flaw in _read(words.own, name, text)]
    # What cannot be read would be found again, in other words, by whoever takes macros from it.
    return tuple(read) or tuple(dict.fromkeys(_tried(words)))


def _read(environment: Bounded, name: str, text: str) -> Iterator[Flaw]:
    if len(text) > LONGEST:
        yield Flaw(template=name, line=0, problem=f"{len(text):,} characters", expected=f"at most {LONGEST:,}")
        return
    try:
        tree = environment.parse(text, name, name)
        yield from _unknown(environment, name, tree)
        environment.compile(bind(tree, name), name, name)
    except TemplateSyntaxError as error:
        if "No filter named" not in (error.message or ""):
            yield flaw_of(error, name)
    except _TOO_DEEP:
        yield Flaw(template=name, line=0, problem="something nested too deeply")


def _unknown(environment: Bounded, name: str, tree: nodes.Template) -> Iterator[Flaw]:
    keys = DIGEST_KEYS if name in DIGESTS.values() else ALERT_KEYS
    known = tuple(dict.fromkeys((*ALERT_KEYS, *DIGEST_KEYS))) if name in PARTS else keys
    for line, word in undeclared(tree, known):
        yield Flaw(template=name, line=line, problem=f'the name "{word}"', expected=_near(word, known))
    filters = [one for one in environment.filters if not one.startswith("_")]
    for node in tree.find_all(nodes.Filter):
        if node.name not in environment.filters:
            yield Flaw(
                template=name, line=node.lineno, problem=f'the filter "{node.name}"', expected=_near(node.name, filters)
            )


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"{near[0]} (did you mean that?)" if near else f"one of {', '.join(sorted(known))}"


def _tried(words: Words) -> Iterator[Flaw]:
    """Put every notice of ours into every form: any may take macros from what is the operator's."""
    for notice in sample_notices():
        for form in Form:
            wording = words.write(form, notice)
            if wording.flaw is not None:
                yield wording.flaw
