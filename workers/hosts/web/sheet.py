"""The page as one document, and the policy that lets a browser run its own script and nothing else."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from msgspec import Struct

FOLDER = "workers.hosts.web"


class Sheet(Struct, frozen=True, kw_only=True):
    """A document, ready to be sent."""

    body: bytes
    """HTML in UTF-8."""
    policy: str
    """Its ``Content-Security-Policy``."""


def load_sheet(*, signed_in: bool) -> Sheet:
    """The page; who has signed in can sign out on it."""
    html = _read("page.html")
    html = html.replace("<html ", "<html data-signed-in ", 1) if signed_in else html
    return put_together(html, _read("page.css"), _read("page.js"))


def load_sign_in() -> Sheet:
    """The form that asks for the token."""
    return put_together(_read("sign_in.html"), _read("page.css"), "")


def _read(name: str) -> str:
    return (files(FOLDER) / "assets" / name).read_text(encoding="utf-8")


def put_together(html: str, style: str, script: str) -> Sheet:
    """Put style and script where the document has room for them; the policy names them by their hashes."""
    allowed = {
        "default-src": "'none'",
        "script-src": _hash_of(script) if script else "'none'",
        "style-src": _hash_of(style),
        "img-src": "data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    body = html.replace("/*style*/", style).replace("/*script*/", script)
    return Sheet(body=body.encode(), policy="; ".join(f"{name} {value}" for name, value in allowed.items()))


def _hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
