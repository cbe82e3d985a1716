"""One line of dirty text to one line of clean text.

Control characters, soft hyphens and zero-width characters go, entities are decoded however often they were escaped,
mojibake is repaired, a letter of a foreign alphabet inside a word is folded, white space becomes single spaces.
Clean ASCII passes untouched, and cleaning what is clean changes nothing. No letter of any script is lost.
"""

import re
from html import unescape
from html.entities import html5

import ftfy

from workers.ingest.homoglyphs import fold_homoglyphs

ROUNDS = 8
"""How often a line is gone over while it changes: what is wrapped deeper than this is made to confuse."""
HIDDEN = re.compile(
    r"[\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc"
    r"\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    r"|(?<![\u0600-\u109f])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u109f])"
)
"""What nobody sees. Zero-width (non-)joiners are spelling between letters of Arabic and the Indic scripts."""
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\xad]")
"""Those from 80 on, and the soft hyphen, may be halves of letters: they go after mojibake is repaired."""
ENTITY = re.compile(
    r"&(?:(?:amp|#0*38|#[xX]0*26);)*"
    r"(#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};|(?:nbsp|amp|lt|gt|quot)(?![A-Za-z0-9=;]))"
)
MOJIBAKE = re.compile(
    "[Â-ôĂ-ő][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[РС][Ђ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\xa0ЎўЈ¤Ґ¦§Ё©Є«¬®Ї°±Ііґµ¶·ё№є»јЅѕї]"
)
"""The first two bytes of a UTF-8 letter, read as Western or Cyrillic. ftfy judges better, and far more slowly."""

_WESTERN = {chr(byte): bytes([byte]).decode("windows-1252", "ignore") for byte in range(0x80, 0xA0)}
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    r"\ufeff\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""All that `HIDDEN` and `CONTROLS` may take away, as one class: that is found much faster than alternatives."""


def clean_line(text: str) -> str:
    """The line as a careful person would type it; empty if nothing legible is left."""
    if text.isascii() and text.isprintable() and "&" not in text and "  " not in text:
        return text.strip()
    for _ in range(ROUNDS):
        before, text = text, " ".join(fold_homoglyphs(_clear(text) if is_odd(text) else text).split())
        if text == before:
            return text
    return clean_line(text.replace("&", ""))


def is_odd(text: str) -> bool:
    """Whether there is more to do than to fold letters and spaces."""
    if _UNSEEN.search(text) is not None and (HIDDEN.search(text) or CONTROLS.search(text)):
        return True
    return ("&" in text and ENTITY.search(text) is not None) or MOJIBAKE.search(text) is not None


def clean_lines(text: str) -> tuple[str, ...]:
    """Each line of a text, cleaned; blank ones stay, so that places count from the page's own lines.

    Lines end at a line feed, a carriage return or both, and nowhere else.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(clean_line(line) for line in text.split("\n"))


def decode_entity(match: re.Match[str]) -> str:
    """What a match of `ENTITY` stands for; an unknown name stays."""
    body = match[1]
    if body.startswith("#"):
        return unescape(f"&{body}")
    return html5.get(body if body.endswith(";") else f"{body};", f"&{body}")


def repair(text: str) -> str:
    """Undo a wrong decoding of UTF-8, where there is a trace of it."""
    repaired: str = ftfy.fix_encoding(text) if MOJIBAKE.search(text) else text
    return repaired


def undo_control(match: re.Match[str]) -> str:
    """What a control character was in windows-1252, as browsers read it; most were nothing."""
    return _WESTERN.get(match[0], "")


def _clear(text: str) -> str:
    """One round. Hidden characters first: they may stand inside an entity."""
    text = ENTITY.sub(decode_entity, HIDDEN.sub("", text))
    return CONTROLS.sub(undo_control, repair(text))
