import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ingest.pages import tables
from workers.ingest.address import canonical, source_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://WWW.Tide.Example:443/A/b?utm_source=x&id=3&fbclid=y#top", "https://www.tide.example/A/b?id=3"),
        ("http://tide.example", "http://tide.example/"),
        ("http://tide.example:8080/?b=2&a=1", "http://tide.example:8080/?b=2&a=1"),
        (" https://tide.example/a\n", "https://tide.example/a"),
        ("https://user:secret@tide.example/a", "https://tide.example/a"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("https://tide.example/a?page=2&UTM_Medium=m", "https://tide.example/a?page=2"),
        ("ftp://tide.example/a", None),
        ("javascript:alert(1)", None),
        ("tide.example/a", None),
        ("http://tide.example:99999/", None),
        ("http://[::1/", None),
        ("http://./a", None),
        ("", None),
    ],
)
def test_an_address_has_one_form(url: str, expected: str | None) -> None:
    assert canonical(url) == expected


@given(st.text(max_size=40).map(lambda text: f"http://{text}"))
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    once = canonical(url)

    assert once is None or canonical(once) == once


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://news.tide.co.uk/a", "tide.co.uk"),
        ("https://www.tide.example/a", "tide.example"),
        ("news.tide.example", "tide.example"),
        ("http://127.0.0.1:80/a", "127.0.0.1"),
        ("http://localhost/a", "localhost"),
        ("https://co.uk/", "co.uk"),
        ("http://[::1/", None),
        ("", None),
    ],
)
def test_a_source_is_the_registrable_domain(url: str, source: str | None) -> None:
    assert source_of(url, tables().suffixes) == source
