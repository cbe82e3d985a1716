"""`groundswell train-topics`: weights for a newsroom's own subjects, learnt from labelled articles."""

from pathlib import Path

import click
import msgspec

from workers.classify.linear import Linear, Weights
from workers.cli.backtest import writable
from workers.cli.run import warn
from workers.cli.tables import print_table
from workers.documents.files import is_weights
from workers.errors import InputError
from workers.study.training import FOLDS, Example, Judged, distinct, find_faults, is_installed, judge, score, train

MOST_WORDS = 10_000
MOST_LINE = 8 * 1024 * 1024
"""Bytes of a line; a page is no larger."""
_EXPECTED = 'an article such as {"topic": "ports", "name": "Ports and ships", "title": "...", "text": "..."}'
_example = msgspec.json.Decoder(Example)


@click.command("train-topics")
@click.argument("labelled", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=writable,
    required=True,
    help="The weights; its name ends in .topics.json.",
)
@click.option(
    "--words", default=MOST_WORDS, show_default=True, type=click.IntRange(1, 200_000), help="At most so many words."
)
def train_topics(*, labelled: Path, out: Path, words: int) -> int:
    """Learn the weights of subjects of your own.

    LABELLED holds one article a line, as JSON: {"topic": CODE, "name": ..., "title": ..., "text": ...}. Written are
    weights for `topics: {kind: linear, weights: FILE}`. Printed is how well each subject is told, in articles that the
    weights had not seen. Needs `pip install groundswell[topics]`.
    """
    if not is_installed():
        raise InputError("train-topics: scikit-learn is not installed; expected pip install groundswell[topics]")
    if not is_weights(out.name):
        raise InputError(f"--out: found {out.name}; expected a name that ends in .topics.json")
    read = _read(labelled)
    examples = distinct(read)
    if faults := list(find_faults(examples)):
        raise InputError("\n".join(f"{labelled}: {fault}" for fault in faults))
    if len(examples) < len(read):
        warn(f"train-topics: {len(read) - len(examples)} articles stand there more than once; each counts once")
    judged: list[Judged] = []
    for part in range(FOLDS):
        warn(f"train-topics: testing: part {part + 1} of {FOLDS}")
        judged += judge(examples, part, words, Linear(weights=out.name))
    warn(f"train-topics: learning from {len(examples)} articles")
    weights = train(examples, words)
    out.write_bytes(msgspec.json.encode(weights) + b"\n")
    _print_scores(judged, weights)
    print(f"{out}: {len(weights.words):,} words, {len(weights.topics)} subjects, {out.stat().st_size / 1e6:.1f} MB")
    print(f"In use with `topics: {{kind: linear, weights: {out.name}}}` in the groundswell.yaml beside it.")
    return 0


def _read(path: Path) -> list[Example]:
    """Read the labelled articles.

    Raises:
        InputError: a line is none; it says which.
    """
    examples: list[Example] = []
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_LINE + 1):
            number += 1
            if len(line) > MOST_LINE:
                raise InputError(f"{path}:{number}: found a line of more than {MOST_LINE} bytes; expected {_EXPECTED}")
            if line.strip():
                examples.append(_decode(line, f"{path}:{number}"))
    return examples


def _decode(line: bytes, where: str) -> Example:
    try:
        example = _example.decode(line)
    except msgspec.DecodeError as error:
        raise InputError(f"{where}: found {error}; expected {_EXPECTED}") from error
    if not (example.title or example.text).strip():
        raise InputError(f"{where}: found neither title nor text; expected {_EXPECTED}")
    return example


def _print_scores(judged: list[Judged], weights: Weights) -> None:
    """How well each is told, and the whole."""
    scores = score(judged)
    print_table(
        ("subject", "articles", "found", "right when said", "taken for"),
        [
            (
                weights.topics[one.code],
                one.examples,
                f"{one.found / one.examples:.0%}",
                f"{one.found / one.said:.0%}" if one.said else "never said",
                "" if one.instead is None else weights.topics[one.instead],
            )
            for one in scores
        ],
    )
    right, silent = sum(one.found for one in scores), sum(not one.found for one in judged)
    print(f"of {len(judged)} articles {right / len(judged):.1%} right, {silent / len(judged):.1%} without a subject")
