"""Article -> Tags: language, regions and topics."""

from workers.classify.linear import Linear
from workers.classify.topic import Lexicon

AnyTopicClassifier = Lexicon | Linear
"""Every topic classifier a config may name. Add yours here, and in `workers.classify.subjects`; nowhere else."""
