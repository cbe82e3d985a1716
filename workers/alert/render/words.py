"""Notices as texts for people, by templates: the shipped ones, and those that an operator put in their place."""

import traceback
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache

from jinja2.exceptions import TemplateError, TemplateSyntaxError
from msgspec import Struct

from workers.alert.render.budget import Budget
from workers.alert.render.environment import RENDERING_FAILED, Bounded
from workers.alert.render.filters import FILTERS, naming, plain
from workers.alert.render.names import Names, load_names
from workers.alert.render.view import view_of
from workers.config.load import load_packed
from workers.model.notice import AnyNotice, DigestNotice

Sources = Mapping[str, str]
"""Texts of templates, by their names."""

FOLDER = "workers.alert.render", "templates"


class Form(StrEnum):
    """What a text is for."""

    LINE = "line.txt"
    """One line of a log."""
    SUBJECT = "subject.txt"
    """The subject of a mail."""
    TEXT = "mail.txt"
    """The plain part of a mail."""
    HTML = "mail.html"
    """The other part of a mail."""
    CHAT = "chat.txt"
    """A message of a few lines."""


DIGESTS = {
    Form.LINE: "digest_line.txt",
    Form.SUBJECT: "digest_subject.txt",
    Form.TEXT: "digest.txt",
    Form.HTML: "digest.html",
    Form.CHAT: "digest_chat.txt",
}
"""The templates of digests; a form's own value is that of alerts."""

MOST_CHARACTERS = {Form.LINE: 5_000, Form.SUBJECT: 250, Form.TEXT: 60_000, Form.HTML: 90_000, Form.CHAT: 4_000}
"""Of a text. Mail programs cut a part of more than about 100,000 bytes off."""
_ONE_LINE = frozenset({Form.LINE, Form.SUBJECT})


class Flaw(Struct, frozen=True, kw_only=True):
    """Why a template gave no text."""

    template: str
    line: int
    """1-based; 0 where it is not known."""
    problem: str
    expected: str = "a template that gives a text"

    def __str__(self) -> str:
        place = f"{self.template}:{self.line}" if self.line else self.template
        return f"{place}: {self.problem}"


class Wording(Struct, frozen=True, kw_only=True):
    """A text, and what was wrong with the operator's template where a shipped one had to stand in."""

    text: str
    flaw: Flaw | None = None


class Words(Struct, frozen=True, kw_only=True, eq=False):
    """Templates, compiled. There is a text for every notice, whatever is wrong with them."""

    shipped: Bounded
    own: Bounded | None
    """With an operator's templates in the place of shipped ones; None where there are none."""
    names: Names

    def write(self, form: Form, notice: AnyNotice) -> Wording:
        """Put a notice into words."""
        view = view_of(notice, self.names)
        template = DIGESTS[form] if isinstance(notice, DigestNotice) else form.value
        first = None
        for environment in (self.own, self.shipped):
            text = _try(environment, template, view, form) if environment is not None else None
            if isinstance(text, str):
                return Wording(text=text, flaw=first)
            first = first or text
        return Wording(text=_least(notice, form), flaw=first)

    def line(self, notice: AnyNotice) -> str:
        """One line, without a word on what is wrong with a template."""
        return self.write(Form.LINE, notice).text


def _try(environment: Bounded, template: str, view: Mapping[str, object], form: Form) -> str | Flaw:
    try:
        text = "".join(_up_to(MOST_CHARACTERS[form], environment, template, view))
    except (TemplateError, *RENDERING_FAILED) as error:
        return flaw_of(error, template)
    return _tidied(text, form)


def _up_to(most: int, environment: Bounded, template: str, view: Mapping[str, object]) -> Iterator[str]:
    """Yield what a template writes.

    Raises:
        OverflowError: it is too much.
    """
    written = 0
    for piece in environment.get_template(template).generate({**view, **Budget().given()}):
        written += len(piece)
        if written > most:
            raise OverflowError(f"more than {most:,} characters")
        yield piece


def _tidied(text: str, form: Form) -> str:
    """One line where one is wanted; else no blanks at the ends of lines, and no gaps of several empty ones."""
    if form in _ONE_LINE:
        return plain_line(text)
    lines: list[str] = []
    for line in map(str.rstrip, text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"


def plain_line(text: str) -> str:
    """A text on one line; marks that keep a title's direction to itself stay."""
    return " ".join(text.split())


def _least(notice: AnyNotice, form: Form) -> str:
    """What can be said without any template."""
    headline = notice.digest.headline if isinstance(notice, DigestNotice) else notice.change.headline
    text = plain(headline)[: MOST_CHARACTERS[Form.SUBJECT]]
    return text if form in _ONE_LINE else f"{text}\n"


def flaw_of(error: BaseException, template: str) -> Flaw:
    """What an error says of a template: where, and what is wrong."""
    if isinstance(error, TemplateSyntaxError):
        return Flaw(template=error.name or template, line=error.lineno, problem=error.message or "no template")
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith((".txt", ".html"))
    ]
    where = (frames[-1].filename, frames[-1].lineno or 0) if frames else (template, 0)
    if isinstance(error, RecursionError | MemoryError):
        return Flaw(template=where[0], line=where[1], problem="something nested too deeply")
    return Flaw(template=where[0], line=where[1], problem=" ".join(str(error).split())[:300])


def compile_words(shipped: Sources, own: Sources, names: Names) -> Words:
    """Make templates ready for use; each is compiled when it is first asked for.

    Args:
        shipped: All of them.
        own: Those of the operator, under the same names.
        names: What people call countries, languages and subjects.
    """
    filters = {**FILTERS, **naming(names)}
    bounded = Bounded({**shipped, **own}, filters) if own else None
    return Words(shipped=Bounded(shipped, filters), own=bounded, names=names)


@cache
def load_sources() -> Sources:
    """Read the shipped templates."""
    return load_packed(*FOLDER)


@cache
def load_words() -> Words:
    """The shipped words; read once a process."""
    return compile_words(load_sources(), {}, load_names())
