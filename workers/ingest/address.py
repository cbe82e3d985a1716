"""Addresses: one canonical form for a page, and the source it belongs to."""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

from workers.ingest.address_forms import plain_host, plain_path, plain_query, unwrapped

_PORTS = {"http": 80, "https": 443}
_SPACES = re.compile(r"[\x00-\x20\x7f]")
_ENCODED = re.compile(r"%(?:[0-9a-fA-F]{2})?|[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]")
"""An escape, a lone percent sign, or a letter that an address must escape."""
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def canonical(url: str) -> str | None:
    """One form for all addresses of the same page; None if it is no web address.

    Scheme and host in small letters, no fragment, no default port, no user, no tracking parameters, an empty path as
    ``/``, escapes as RFC 3986 (section 6.2.2) has them. The forms for telephones and of AMP are those of the page
    itself. Nothing is put in order, for the order of parameters may mean something.
    """
    found = _step(url)
    # One form may hide another: a cache's address holds one for telephones, which has a cache's path.
    while found is not None and (again := _step(found)) != found:
        found = again
    return found


def _step(url: str) -> str | None:
    try:
        parts = urlsplit(unwrapped(_SPACES.sub("", url)))
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        return None
    host = f"[{host}]" if ":" in host else plain_host(host)
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path, query = plain_path(normalised(parts.path)) or "/", plain_query(normalised(parts.query))
    return urlunsplit(SplitResult(scheme, netloc, path, query, ""))


def normalised(text: str) -> str:
    """Escapes in capitals; letters that need none unescaped, those that need one escaped (RFC 3986)."""
    return _ENCODED.sub(_encode, text)


def _encode(match: re.Match[str]) -> str:
    text = match[0]
    if len(text) == 3:
        letter = chr(int(text[1:], 16))
        return letter if _UNRESERVED.fullmatch(letter) else text.upper()
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def best_address(url: str | None, said: str | None, suffixes: PublicSuffixList) -> str | None:
    """The address of a page: the one it names itself by, if that may be believed, else the one it was fetched from.

    A page is believed of its own registrable domain only, and not where it names the front page for an article.

    Args:
        url: Where it was fetched from, canonical.
        said: What its markup says, as it stands there.
        suffixes: The list of public suffixes.
    """
    named = None if said is None else canonical(said)
    if url is None or named is None:
        return url or named
    if source_of(url, suffixes) != source_of(named, suffixes):
        return url
    return url if _is_front(named) and not _is_front(url) else named


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path == "/" and not parts.query


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
