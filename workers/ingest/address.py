"""Addresses: one canonical form for a page, and the source it belongs to."""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|at_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_gl"
    r"|cmpid|cmp|ncid|ocid|smid|smtyp|ref|ref_src|ref_url|referrer|source|spm|xtor|wt_mc|ito|cid|share|sh)",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_SPACES = re.compile(r"[\x00-\x20\x7f]")


def canonical(url: str) -> str | None:
    """One form for all addresses of the same page; None if it is no web address.

    Scheme and host in small letters, no fragment, no default port, no user, no tracking parameters,
    an empty path as ``/``. Nothing is put in order, for the order of parameters may mean something.
    """
    try:
        parts = urlsplit(_SPACES.sub("", url))
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit(SplitResult(scheme, netloc, parts.path or "/", _without_tracking(parts.query), ""))


def _without_tracking(query: str) -> str:
    if not query:
        return query
    return "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0]))


def source_of(url: str, suffixes: PublicSuffixList) -> str | None:
    """The registrable domain of an address or a host, as ``bbc.co.uk``; None if it has none.

    A host that is itself a public suffix, or an IP address, is its own source.
    """
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    if not host:
        return None
    host = host.rstrip(".")
    if ":" in host or host.replace(".", "").isdecimal():
        return host
    domain: str | None = suffixes.privatesuffix(host)
    return domain or host or None
