"""Who is let in: by which name the server was called, from where a form came, and what was shown of the token."""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

COOKIE = "groundswell_session"
SESSION_S = 12 * 3_600.0
"""A browser that has signed in must do so again after so long."""
SESSIONS = 256
"""Browsers signed in at once; of more the one that came first is signed out."""


class Entrance:
    """Knows the token and the browsers that have shown it. Shows neither in any repr, log or answer."""

    def __init__(self, token: str | None = None, link_base: str | None = None) -> None:
        """Make one.

        Args:
            token: What must be shown; None: nothing, for only this machine can call.
            link_base: Where people find the page, as the config says: a name it may be called by.
        """
        self._token = token
        base = urlsplit(link_base or "")
        self._names = frozenset([base.hostname] if base.hostname else [])
        self.secure = base.scheme == "https"
        """Whether browsers may send the session over TLS alone."""
        self._sessions: OrderedDict[str, float] = OrderedDict()
        """Each with when it ends, by the caller's clock; those that began first stand first."""

    @property
    def is_open(self) -> bool:
        """Whether nobody needs to show anything."""
        return self._token is None

    def is_called_rightly(self, host: str) -> bool:
        """Whether the server was called by a name of its own.

        Where no token is asked for, a foreign site could give its own name the address of this machine, and let its
        visitors' browsers read what is meant for them alone (DNS rebinding). It cannot give them another name.

        Args:
            host: The header ``Host``.
        """
        return not self.is_open or is_local(host) or _name_of(host) in self._names

    def lets_in(self, headers: Mapping[str, str], session: str | None, now_s: float) -> bool:
        """Whether a request shows the token, or a session that began with it."""
        return is_allowed(_as_latin(headers.get("authorization", "")), self._token) or self._knows(session, now_s)

    def _knows(self, session: str | None, now_s: float) -> bool:
        ends_at = self._sessions.get(session or "")
        return ends_at is not None and now_s < ends_at

    def sign_in(self, token: str, now_s: float) -> str | None:
        """Begin a session for a browser that shows the token; None where it shows another."""
        if self._token is None or not _is_same(token.strip().encode("utf-8", "surrogateescape"), self._token):
            return None
        session = secrets.token_urlsafe(32)
        self._sessions[session] = now_s + SESSION_S
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def sign_out(self, session: str | None) -> None:
        """End a session."""
        self._sessions.pop(session or "", None)


def is_allowed(authorization: str, token: str | None) -> bool:
    """Whether a request's header shows the token; how long it takes does not tell how much of a guess is right.

    Args:
        authorization: The header ``Authorization``: its bytes as Latin-1; empty for none.
        token: What must be shown; None: nothing.
    """
    if token is None:
        return True
    scheme, _, shown = authorization.partition(" ")
    return _is_same(shown.strip().encode("latin-1", "replace"), token) and scheme.lower() == "bearer"


def _is_same(shown: bytes, token: str) -> bool:
    return hmac.compare_digest(shown, token.encode("utf-8", "surrogateescape"))


def _as_latin(header: str) -> str:
    """A header as its bytes in Latin-1; aiohttp reads them as UTF-8."""
    return header.encode("utf-8", "surrogateescape").decode("latin-1")


def is_local(host: str) -> bool:
    """Whether a ``Host`` can only mean this machine. An empty one is of a program: browsers always send one."""
    name = _name_of(host)
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name in ("", "localhost") or name.endswith(".localhost")


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something was sent by the page of another site.

    Browsers say where a request comes from; programs say nothing, and have to show the token.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    # Browsers leave that out where the server is called without TLS from another machine.
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _name_of(host: str) -> str:
    """The name of ``name:port`` or ``[address]:port``, in small letters."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return host.lower()
