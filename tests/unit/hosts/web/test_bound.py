"""A container says where it serves; others are let in with a token alone."""

import pytest

from workers.documents.settings import Http
from workers.hosts.web.bound import bound_by


def test_the_config_holds_where_nothing_else_is_said() -> None:
    assert bound_by(Http(), {}) == Http(bind="127.0.0.1")


def test_who_serves_others_asks_for_a_token_by_itself() -> None:
    assert bound_by(Http(), {"GROUNDSWELL_BIND": "0.0.0.0"}) == Http(bind="0.0.0.0", token_env="GROUNDSWELL_TOKEN")


def test_the_token_the_config_names_stays() -> None:
    bound = bound_by(Http(token_env="DESK"), {"GROUNDSWELL_BIND": "::"})

    assert bound == Http(bind="::", token_env="DESK")


@pytest.mark.parametrize("bind", ["127.0.0.1", "localhost", "::1", " "])
def test_this_machine_alone_needs_none(bind: str) -> None:
    assert bound_by(Http(), {"GROUNDSWELL_BIND": bind}).token_env is None
