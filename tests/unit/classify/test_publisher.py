"""Families of publishers."""

import pytest

from workers.classify.publisher import Publisher, PublisherKind, load_publishers, publisher_of

PUBLISHERS = load_publishers()


@pytest.mark.parametrize(
    ("source", "family", "kind"),
    [
        ("reuters.com", "reuters", PublisherKind.WIRE),
        ("uk.reuters.com", "reuters", PublisherKind.WIRE),
        ("Reuters", "reuters", PublisherKind.WIRE),
        ("www.xinhuanet.com", "xinhua", PublisherKind.STATE),
        ("news.cn", "xinhua", PublisherKind.STATE),
        ("daily.example", "daily.example", PublisherKind.OTHER),
        ("notreuters.com", "notreuters.com", PublisherKind.OTHER),
    ],
)
def test_a_source_belongs_to_its_family(source: str, family: str, kind: PublisherKind) -> None:
    assert publisher_of(source, PUBLISHERS) == Publisher(family=family, kind=kind)


def test_an_unknown_source_has_no_family() -> None:
    """Unknown sources never count as one."""
    assert publisher_of(None, PUBLISHERS) is None
