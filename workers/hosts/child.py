"""The program of a child that reads the pages which may hang or kill their reader. `children.py` starts and ends it.

Over a socket it gets a `Start`, says that it is ready by an empty message, and then answers each `Payload` with an
`Answer`, one at a time. It ends when the socket does.
"""

import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.channels import decode_channel
from workers.classify import AnyTopicClassifier
from workers.classify.linear import Weights
from workers.documents.read import read_documents
from workers.hosts.cage import (
    OUT_OF_MEMORY,
    Limits,
    die_with,
    leave_no_core,
    limit_memory,
    limit_work,
    outlive_signals,
    receive,
    send,
)
from workers.hosts.contain import Bug, contain
from workers.ingest.explain import explain_page
from workers.ingest.rules import InputRules
from workers.model.explained import ExplainedPage
from workers.model.page import Payload, Position
from workers.model.rejection import Reason, Rejection
from workers.model.setting import from_text, to_text
from workers.model.watch import WatchTerms
from workers.pipeline import Reading, open_page, read_page
from workers.rules import Rules, compile_rules, load_shipped, with_topics
from workers.watch.terms import compile_matcher

_WARMING = b"<!doctype html><title>Warm</title><article><p>%s</p></article>" % (b"Nothing here is news yet. " * 20)


class Recipe(Struct, frozen=True, kw_only=True):
    """What the rules of reading are made from, in a form that can be sent."""

    input: InputRules
    terms: tuple[WatchTerms, ...]
    watches: dict[str, CountRules]
    max_age_s: int
    topics: AnyTopicClassifier
    weights: Weights | None


class Start(Struct, frozen=True, kw_only=True):
    """The first message to a child."""

    recipe: Recipe
    limits: Limits
    explains: bool = False
    """The answers shall say what became of each line of a page, and not what was read."""


class Refused(Struct, frozen=True, kw_only=True):
    """A rejection without the page, which the other side has."""

    reason: Reason
    detail: str


class Answer(Struct, frozen=True, kw_only=True):
    """What became of a page: one of these."""

    reading: Reading | None = None
    refused: Refused | None = None
    bug: Bug | None = None
    explained: ExplainedPage | None = None


def recipe_of(rules: Rules) -> Recipe:
    """The part of the rules that reading needs."""
    return Recipe(
        input=rules.input,
        terms=rules.terms,
        watches=rules.watches,
        max_age_s=rules.max_age_s,
        topics=rules.knowledge.topics.rule,
        weights=rules.knowledge.topics.weights,
    )


def rules_of(recipe: Recipe) -> Rules:
    """Rules by which pages are read as by those the recipe is of; takes half a second."""
    shipped = load_shipped()
    plain = compile_rules(read_documents("config", (), decode_channel)[0], shipped)
    return replace(
        plain,
        input=recipe.input,
        terms=recipe.terms,
        matcher=compile_matcher(recipe.terms, shipped.inflections),
        watches=recipe.watches,
        max_age_s=recipe.max_age_s,
        knowledge=with_topics(shipped.knowledge, recipe.topics, recipe.weights),
    )


def encode_start(start: Start) -> bytes:
    """Write the first message."""
    return msgspec.msgpack.encode(start, enc_hook=to_text)


def decode_start(message: bytes) -> Start:
    """Read it."""
    return msgspec.msgpack.decode(message, type=Start, dec_hook=from_text)


def answer(payload: Payload, rules: Rules, *, explains: bool = False) -> bytes:
    """Read or explain a page; a bug in it, or a text that cannot be sent, is an answer too."""
    step = _explain if explains else _read
    told = contain(lambda: msgspec.msgpack.encode(_within_memory(step, payload, rules)))
    return msgspec.msgpack.encode(Answer(bug=told)) if isinstance(told, Bug) else told


def _within_memory(step: Callable[[Payload, Rules], Answer], payload: Payload, rules: Rules) -> Answer:
    try:
        return step(payload, rules)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is left of this process is in no state to go on


def _read(payload: Payload, rules: Rules) -> Answer:
    read = read_page(payload, rules)
    if isinstance(read, Rejection):
        return Answer(refused=Refused(reason=read.reason, detail=read.detail))
    return Answer(reading=read)


def _explain(payload: Payload, rules: Rules) -> Answer:
    page = open_page(payload, rules)
    if isinstance(page, Rejection):
        return Answer(refused=Refused(reason=page.reason, detail=page.detail))
    return Answer(explained=explain_page(page, payload, rules.tables, rules.input))


def serve(channel: socket.socket) -> None:
    """Answer until the other side is gone."""
    first = receive(channel)
    if first is None:
        return
    start = decode_start(first)
    rules = rules_of(start.recipe)
    _warm(rules)
    limit_memory(start.limits.memory)
    send(channel, b"")
    pages = msgspec.msgpack.Decoder(Payload)
    while (message := receive(channel)) is not None:
        limit_work(start.limits.cpu_s)
        send(channel, answer(pages.decode(message), rules, explains=start.explains))


def _warm(rules: Rules) -> None:
    """Read a page of no interest, so that whatever is loaded at first need is loaded."""
    position = Position(input="", offset=1)
    answer(Payload(value=_WARMING, position=position, name="", recorded_at=datetime(2000, 1, 1, tzinfo=UTC)), rules)


def main(arguments: Sequence[str]) -> None:
    """Serve on the socket with a given number, for the parent with a given process id."""
    descriptor, parent = map(int, arguments)
    die_with(parent)
    outlive_signals()
    leave_no_core()
    logging.disable()
    with socket.socket(fileno=descriptor) as channel:
        serve(channel)


if __name__ == "__main__":
    main(sys.argv[1:])
