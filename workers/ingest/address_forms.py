"""The forms a page's address takes: for telephones, of AMP and its caches, and with marks of who linked to it."""

import re

_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|at_\w+|hsa_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id"
    r"|igshid|igsh|mc_[ce]id|mkt_tok|_hsenc|_hsmi|_openstat|_ga|_gl|cmpid|cmp|ncid|ocid|smid|smtyp|ref_src|ref_url"
    r"|referrer|spm|xtor|wt_mc|ito|__twitter_impression|amp)",
    re.IGNORECASE,
)
_MAYBE_TRACKING = re.compile(r"(?:ref|source|cid|share|sh|from)", re.IGNORECASE)
"""They say who linked, unless they are a number, which may be the article's."""
_AMP_OUTPUT = re.compile(r"output(?:type)?=amp", re.IGNORECASE)
_CACHE = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/[cvi]|(?:www\.)?google\.[a-z.]{2,6}/amp)/(?P<secure>s/)?(?P<rest>[^/]+\..+)",
    re.IGNORECASE,
)
_AMP_PATH = re.compile(r"(?<=[^/])(?:/amp/?|/amp\.html|\.amp(?=$|\.html$))$|(?<=[^/])\.amp(?=\.html$)", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?P<front>(?:[a-z]{2}\.)?)(?:m|mobile|amp|mobil)\.(?P<rest>[^.]+\..+)")
_WHOLE_SITE = re.compile(r"[^.]+\.(?:[^.]+|(?:com?|org|net|gov|ac|edu|or|ne|go)\.[a-z]{2})")
_DOTS = re.compile(r"/\.{1,2}(?:/|$)")


def unwrapped(url: str) -> str:
    """The address that a cache of AMP pages holds a copy of."""
    while (match := _CACHE.match(url)) is not None:
        url = ("https://" if match["secure"] else "http://") + match["rest"]
    return url


def plain_host(host: str) -> str:
    """``m.tide.example`` is ``www.tide.example``, and ``en.m.tide.example`` is ``en.tide.example``.

    Args:
        host: In small letters.
    """
    while (match := _TELEPHONE.fullmatch(host)) is not None:
        front, rest = match["front"], match["rest"]
        host = f"www.{rest}" if not front and _WHOLE_SITE.fullmatch(rest) else front + rest
    return host


def plain_path(path: str) -> str:
    """Without what marks a page of AMP or a visit, and without steps up the path."""
    if ";" in path:
        path = _SESSION.sub("", path)
    while (match := _AMP_PATH.search(path)) is not None:
        path = path[: match.start()] + path[match.end() :]
    return _without_dots(path) if _DOTS.search(path) else path


def _without_dots(path: str) -> str:
    """Remove the segments ``.`` and ``..`` (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def plain_query(query: str) -> str:
    """Without the parameters that say who linked to the page, or in which form it is wanted."""
    return "&".join(part for part in query.split("&") if part and not _is_mark(part)) if query else query


def _is_mark(part: str) -> bool:
    name, _, value = part.partition("=")
    if _MAYBE_TRACKING.fullmatch(name):
        return not value.isdecimal()
    return _TRACKING.fullmatch(name) is not None or _AMP_OUTPUT.fullmatch(part) is not None
