"""Who is let in."""

import pytest

from workers.hosts.web.entrance import SESSION_S, SESSIONS, Entrance, is_foreign, is_local

TOKEN = "s3cret é"


def test_a_browser_that_has_shown_the_token_is_let_in_until_its_session_is_over() -> None:
    entrance = Entrance(TOKEN)
    session = entrance.sign_in(TOKEN, 100.0)

    assert entrance.lets_in({}, session, 100.0 + SESSION_S - 1)
    assert not entrance.lets_in({}, session, 100.0 + SESSION_S)


def test_who_shows_another_token_gets_no_session() -> None:
    entrance = Entrance(TOKEN)

    assert entrance.sign_in("guess", 0.0) is None
    assert not entrance.lets_in({}, None, 0.0)
    assert not entrance.lets_in({}, "", 0.0)


def test_who_signs_out_is_out() -> None:
    entrance = Entrance(TOKEN)
    session = entrance.sign_in(TOKEN, 0.0)
    entrance.sign_out(session)

    assert not entrance.lets_in({}, session, 0.0)


def test_sessions_are_bounded_and_the_first_goes_first() -> None:
    entrance = Entrance(TOKEN)
    sessions = [entrance.sign_in(TOKEN, 0.0) for _ in range(SESSIONS + 1)]

    assert not entrance.lets_in({}, sessions[0], 0.0)
    assert entrance.lets_in({}, sessions[1], 0.0)


def test_a_program_shows_the_token_in_a_header_as_utf_8() -> None:
    shown = {"authorization": f"Bearer {TOKEN}"}

    assert Entrance(TOKEN).lets_in(shown, None, 0.0)
    assert not Entrance("another").lets_in(shown, None, 0.0)


def test_the_token_is_in_no_repr() -> None:
    entrance = Entrance(TOKEN)
    session = entrance.sign_in(TOKEN, 0.0)

    assert TOKEN not in repr(entrance)
    assert str(session) not in repr(entrance)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost:8080", True),
        ("LOCALHOST", True),
        ("127.0.0.1:8080", True),
        ("127.1.2.3", True),
        ("[::1]:8080", True),
        ("page.localhost", True),
        ("", True),
        ("evil.example:8080", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("10.0.0.7:8080", False),
        ("[", False),
    ],
)
def test_only_names_of_this_machine_are_local(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_without_a_token_only_names_of_ours_are_answered_to() -> None:
    """Another name is that of a foreign site which was given our address."""
    entrance = Entrance(link_base="https://gw.example:8443/watch")

    assert entrance.is_called_rightly("gw.example")
    assert entrance.is_called_rightly("localhost:1")
    assert not entrance.is_called_rightly("evil.example")
    assert Entrance(TOKEN).is_called_rightly("any.example")


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://gw.example:8080"}, False),
        ({"origin": "http://gw.example:81"}, True),
        ({"origin": "http://evil.example"}, True),
        ({"origin": "null"}, True),
    ],
)
def test_a_request_of_another_sites_page_is_foreign(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign(headers | {"host": "gw.example:8080"}) is foreign
