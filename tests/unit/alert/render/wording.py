"""Notices put into words, for tests."""

from workers.alert.render.names import load_names
from workers.alert.render.sample import sample_notices
from workers.alert.render.words import Form, Words, compile_words, load_sources, load_words
from workers.model.notice import AnyNotice, Notice


def told(form: Form, one: AnyNotice) -> str:
    wording = load_words().write(form, one)
    assert wording.flaw is None
    return wording.text


def sample(number: int) -> Notice:
    one = sample_notices()[number]
    assert isinstance(one, Notice)
    return one


def own(**sources: str) -> Words:
    """Words of an operator's: `mail_txt` stands for ``mail.txt``."""
    named = {name[::-1].replace("_", ".", 1)[::-1]: text for name, text in sources.items()}
    return compile_words(load_sources(), named, load_names())
