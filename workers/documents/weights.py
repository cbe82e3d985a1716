"""``*.topics.json``: the weights of a topic classifier of the operator's own."""

from collections.abc import Iterator, Sequence

import msgspec

from workers.classify.linear import Linear, Weights, decode_weights
from workers.config.load import Loaded
from workers.documents.files import is_weights
from workers.documents.placed import Placed
from workers.documents.settings import SettingsFile
from workers.model.mistake import Mistake


def read_weights(files: Sequence[Loaded], settings: Placed[SettingsFile], mistakes: list[Mistake]) -> Weights | None:
    """The weights that the settings ask for; what is wrong with them is added to the mistakes."""
    rule = settings.value.topics
    if not isinstance(rule, Linear):
        return None
    file = next((file for file in files if file.name == rule.weights and is_weights(file.name)), None)
    if file is None:
        found, wanted = f"{rule.weights}, which is not there", "a file in this folder whose name ends in .topics.json"
        mistakes.append(settings.place.within("topics", "weights").mistake(found, wanted))
        return None
    if file.text is None:
        return None
    try:
        return decode_weights(file.text)
    except msgspec.DecodeError as error:
        wanted = "weights as `groundswell train-topics` writes them"
        mistakes.append(Mistake(file=file.file, line=0, path="", found=str(error), expected=wanted))
        return None


def unused_weights(files: Sequence[Loaded], settings: Placed[SettingsFile]) -> Iterator[Mistake]:
    """Files of weights that the settings do not ask for."""
    rule = settings.value.topics
    for file in files:
        if is_weights(file.name) and not (isinstance(rule, Linear) and rule.weights == file.name):
            expected = f"topics: {{kind: linear, weights: {file.name}}} in groundswell.yaml"
            yield Mistake(file=file.file, line=0, path="", found="a file that nobody reads", expected=expected)
