"""A file's ``defaults`` laid under each of its watches, before anything is decoded."""

from workers.config.node import Entries, Entry, Place

_PARTLY = frozenset({"minimum", "severity"})
"""Mappings of which a watch may say one key and leave the other to the defaults."""

_LINE = frozenset({"alerts_per_week", "sensitivity"})
"""Ways to say when a watch is worth telling; a watch that has its own takes none from the defaults."""


def overlay(watch: Place, defaults: Place | None) -> Place:
    """Add what a watch leaves out. A watch that is no mapping stays what it is."""
    if defaults is None or not isinstance(watch.node, Entries) or not isinstance(defaults.node, Entries):
        return watch
    own = watch.node
    entries = [_laid(entry, defaults.node) for entry in own.entries]
    entries += [entry for under in defaults.node.entries if (entry := _inherited(under, own)) is not None]
    return Place(file=watch.file, path=watch.path, node=Entries(line=own.line, entries=tuple(entries)))


def _laid(own: Entry, defaults: Entries) -> Entry:
    under = defaults.get(own.key.text) if own.key.text in _PARTLY else None
    if not isinstance(under, Entries) or not isinstance(own.value, Entries):
        return own
    rest = tuple(entry for entry in under.entries if own.value.get(entry.key.text) is None)
    return Entry(key=own.key, value=Entries(line=own.value.line, entries=own.value.entries + rest))


def _inherited(under: Entry, own: Entries) -> Entry | None:
    key = under.key.text
    if own.get(key) is not None or (key in _LINE and has_line(own)):
        return None
    if key == "detector" and has_line(own) and isinstance(under.value, Entries):
        rest = tuple(entry for entry in under.value.entries if entry.key.text != "threshold")
        return Entry(key=under.key, value=Entries(line=under.value.line, entries=rest))
    return under


def has_line(watch: Entries) -> bool:
    """Whether a watch says when it is worth telling."""
    detector = watch.get("detector")
    threshold = detector.get("threshold") if isinstance(detector, Entries) else None
    return threshold is not None or any(watch.get(key) is not None for key in _LINE)
