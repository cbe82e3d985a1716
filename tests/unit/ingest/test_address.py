import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ingest.pages import tables
from workers.ingest.address import best_address, canonical, source_of


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


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://m.tide.example/a", "https://www.tide.example/a"),
        ("https://mobile.tide.co.uk/a", "https://www.tide.co.uk/a"),
        ("https://en.m.tide.example/a", "https://en.tide.example/a"),
        ("https://m.news.tide.example/a", "https://news.tide.example/a"),
        ("https://www.tide.example/a/amp/", "https://www.tide.example/a"),
        ("https://www.tide.example/a/amp", "https://www.tide.example/a"),
        ("https://www.tide.example/a.amp.html", "https://www.tide.example/a.html"),
        ("https://www.tide.example/a?amp=1&id=7", "https://www.tide.example/a?id=7"),
        ("https://www.tide.example/a?outputType=amp", "https://www.tide.example/a"),
        ("https://amp.tide.example/a", "https://www.tide.example/a"),
        ("https://www-tide-example.cdn.ampproject.org/c/s/www.tide.example/a", "https://www.tide.example/a"),
        ("https://www.google.com/amp/s/www.tide.example/a/amp", "https://www.tide.example/a"),
        ("http://m.google.com/amp/s/tide.example/a", "https://tide.example/a"),
        ("https://tide.example/lamp", "https://tide.example/lamp"),
        ("https://m.example", "https://m.example/"),
    ],
)
def test_a_page_for_telephones_and_of_amp_has_the_address_of_the_page_itself(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tide.example/%7euser/%c3%a9", "https://tide.example/~user/%C3%A9"),
        ("https://tide.example/порт", "https://tide.example/%D0%BF%D0%BE%D1%80%D1%82"),
        ("https://tide.example/%D0%BF%d0%BE%D1%80%D1%82", "https://tide.example/%D0%BF%D0%BE%D1%80%D1%82"),
        ("https://tide.example/a%2Fb?q=a%26b", "https://tide.example/a%2Fb?q=a%26b"),
        ("https://tide.example/100%", "https://tide.example/100%25"),
        ("https://tide.example/a/./b/../c", "https://tide.example/a/c"),
        ("https://tide.example/a;jsessionid=0F?b=1", "https://tide.example/a?b=1"),
    ],
)
def test_escapes_and_steps_have_one_form(url: str, expected: str) -> None:
    assert canonical(url) == expected


def test_a_parameter_that_may_be_the_articles_number_stays() -> None:
    assert canonical("https://tide.example/s?cid=4711&ref=home") == "https://tide.example/s?cid=4711"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("https://www.tide.example/harbour", "https://www.tide.example/harbour"),
        ("https://other.example/harbour", "https://tide.example/s?id=7"),
        ("https://www.tide.example/", "https://tide.example/s?id=7"),
        ("no address", "https://tide.example/s?id=7"),
        (None, "https://tide.example/s?id=7"),
    ],
)
def test_a_page_is_believed_about_its_own_address_within_its_own_domain(said: str | None, expected: str) -> None:
    """Another site's address there is that of a partner, or a mistake, and would fold two papers into one."""
    assert best_address("https://tide.example/s?id=7", said, tables().suffixes) == expected


def test_a_page_of_which_nobody_knows_where_it_was_fetched_is_believed() -> None:
    assert best_address(None, "https://tide.example/a#top", tables().suffixes) == "https://tide.example/a"


HOSTS = ["m.", "www.", "amp.", "en.", "tide.example", "google.com/amp/s/", "https://", "x.cdn.ampproject.org/c/", ":80"]
PATHS = ["/", "/amp", ".amp", ".html", "/..", "%", "%2e", "%41", "ü", "?", "&", "amp=1", "id=7", ";jsessionid=1", "#"]


@given(
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(HOSTS + PATHS), max_size=9).map("".join)).map(
        lambda text: f"http://{text}"
    )
)
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
