"""Where health, metrics and the page are served: the config says it, and a container may say it in its place."""

from collections.abc import Mapping

from msgspec.structs import replace

from workers.documents.settings import Http, is_loopback

BIND = "GROUNDSWELL_BIND"
"""The variable that takes the place of ``http.bind``: one config serves in containers and without them."""
TOKEN = "GROUNDSWELL_TOKEN"
"""The variable with the token where others can call and the config names none: nobody is let in by mistake."""


def bound_by(http: Http, environment: Mapping[str, str]) -> Http:
    """What holds in an environment."""
    bind = environment.get(BIND, "").strip() or http.bind
    token_env = http.token_env if http.token_env or is_loopback(bind) else TOKEN
    return replace(http, bind=bind, token_env=token_env)
