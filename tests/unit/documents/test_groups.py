"""Groups of regions: shipped ones, and those of a config."""

import pytest

from tests.unit.documents.folder import documents_of, read_folder, shipped_once, told
from workers.documents.placed import Documents
from workers.rules import Rules, check_documents, codes_of, compile_rules


def documents(groups: str = "", regions: str = "", split: str = "", wish: str = "") -> Documents:  # type: ignore[type-arg]
    """A config of one watch and one subscription that name these."""
    scope = f", scope: {{regions: [{regions}]}}" if regions else ""
    parts = f", split_by: {{region: [{split}]}}" if split else ""
    return documents_of(
        watches=f"region_groups: {{{groups}}}\nwatches:\n  - {{id: a, terms: [Alpha]{scope}{parts}}}\n",
        subscriptions=f"subscriptions:\n  - {{id: s, watches: {{ids: [a]}}, channels: [log], regions: [{wish}]}}\n",
    )


def rules(**parts: str) -> Rules:
    return compile_rules(documents(**parts), shipped_once())


def mistakes(**parts: str) -> list[str]:
    return told(check_documents(documents(**parts), shipped_once()))


def test_a_scope_by_a_group_is_one_by_its_members() -> None:
    assert rules(regions="NO, BALTICS, 030").terms[0].scope.regions == ("NO", "EE", "LT", "LV", "030")


def test_a_group_of_ones_own_holds_countries_areas_and_shipped_groups() -> None:
    own = rules(groups="north: [FI, BALTICS]", regions="north").terms[0].scope.regions

    assert own == ("FI", "EE", "LT", "LV")


def test_a_group_of_ones_own_takes_the_place_of_a_shipped_one() -> None:
    assert rules(groups="G7: [FR, JP]", regions="G7").terms[0].scope.regions == ("FR", "JP")


def test_a_subscription_by_a_group_hears_of_its_countries() -> None:
    assert rules(wish="BENELUX").subscriptions[0].regions == ("BE", "LU", "NL")
    assert {"EG", "KE"} <= set(rules(wish="AFRICA").subscriptions[0].regions)


def test_a_watch_split_by_a_group_has_a_part_for_each_country() -> None:
    assert rules(split="KR, BALTICS").watches["a"].split_values == ("KR", "EE", "LT", "LV")
    assert "SY" in rules(groups="near: ['145']", split="near").watches["a"].split_values


def test_who_changes_a_group_changes_what_its_watch_counts() -> None:
    """Or the watch would go on with what it knows of other countries."""
    one, other = (rules(groups=f"desk: [{members}]", regions="desk").watches["a"] for members in ("NO", "NO, SE"))

    assert one.counted_hash != other.counted_hash
    assert one.watch_hash != other.watch_hash


def test_a_group_is_the_same_watch_as_its_members_written_out() -> None:
    group, members = rules(groups="desk: [NO, SE]", regions="desk"), rules(regions="NO, SE")

    assert group.watches["a"].counted_hash == members.watches["a"].counted_hash


@pytest.mark.parametrize(
    ("parts", "path", "words"),
    [
        ({"regions": "NORDIC"}, "watches[0].scope.regions[0]", "NORDICS (did you mean that?)"),
        ({"regions": "nato"}, "watches[0].scope.regions[0]", "NATO (did you mean that?)"),
        ({"regions": "XX"}, "watches[0].scope.regions[0]", "one of 250 countries"),
        ({"split": "'030'"}, "watches[0].split_by.region[0]", "one of 250 countries"),
        ({"wish": "G8"}, "subscriptions[0].regions[0]", "or a group (AFRICA, "),
        ({"groups": "desk: [NO, Norway]"}, "region_groups.desk[1]", "one of 250 countries"),
        ({"groups": "one: [NO], two: [one]"}, "region_groups.two[0]", "or a group (AFRICA, "),
        ({"groups": "'NO': [SE]"}, "region_groups.NO", "another name"),
    ],
)
def test_a_group_that_leads_nowhere_is_told_with_its_place(parts: dict[str, str], path: str, words: str) -> None:
    (found,) = mistakes(**parts)

    assert f": {path}: found " in found
    assert words in found


def test_an_empty_group_and_one_written_twice_are_told() -> None:
    _, empty = read_folder(watches="region_groups: {desk: []}\nwatches:\n  - {id: a, terms: [Alpha]}\n")
    _, twice = read_folder(
        watches="region_groups: {desk: [NO]}\nwatches:\n  - {id: a, terms: [Alpha]}\n",
        **{"watches/more": "region_groups: {desk: [SE]}\nwatches: []\n"},
    )

    assert any("region_groups.desk" in found and "at least one" in found for found in told(empty))
    assert any("the group desk a second time" in found for found in told(twice))


def test_every_shipped_group_holds_what_articles_are_tagged_with() -> None:
    codes = codes_of(shipped_once().knowledge, shipped_once().groups)

    assert {"G7", "EU", "MENA", "NATO", "ASEAN"} <= set(codes.groups)
    assert not codes.regions & set(codes.groups)
    assert all(set(members) <= codes.regions for members in codes.groups.values())
    assert (len(codes.groups["G7"]), len(codes.groups["EU"]), len(codes.groups["NATO"])) == (7, 27, 32)
