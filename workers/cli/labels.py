"""A file of labels: what a person said was news, and what was not."""

from pathlib import Path

import msgspec

from workers.config.load import load_file
from workers.errors import ConfigError
from workers.model.mistake import Mistake
from workers.study.backtest import Label

LABELS = "labels.jsonl"
"""The file's name in the config folder."""

_labels = msgspec.json.Decoder(Label)


def load_labels(path: Path) -> tuple[Label, ...]:
    """Read labels, one JSON object a line.

    Raises:
        ConfigError: it cannot be read, or lines are no labels.
    """
    loaded = load_file(path.parent, path.name)
    mistakes = list(loaded.mistakes)
    labels: list[Label] = []
    for number, line in enumerate((loaded.text or "").splitlines(), 1):
        if not line.strip():
            continue
        try:
            label = _labels.decode(line)
        except msgspec.DecodeError as error:
            expected = 'a label such as {"watch": "...", "from": "...", "to": "...", "news": true}'
            mistakes.append(Mistake(file=str(path), line=number, path="", found=f"{error}", expected=expected))
            continue
        if label.from_.tzinfo is None or label.to.tzinfo is None or label.from_ > label.to:
            expected = "from and to with their zones, the earlier first"
            mistakes.append(Mistake(file=str(path), line=number, path="", found="no span of time", expected=expected))
        labels.append(label)
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return tuple(labels)


def add_label(path: Path, label: Label) -> None:
    """Write a label at the end of a file."""
    with path.open("ab") as file:
        file.write(msgspec.json.encode(label) + b"\n")
