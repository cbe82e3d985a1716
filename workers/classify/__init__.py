"""Article -> Tags: language, regions and topics."""

from workers.classify.topic import Keywords

AnyTopicClassifier = Keywords
"""Every topic classifier. Add yours here (``Keywords | Yours``); nowhere else."""
