"""Alerts for people: numbers before rarity, no score and no probability. Templates are in `templates/`."""

from workers.alert.render.words import load_words
from workers.model.alert import Change
from workers.model.notice import Notice, Verdict


def render_line(change: Change) -> str:
    """One line: what, since when, how rare, what it rests on and what to read first. Times in UTC."""
    return load_words().line(Notice(id="", subscription_id="", change=change, verdict=Verdict.SEND_FIRST))
