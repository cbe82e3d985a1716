"""What a web server serves, and to whom: health and metrics always, a reload and the page where there are any."""

import asyncio
from collections.abc import Callable
from time import monotonic

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from msgspec import Struct

from workers.errors import StateError
from workers.hosts.web.entrance import COOKIE, Entrance, is_foreign
from workers.hosts.web.health import PLAIN, Beat, answer
from workers.hosts.web.page import Page, add_page, ask_to_sign_in
from workers.hosts.web.patience import Patience

BODY_BYTES = 8 * 1024
PROBES = ("/livez", "/readyz")

Reload = Callable[[], tuple[bool, str]]
"""Loads the config anew; may take its time. Returns whether it is in force now, and what to say of it."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none at all a browser would not say where our own form comes from
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "server": "groundswell",
}
NOBODY = Entrance()
"""Lets in whoever calls from this machine."""


class Site(Struct, frozen=True, kw_only=True):
    """What is served."""

    beat: Beat
    entrance: Entrance = NOBODY
    reload: Reload | None = None
    """What ``POST /-/reload`` does; None: there is none."""
    page: Page | None = None


def build_app(site: Site, patience: Patience) -> web.Application:
    """Put the server's addresses together."""
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[_guard(site, patience)])
    app.router.add_get("/{path:livez|readyz|metrics}", _answer_health(site))
    if site.reload is not None:
        app.router.add_post("/-/reload", _reload(site.reload))
    if site.page is not None:
        add_page(app, site.page, site.entrance)
    return app


def _guard(site: Site, patience: Patience) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        patience.begin(request.protocol)
        try:
            response = await _refuse(request, site) or await handler(request)
        except web.HTTPException as refused:
            kept = {name: refused.headers[name] for name in ("allow", "retry-after") if name in refused.headers}
            response = web.Response(status=refused.status, text=f"{refused.reason}\n", headers=kept)
        except StateError as error:
            response = web.Response(status=503, text=f"{error}\n")
        finally:
            patience.end(request.protocol)
        if not response.prepared:
            response.headers.update({key: value for key, value in HEADERS.items() if key not in response.headers})
        return response

    return guard


async def _refuse(request: web.Request, site: Site) -> web.Response | None:
    """Say no; None: let it pass."""
    entrance = site.entrance
    if request.path in PROBES:
        return None
    if not entrance.is_called_rightly(request.headers.get("host", "")):
        text = "this name is not ours; expected localhost, an address of this machine, or the host of link_base\n"
        return web.Response(status=421, text=text)
    if request.method not in ("GET", "HEAD") and is_foreign(request.headers):
        return web.Response(status=403, text="sent by the page of another site\n")
    if entrance.lets_in(request.headers, request.cookies.get(COOKIE), monotonic()):
        return None
    if site.page is not None and (asked := await ask_to_sign_in(request, site.page, entrance)) is not None:
        return asked
    return _said(answer(request.path, site.beat, allowed=False))


def _answer_health(site: Site) -> Handler:
    async def health(request: web.Request) -> web.StreamResponse:
        return _said(await asyncio.to_thread(answer, request.path, site.beat))

    return health


def _said(told: tuple[int, str, bytes]) -> web.Response:
    status, content_type, body = told
    headers = {"content-type": content_type}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return web.Response(status=status, body=body, headers=headers)


def _reload(reload: Reload) -> Handler:
    async def heed(_: web.Request) -> web.StreamResponse:
        done, words = await asyncio.to_thread(reload)
        return web.Response(status=200 if done else 400, body=words.encode(), headers={"content-type": PLAIN})

    return heed
