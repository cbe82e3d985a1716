"""``templates/``: texts for people that stand in the place of shipped ones."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from workers.alert.render.check import flaws_in
from workers.alert.render.names import load_names
from workers.alert.render.words import compile_words, load_sources
from workers.config.load import Loaded
from workers.model.mistake import Mistake

FOLDER = "templates/"


def is_template(name: str) -> bool:
    """Whether a file in a config folder is a template that somebody reads."""
    return name.startswith(FOLDER) and name.removeprefix(FOLDER) in load_sources()


def read_templates(files: Sequence[Loaded], mistakes: list[Mistake]) -> Mapping[str, str]:
    """The templates among the files, by their own names; what is wrong with them is added to the mistakes."""
    ours = {file.name.removeprefix(FOLDER): file for file in files if is_template(file.name)}
    texts = {name: file.text for name, file in ours.items() if file.text is not None}
    for flaw in flaws_in(texts, compile_words(load_sources(), texts, load_names())) if texts else ():
        # A shipped one that fails does so because of what it takes from one of the operator's.
        file = ours[flaw.template].file if flaw.template in ours else next(iter(ours.values())).file
        line = flaw.line if flaw.template in ours else 0
        mistakes.append(Mistake(file=file, line=line, path="", found=flaw.problem, expected=flaw.expected))
    return texts


def unknown_templates(files: Sequence[Loaded]) -> Iterator[Mistake]:
    """Files among the templates that nobody reads; one with a name like a template's is probably meant to be it."""
    known = sorted(load_sources())
    for file in files:
        name = file.name.removeprefix(FOLDER)
        if file.name.startswith(FOLDER) and name not in known:
            near = get_close_matches(name, known, n=1)
            expected = f"{near[0]} (did you mean that?)" if near else f"one of {', '.join(known)}"
            yield Mistake(file=file.file, line=0, path="", found="a template that nobody reads", expected=expected)
