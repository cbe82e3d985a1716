import pytest

from tests.unit.documents.folder import documents_of, read_folder, told
from workers.channels import decode_channel
from workers.config.load import Loaded
from workers.documents.files import is_config
from workers.documents.read import read_documents


def test_a_watch_takes_from_the_defaults_what_it_leaves_out() -> None:
    documents = documents_of(
        watches="""
        defaults: {bucket: 15m, minimum: {articles: 9, sources: 1}, tags: [all], sensitivity: quiet}
        watches:
          - {id: a, terms: [Alpha]}
          - {id: b, terms: [Beta], bucket: 1m, minimum: {articles: 4}, tags: [own], alerts_per_week: 1}
        """
    )

    first, second = (placed.value for placed in documents.watches)

    assert (first.bucket, first.minimum.articles, first.minimum.sources, first.tags) == ("15m", 9, 1, ("all",))
    assert (first.sensitivity, first.alerts_per_week) == ("quiet", None)
    assert (second.bucket, second.minimum.articles, second.minimum.sources, second.tags) == ("1m", 4, 1, ("own",))
    assert (second.sensitivity, second.alerts_per_week) == (None, 1)


def test_a_mistake_in_the_defaults_is_told_once() -> None:
    _, findings = read_folder(
        watches="""
        defaults: {sensitivity: loud}
        watches: [{id: a, terms: [Alpha]}, {id: b, terms: [Beta]}]
        """
    )

    assert told(findings) == [
        'config/watches.yaml:2: defaults.sensitivity: found "loud"; expected one of normal, quiet, sensitive'
    ]


def test_watches_of_all_files_are_one_list() -> None:
    """The defaults of watches.yaml hold in every file that has none of its own."""
    files = {
        "watches.yaml": "defaults: {owner: x}\nlists: {l: [a]}\nwatches: [{id: a, terms: [A1]}]",
        "watches/more.yaml": "defaults: {owner: y}\nlists: {m: [b]}\nwatches: [{id: b, terms: [B1]}]",
        "watches/table.csv": "id,name,terms\n030,NO,Norge | Norway\n",
    }
    loaded = [Loaded(name=name, file=name, text=text) for name, text in files.items()]

    documents, findings = read_documents("config", loaded, decode_channel)

    assert findings.mistakes == ()
    assert [(placed.value.id, placed.value.owner) for placed in documents.watches] == [
        ("a", "x"), ("b", "y"), ("030", "x")
    ]  # fmt: skip
    assert documents.lists == {"l": ("a",), "m": ("b",)}
    assert documents.watches[2].value.terms == ("Norge", "Norway")


def test_a_list_in_two_files_is_a_mistake() -> None:
    files = {"watches.yaml": "lists: {l: [a]}", "watches/more.yaml": "lists: {l: [b]}"}
    loaded = [Loaded(name=name, file=name, text=text) for name, text in files.items()]

    _, findings = read_documents("config", loaded, decode_channel)

    assert told(findings) == ["watches/more.yaml:1: lists.l: found the list l a second time; expected each list once"]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("watches.yaml", True),
        ("watches.csv", True),
        ("watches/asia.yaml", True),
        ("watches/asia.csv", True),
        ("groundswell.yaml", True),
        ("channel.yml", True),
        (".#watches.yaml", False),
        ("watches/.asia.yaml.csv", False),
        ("..data/watches.yaml", False),
        ("grafana/board.yaml", False),
        ("notes.txt", False),
    ],
)
def test_only_what_may_be_ours_is_read(name: str, ours: bool) -> None:
    """An editor's lock files and the folders of other programs are left alone."""
    assert is_config(name) is ours
