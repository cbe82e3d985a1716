"""What differs between two configs, what it means in words, and what a part that runs refuses."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from workers.documents.settings import SettingsFile
from workers.errors import ConfigError
from workers.hosts.config import Config, open_config
from workers.hosts.reload import FIXED, MOST_NAMED, Asking, Difference, Parted, compare, describe, part, renew
from workers.model.mistake import Mistake

WATCHES = """
defaults: {minimum: {articles: 3, sources: 2}}
lists: {sea: [harbour]}
watches:
  - {id: pier, name: Old Pier, terms: [{text: pier, needs: {list: sea}}], tags: [t]}
  - {id: mole, name: North Mole, terms: [North Mole]}
"""
FILES = {
    "watches": WATCHES,
    "subscriptions": "subscriptions: [{id: desk, watches: {ids: ['*']}, channels: [log]}]\nsilences: []\n",
    "channels": "channels: [{id: hook, kind: webhook, url: 'https://a.example/', secret_env: HOOK}]\n",
    "groundswell": "broker: a:9092\n",
}


SILENCE = "{id: s, watches: {ids: [pier]}, until: 2099-01-01T00:00:00Z, by: a, because: b}"


def write(folder: Path, files: Mapping[str, str]) -> Config:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return open_config(folder)


@pytest.fixture
def old(tmp_path: Path) -> Config:
    return write(tmp_path / "config", FILES)


def changed(old: Config, **replaced: tuple[str, str]) -> Config:
    """The config with one text for another in some files."""
    texts = {name: FILES[name].replace(*pair) for name, pair in replaced.items()}
    assert all(texts[name] != FILES[name] for name in replaced)
    return write(old.folder, FILES | texts)


def test_a_config_that_is_loaded_again_is_no_other(old: Config) -> None:
    assert compare(old, open_config(old.folder)) == Difference()
    assert describe(compare(old, old)) == ("nothing has changed",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Old Pier", "The Pier"),
        ("[t]", "[t, u]"),
        ("articles: 3", "articles: 4"),
        ("tags: [t]", "tags: [t], severity: {warning: 2.5}"),
        ("tags: [t]", "tags: [t], alerts_per_week: 0.2"),
        ("tags: [t]", "tags: [t], owner: me"),
    ],
)
def test_how_a_watch_is_told_may_change_and_nothing_is_learnt_anew(old: Config, before: str, after: str) -> None:
    difference = compare(old, changed(old, watches=(before, after)))

    assert "pier" in difference.watches.changed
    assert difference.anew == ()


@pytest.mark.parametrize(("before", "after"), [("text: pier", "text: quay"), ("[harbour]", "[harbour, tide]")])
def test_a_watch_that_counts_something_else_learns_anew(old: Config, before: str, after: str) -> None:
    difference = compare(old, changed(old, watches=(before, after)))

    assert (difference.watches.changed, difference.anew) == (("pier",), ("pier",))
    assert describe(difference)[1] == "learning anew, since they count something else now: pier"


def test_every_kind_of_change_is_told_by_name(old: Config) -> None:
    (old.folder / "templates").mkdir()
    (old.folder / "templates" / "line.txt").write_text("{{ alert.headline }}")
    new = changed(
        old,
        watches=("id: mole", "id: quay"),
        subscriptions=("silences: []", f"silences: [{SILENCE}]"),
        channels=("https://a.example", "https://b.example"),
        groundswell=("broker", "most_owed: 9\nbroker"),
    )

    assert describe(compare(old, new)) == (
        "watches: 1 added (quay); 1 removed (mole)",
        "silences: 1 added (s)",
        "channels: 1 changed (hook)",
        "templates: 1 added (line.txt)",
        "settings: most_owed",
    )


def test_of_many_names_some_are_told() -> None:
    names = tuple(f"w{number:03}" for number in range(MOST_NAMED + 5))

    (line,) = describe(Difference(watches=Parted(added=names)))

    assert line.startswith("watches: 25 added (w000, ")
    assert line.endswith(" and 5 more)")


def test_names_are_parted() -> None:
    assert part({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": 5}) == Parted(
        added=("d",), removed=("a",), changed=("c",)
    )


def test_a_part_that_runs_refuses_what_it_rests_on_and_says_where_it_stands(old: Config) -> None:
    """Nothing of what stands there is said: it may be secret."""
    new = changed(old, groundswell=("broker: a:9092", "max_age: 3h\nbroker: b:9092"))

    with pytest.raises(ConfigError) as refused:
        renew(old, lambda: new, Asking())

    file = old.folder / "groundswell.yaml"
    assert str(refused.value) == (
        f"{file}:2: broker: found another value than the one in use, which only a restart changes; "
        "expected the value in use, or a restart of this part"
    )
    assert renew(old, lambda: new, Asking(fixed=())) is new


def test_what_a_part_would_not_start_with_it_does_not_change_to(old: Config) -> None:
    flaw = Mistake(file="channels.yaml", line=1, path="channels[0].secret_env", found="nothing", expected="a secret")

    with pytest.raises(ConfigError) as refused:
        renew(old, lambda: old, Asking(flaws=lambda config: (flaw,)))

    assert refused.value.mistakes == (flaw,)


def test_what_is_fixed_is_a_setting() -> None:
    assert set(FIXED) <= set(SettingsFile.__struct_fields__)
