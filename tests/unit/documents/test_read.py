from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.documents.folder import documents_of, read_folder, told
from workers.channels import decode_channel
from workers.channels.log import Log
from workers.documents.read import load_config
from workers.documents.watches import TermItem, WatchItem
from workers.errors import ConfigError, InputError
from workers.model.alert import Kind

WATCHES = """
watches:
  - {id: a, terms: [Alpha], tags: [greek]}
"""


def test_ids_and_codes_are_text_whatever_they_look_like() -> None:
    documents = documents_of(
        watches="""
        watches:
          - id: 030
            name: NO
            terms: [no, on, 22:00, {text: 1e3}]
            scope: {regions: [NO, 030], languages: [no]}
            tags: [off]
            owner: 007
        """
    )

    (watch,) = [placed.value for placed in documents.watches]

    assert (watch.id, watch.name, watch.tags, watch.owner) == ("030", "NO", ("off",), "007")
    assert watch.terms == ("no", "on", "22:00", TermItem(text="1e3"))
    assert (watch.scope.regions, watch.scope.languages) == (("NO", "030"), ("no",))


REFERENCE: Mapping[str, str] = {
    "watches": """
        defaults: {count: origins, bucket: 5m, fold: 24h, minimum: {articles: 3, sources: 2},
                   severity: {warning: 2.9, critical: 3.6}}
        lists: {oil: [oil, gas]}
        watches:
          - id: north-korea
            name: North Korea
            terms:
              - North Korea
              - {text: Kim Jong Un, weight: 0.6}
              - {text: Северная Корея, inflect: ru}
            mask: [North Korea Times]
            unless: [World Cup]
            requires: []
            scope: {regions: [], topics: [], languages: [], sources: []}
            split_by: {region: [KR, JP]}
            alerts_per_week: 0.5
            tags: [asia, security]
            owner: asia-desk
          - {id: shell, terms: [{text: Shell, case: exact, needs: {list: oil}, near: 300}], sensitivity: quiet}
          - {id: other, terms: [Other], split_by: {language: any}, detector: {kind: surprise, threshold: 2.3}}
        budgets: [{alerts_per_week: 10, watches: {tags: [security]}}]
    """,
    "subscriptions": """
        subscriptions:
          - id: desk
            watches: {tags: [security]}
            kinds: [coverage_spike]
            severity: warning
            regions: [KP, KR]
            topics: [medtop:16000000]
            languages: [en]
            channels: [log]
            time_zone: Asia/Seoul
            quiet_hours: {from: "22:00", to: 07:00, except: critical}
            repeat_after: 6h
            max_age: 12h
            tell_resolved: true
          - {id: morning, watches: {ids: ["*"]}, channels: [log], digest: {at: "07:00"}, time_zone: Asia/Seoul}
        silences:
          - {id: s1, watches: {ids: [north-korea]}, until: 2024-07-01T00:00:00Z, by: desk, because: so, regions: [JP]}
          - {id: s2, alert: 7f3c9e21d04b, until: resolved, by: desk, because: known}
    """,
    "channels": """
        channels: [{id: log, kind: log, format: json}]
    """,
    "groundswell": """
        broker: kafka-1:9092,kafka-2:9092
        security: {protocol: sasl_ssl, mechanism: scram-sha-512, username: gw, password_env: SECRET, ca_file: ca.pem}
        flows: {prefix: news.}
        input: {format: news-please, fields: {text: body}, time_format: "%d-%b-%Y %H:%M:%S", source: x, max_bytes: 1000}
        time: live
        lateness: 15m
        max_age: 2d
        tell_from: 2024-07-01T00:00:00Z
        http: {bind: 0.0.0.0, port: 8000, token_env: TOKEN}
        link_base: https://gw.example
        keep: {text: 30d, rejects: 7d, alerts: 400d}
        state: ./somewhere
    """,
}
"""The whole of what the reference of the config shows, and each key at least once."""


def test_every_key_of_every_file_is_known() -> None:
    documents = documents_of(**REFERENCE)

    assert [placed.value.id for placed in documents.watches] == ["north-korea", "shell", "other"]
    assert [placed.value for placed in documents.channels] == [Log(id="log", format="json")]
    assert documents.settings.value.lateness.seconds == 900


FULL_OF_MISTAKES: Mapping[str, str] = {
    "watches": """
        defaults: {bucket: 7m}
        watches:
          - id: a b
            terms: [Alpha]
          - id: b
            terms: []
          - id: c
            trems: [Gamma]
          - id: d
            id: e
            terms: [{text: Delta, weight: heavy}]
            alerts_per_week: 0.05
    """,
    "subscriptions": """
        subscriptions:
          - {id: desk, watches: {ids: ["*"]}, channels: [log], quiet_hours: {from: 25:00, to: 07:00}}
        silence: []
    """,
    "channels": """
        channels: [{id: c, kind: pigeon}]
    """,
    "groundswell": """
        lateness: 7m
        keep: {text: long}
    """,
}


def test_mistakes_in_several_files_are_all_found_at_once() -> None:
    _, findings = read_folder(**FULL_OF_MISTAKES)

    assert sorted(line.removeprefix("config/").partition("; expected ")[0] for line in told(findings)) == [
        'channels.yaml:2: channels[0].kind: found "pigeon"',
        'groundswell.yaml:2: lateness: found "7m"',
        'groundswell.yaml:3: keep.text: found "long"',
        'subscriptions.yaml:3: subscriptions[0].quiet_hours.from: found "25:00"',
        "subscriptions.yaml:4: silence: found an unknown key",
        "watches.yaml:11: watches[3].id: found the key a second time (first in line 10)",
        'watches.yaml:12: watches[3].terms[0].weight: found "heavy"',
        'watches.yaml:13: watches[3].alerts_per_week: found "0.05"',
        'watches.yaml:2: defaults.bucket: found "7m"',
        'watches.yaml:4: watches[0].id: found "a b"',
        "watches.yaml:7: watches[1].terms: found none",
        "watches.yaml:8: watches[2].terms: found nothing",
        "watches.yaml:9: watches[2].trems: found an unknown key",
    ]


def test_a_mistake_says_what_was_expected() -> None:
    _, findings = read_folder(watches="watches: [{id: a b, terms: [Alpha], bucket: 7m, fold: [], alerts_per_week: 9}]")

    assert [mistake.expected for mistake in findings.mistakes] == [
        "an id of letters, digits and . _ : - (100 at most, a letter or digit first)",
        "one of 1m, 5m, 15m, 30m, 60m",
        "a duration such as 90s, 5m, 6h or 2d",
        "a number of at least 0.07 and of at most 5",
    ]


def test_without_subscriptions_the_log_hears_of_everything() -> None:
    documents = documents_of(watches=WATCHES)

    (wish,) = [placed.value for placed in documents.subscriptions]

    assert (wish.watches.ids, wish.channels, wish.kinds) == (("*",), ("log",), tuple(Kind))
    assert [placed.value for placed in documents.channels] == [Log(id="log")]


def test_the_log_is_there_beside_the_channels_of_the_file() -> None:
    documents = documents_of(watches=WATCHES, channels="channels: [{id: mine, kind: log}]")

    assert [placed.value.id for placed in documents.channels] == ["mine", "log"]


def test_a_file_nobody_reads_is_told_with_what_was_probably_meant() -> None:
    _, findings = read_folder(watches=WATCHES, subscription="subscriptions: []")

    assert [str(warning) for warning in findings.warnings] == [
        "config/subscription.yaml: found a file that nobody reads; expected subscriptions.yaml (did you mean that?)"
    ]


def test_no_watches_at_all_is_a_mistake() -> None:
    assert told(read_folder(groundswell="time: live")[1]) == [
        "config: found no watches; expected watches.yaml, or files in watches/"
    ]


def test_a_folder_is_loaded_from_disk(tmp_path: Path) -> None:
    (tmp_path / "watches").mkdir()
    (tmp_path / "watches" / "a.yaml").write_text("watches: [{id: ä, terms: [Alpha]}]", encoding="utf-8")
    (tmp_path / "channels.yaml").write_bytes(b"channels: \xff\n")

    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path, decode_channel)

    assert [(Path(mistake.file).name, mistake.line) for mistake in raised.value.mistakes] == [
        ("channels.yaml", 0), ("a.yaml", 1)
    ]  # fmt: skip


def test_a_folder_that_is_not_there_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_config(tmp_path / "none", decode_channel)


def test_an_item_that_is_wrong_does_not_hide_the_others() -> None:
    documents, _ = read_folder(watches="watches: [{id: a}, word, {id: c, terms: [Gamma]}]")

    assert [placed.value for placed in documents.watches] == [WatchItem(id="c", terms=("Gamma",))]
    assert documents.names.watches == {"a", "c"}
