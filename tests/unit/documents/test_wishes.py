"""What of a subscription cannot be, or has no effect beside the rest of it."""

from typing import ClassVar

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.unit.documents.folder import documents_of
from workers.config.node import Place, as_node
from workers.documents.placed import Documents, Findings, Placed
from workers.documents.wishes import Way, check_wishes

ZONES = {"UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York"}


class Needs(Struct, frozen=True, kw_only=True):
    digests: bool


class OneByOne(Struct, frozen=True, kw_only=True):
    """A channel that takes no digests."""

    id: str
    needs: ClassVar[Needs] = Needs(digests=False)


class Any(Struct, frozen=True, kw_only=True):
    """A channel that takes whatever comes."""

    id: str
    needs: ClassVar[Needs] = Needs(digests=True)


def placed(way: Way) -> Placed[Way]:
    return Placed(place=Place(file="channels.yaml", path="channels[0]", node=as_node({"id": way.id})), value=way)


def check(wish: str, channels: str = "[log]") -> Findings:
    """What is found of one subscription; there are the channels log and am, and am takes no digests."""
    text = f"subscriptions:\n  - {{id: s, watches: {{ids: ['*']}}, channels: {channels}, {wish}}}\n"
    documents: Documents[Way] = documents_of(watches="watches: [{id: a, terms: [Alpha]}]", subscriptions=text)
    return check_wishes(replace(documents, channels=(placed(Any(id="log")), placed(OneByOne(id="am")))), ZONES)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Soul", "Asia/Seoul (did you mean that?)"),
        ("europe/berlin", "Europe/Berlin (did you mean that?)"),
        ("Berlin", "Europe/Berlin (did you mean that?)"),
        ("new york", "America/New_York (did you mean that?)"),
        ("Germany/Berlin", "Europe/Berlin (did you mean that?)"),
        ("CEST", "a name such as Europe/Berlin"),
    ],
)
def test_a_time_zone_nobody_knows_is_told_with_the_one_that_was_meant(zone: str, expected: str) -> None:
    (mistake,) = check(f"time_zone: {zone}").mistakes

    assert str(mistake) == (
        f'config/subscriptions.yaml:2: subscriptions[0].time_zone: found "{zone}", which is no time zone; '
        f"expected {expected}"
    )


def test_a_digest_needs_channels_that_take_digests() -> None:
    (mistake,) = check("digest: {at: 07:00}", "[log, am]").mistakes

    assert str(mistake) == (
        'config/subscriptions.yaml:2: subscriptions[0].channels[1]: found "am", which takes no digests; '
        "expected a channel that does, or no digest"
    )
    assert check("severity: warning", "[log, am]") == Findings()


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("digest: {at: 07:00}, limit: {notices: 5, per: 1h}", "limit"),
        ("digest: {at: 03:00}, quiet_hours: {from: 22:00, to: 07:00}", "digest.at"),
        ("digest: {at: 12:00}, quiet_hours: {from: 12:00, to: 14:00}", "digest.at"),
    ],
)
def test_what_has_no_effect_beside_a_digest_is_only_strange(wish: str, path: str) -> None:
    findings = check(wish)

    assert findings.mistakes == ()
    assert [warning.path for warning in findings.warnings] == [f"subscriptions[0].{path}"]


@pytest.mark.parametrize(
    "wish",
    [
        "digest: {at: 07:00}, quiet_hours: {from: 22:00, to: 07:00}",
        "digest: {every: 6h}, quiet_hours: {from: 22:00, to: 07:00}",
        "digest: {at: 07:00}, max_age: 1h, limit: {notices: 5, per: 1h}",
        "limit: {notices: 5, per: 1h}, quiet_hours: {from: 12:00, to: 14:00}, time_zone: Asia/Seoul",
    ],
)
def test_what_goes_together_is_fine(wish: str) -> None:
    assert check(wish) == Findings()
