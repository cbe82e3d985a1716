from tests.unit.documents.folder import documents_of, read_folder, told
from workers.documents.references import check_references

WATCHES = """
watches:
  - {id: alpha, terms: [Alpha], tags: [greek], owner: desk}
  - {id: beta, name: Beta, terms: [Beta], tags: [greek, second]}
"""


def subscription(watches: str, channel: str = "log") -> str:
    return f"subscriptions:\n  - {{id: s, watches: {watches}, channels: [{channel}]}}\n"


def mistakes(**files: str) -> list[str]:
    return told(check_references(documents_of(**files)))


def warnings(**files: str) -> list[str]:
    return [str(warning) for warning in check_references(documents_of(**files)).warnings]


def test_an_id_twice_is_told_with_both_places() -> None:
    twice = "watches:\n  - {id: a, terms: [Alpha]}\n  - {id: b, terms: [Beta]}\n  - {id: a, terms: [Gamma]}\n"

    assert mistakes(watches=twice) == [
        (
            'config/watches.yaml:4: watches[2].id: found "a", which stands in config/watches.yaml:2 already; '
            "expected each watch once"
        )
    ]


def test_every_kind_of_id_may_stand_once_only() -> None:
    found = mistakes(
        watches=WATCHES,
        subscriptions="""
        subscriptions:
          - {id: s, watches: {ids: ["*"]}, channels: [log]}
          - {id: s, watches: {ids: ["*"]}, channels: [log]}
        silences:
          - {id: t, watches: {ids: [alpha]}, until: 2030-01-01T00:00:00Z, by: me, because: so}
          - {id: t, watches: {ids: [alpha]}, until: 2030-01-01T00:00:00Z, by: me, because: so}
        """,
        channels="channels: [{id: c, kind: log}, {id: c, kind: log}]",
    )

    assert [line.split(": ")[1] for line in found] == ["subscriptions[1].id", "silences[1].id", "channels[1].id"]


def test_a_channel_that_is_not_there_is_told() -> None:
    assert mistakes(watches=WATCHES, subscriptions=subscription("{ids: ['*']}", "lgo")) == [
        (
            'config/subscriptions.yaml:2: subscriptions[0].channels[0]: found "lgo", which is no channel; '
            "expected log (did you mean that?)"
        )
    ]


def test_a_choice_of_watches_that_are_not_there_is_told() -> None:
    found = mistakes(
        watches=f"{WATCHES}\nbudgets: [{{alerts_per_week: 1, watches: {{tags: [geek]}}}}]",
        subscriptions=subscription("{ids: [alpha, gama], owners: [desk, dusk]}"),
    )

    assert [line.split("; ")[0] for line in found] == [
        'config/watches.yaml:6: budgets[0].watches.tags[0]: found "geek", which is no tag of a watch',
        'config/subscriptions.yaml:2: subscriptions[0].watches.ids[1]: found "gama", which is no watch',
        'config/subscriptions.yaml:2: subscriptions[0].watches.owners[1]: found "dusk", which is no owner of a watch',
    ]


def test_what_refers_to_a_watch_with_a_mistake_is_not_wrong_itself() -> None:
    documents, findings = read_folder(
        watches="watches: [{id: a, tags: [t]}]", subscriptions=subscription("{ids: [a], tags: [t]}")
    )

    assert len(findings.mistakes) == 1
    assert told(check_references(documents)) == []


def test_what_refers_into_a_file_that_is_no_yaml_is_not_wrong_itself() -> None:
    documents, _ = read_folder(
        watches="watches: [", channels="channels: [", subscriptions=subscription("{ids: [a]}", "c")
    )

    assert told(check_references(documents)) == []


def test_a_choice_of_nothing_is_a_mistake() -> None:
    assert mistakes(watches=WATCHES, subscriptions=subscription("{}")) == [
        (
            "config/subscriptions.yaml:2: subscriptions[0].watches: found a choice of nothing; "
            'expected ids, tags or owners ("*" is all)'
        )
    ]


def test_a_watch_that_nobody_hears_of_is_only_strange() -> None:
    heard = subscription("{tags: [second]}")

    assert mistakes(watches=WATCHES, subscriptions=heard) == []
    assert warnings(watches=WATCHES, subscriptions=heard) == [
        (
            'config/watches.yaml:3: watches[0]: found the watch "alpha" that nobody hears of; '
            "expected a subscription that names it"
        )
    ]


def test_a_watch_is_heard_of_by_its_owner() -> None:
    assert warnings(watches=WATCHES, subscriptions=subscription("{owners: [desk], ids: [beta]}")) == []


def test_hearing_of_faults_is_not_hearing_of_news() -> None:
    faults = "subscriptions: [{id: s, watches: {ids: ['*']}, kinds: [ingest_anomaly], channels: [log]}]"

    assert len(warnings(watches=WATCHES, subscriptions=faults)) == 2


def test_our_own_ingest_is_chosen_like_a_watch_by_who_hears_of_alerts_and_by_who_silences_them() -> None:
    wishes = """
    subscriptions:
      - {id: news, watches: {tags: [greek]}, channels: [log]}
      - {id: operators, watches: {ids: [ingest]}, kinds: [coverage_gap], channels: [log]}
    silences:
      - {id: t, watches: {ids: [ingest]}, until: 2030-01-01T00:00:00Z, by: me, because: so}
    """

    assert mistakes(watches=WATCHES, subscriptions=wishes) == []
    assert warnings(watches=WATCHES, subscriptions=wishes) == []
    assert len(mistakes(watches=f"{WATCHES}\nbudgets: [{{alerts_per_week: 1, watches: {{ids: [ingest]}}}}]")) == 1


def test_who_chooses_ingest_must_ask_for_its_kinds_to_hear_of_it() -> None:
    (warning,) = warnings(watches=WATCHES, subscriptions=subscription("{ids: [ingest, alpha, beta]}"))

    assert warning == (
        'config/subscriptions.yaml:2: subscriptions[0].watches: found "ingest" without a kind of alert about it; '
        "expected kinds: [coverage_gap, ingest_anomaly]"
    )


def test_no_watch_may_be_called_as_our_ingest_is() -> None:
    assert mistakes(watches="watches: [{id: ingest, terms: [Ingest]}]") == [
        (
            'config/watches.yaml:1: watches[0].id: found "ingest", which stands for alerts about our own sources; '
            "expected another id"
        )
    ]


def test_a_name_twice_is_only_strange() -> None:
    twice = "watches:\n  - {id: a, name: Same, terms: [Alpha]}\n  - {id: b, name: Same, terms: [Beta]}\n"

    (warning,) = warnings(watches=twice)

    assert warning.startswith('config/watches.yaml:3: watches[1].name: found "Same"')
