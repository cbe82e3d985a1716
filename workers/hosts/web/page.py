"""The page, the API behind it, and the form where a browser shows the token."""

import asyncio
from time import monotonic

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler
from msgspec import Struct

from workers.alert.render.names import Names, load_names
from workers.hosts.web.board import Section, encode_section
from workers.hosts.web.boards import Boards, Source
from workers.hosts.web.detail import detail_of
from workers.hosts.web.entrance import COOKIE, SESSION_S, Entrance
from workers.hosts.web.sheet import Sheet, load_sheet, load_sign_in
from workers.hosts.web.stream import Streams
from workers.model.alert import Change

WRONG_S = 1.0
"""Whoever shows a wrong token waits so long for the answer."""
TRYING = 4
"""Tokens that are looked at at once: guessing is slow."""
BODY_S = 10.0
COMPRESSED_BYTES = 2_048

_encode = msgspec.json.Encoder().encode


class Page(Struct, frozen=True, kw_only=True):
    """What a page is made from."""

    source: Source
    names: Names
    """What people call what alerts hold as codes."""
    sheet: Sheet
    """The page itself."""
    signed_in: Sheet
    """The same where a token is asked for."""
    sign_in: Sheet
    """The form, for who has shown no token."""
    trying: asyncio.Semaphore
    """Held by each token that is looked at."""


def open_page(source: Source, names: Names | None = None) -> Page:
    """A page of what a source knows.

    Args:
        source: Who knows it.
        names: Of the config, whose subjects may have names of their own; None: the shipped ones.
    """
    return Page(
        source=source,
        names=names or load_names(),
        sheet=load_sheet(signed_in=False),
        signed_in=load_sheet(signed_in=True),
        sign_in=load_sign_in(),
        trying=asyncio.Semaphore(TRYING),
    )


def add_page(app: web.Application, page: Page, entrance: Entrance) -> None:
    """Give a server the addresses of the page."""
    boards = Boards(page.source)
    streams = Streams(boards)

    async def leave(_: web.Application) -> None:
        streams.close()
        boards.close()

    async def show(request: web.Request) -> web.StreamResponse:
        return _sheet(page.sheet if entrance.is_open else page.signed_in, request)

    async def sign_out(request: web.Request) -> web.StreamResponse:
        entrance.sign_out(request.cookies.get(COOKIE))
        response = web.Response(status=204)
        response.del_cookie(COOKIE)
        return response

    app.on_shutdown.append(leave)
    add = app.router.add_get
    add("/", show)
    add("/alerts/{id}", show)
    add("/api/stream", streams.serve, allow_head=False)
    add("/api/watches", _watches(boards))
    add("/api/alerts", _alerts(boards))
    add("/api/alerts/{id}", _alert(boards))
    add("/api/alerts/{id}/detail", _detail(boards, page.names))
    app.router.add_post("/sign-out", sign_out)


def _watches(boards: Boards) -> Handler:
    async def watches(request: web.Request) -> web.StreamResponse:
        return _json(encode_section(await _section(boards, "watches")), request)

    return watches


def _alerts(boards: Boards) -> Handler:
    async def alerts(request: web.Request) -> web.StreamResponse:
        """Those that are open, and with ``?state=all`` also the last that ended; the latest change first."""
        state = request.query.get("state", "open")
        if state not in ("open", "all"):
            return web.Response(status=400, text=f"state: found {state[:40]}; expected open or all\n")
        told = [(await boards.changes(one))[-1:] for one in await _section(boards, "alerts")]
        return _json(_encode([one for some in told for one in some if _is_wanted(one, state)]), request)

    return alerts


async def _section(boards: Boards, name: str) -> Section:
    """A part of the board; before there is one nobody must read that there is nothing."""
    section = (await boards.latest()).sections.get(name)
    if section is None:
        raise web.HTTPServiceUnavailable(reason="starting: the state is not loaded yet", headers={"retry-after": "1"})
    return section


def _is_wanted(change: Change, state: str) -> bool:
    return state in ("all", change.state.value)


def _alert(boards: Boards) -> Handler:
    async def alert(request: web.Request) -> web.StreamResponse:
        changes = await boards.changes(request.match_info["id"])
        return _json(_encode(changes[-1]), request) if changes else _no_such()

    return alert


def _detail(boards: Boards, names: Names) -> Handler:
    async def detail(request: web.Request) -> web.StreamResponse:
        identity = request.match_info["id"]
        changes, deliveries = await boards.changes(identity), await boards.deliveries(identity)
        return _json(_encode(detail_of(changes, deliveries, names)), request) if changes else _no_such()

    return detail


def _no_such() -> web.Response:
    return web.json_response({"error": "no such alert is known"}, status=404)


def _json(body: bytes, request: web.Request) -> web.Response:
    response = web.Response(body=body, headers={"content-type": "application/json"})
    if len(body) >= COMPRESSED_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


def _sheet(sheet: Sheet, request: web.Request, status: int = 200) -> web.Response:
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": sheet.policy}
    response = web.Response(status=status, body=sheet.body, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


# ---- signing in


async def ask_to_sign_in(request: web.Request, page: Page, entrance: Entrance) -> web.Response | None:
    """Where a browser that has shown no token asks for the page: the form, or what was filled in; None elsewhere."""
    if request.path != "/" and not request.path.startswith("/alerts/"):
        return None
    if request.method == "GET":
        return _sheet(page.sign_in, request, 401)
    if request.method != "POST" or page.trying.locked():
        return web.Response(status=429, text="too many at once; try again\n", headers={"retry-after": "2"})
    async with page.trying:
        return await _sign_in(request, page, entrance)


async def _sign_in(request: web.Request, page: Page, entrance: Entrance) -> web.Response:
    try:
        shown = (await asyncio.wait_for(request.post(), BODY_S)).get("token")
    except (TimeoutError, ValueError):
        shown = None
    session = entrance.sign_in(shown, monotonic()) if isinstance(shown, str) else None
    if session is None:
        await asyncio.sleep(WRONG_S)
        return _sheet(page.sign_in, request, 403)
    # To the same address: the form is served at the address that was asked for, and no other is taken from anybody.
    response = web.Response(status=303, headers={"location": request.path})
    response.set_cookie(
        COOKIE, session, max_age=int(SESSION_S), httponly=True, samesite="Strict", secure=entrance.secure
    )
    return response
