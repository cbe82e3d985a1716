import re
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from msgspec import Struct
from msgspec.structs import fields

from tests.without import run_without
from workers.alert.subscription import DigestTimes, Limit, QuietHours
from workers.channels import decode_channel
from workers.channels.log import Log
from workers.cli.check import check
from workers.cli.init import init, starter
from workers.config.load import Loaded
from workers.documents.files import FILES
from workers.documents.read import read_documents
from workers.documents.settings import Flows, Http, Keep, SettingsFile
from workers.documents.subscriptions import (
    ChannelsFile,
    SilenceItem,
    SubscriptionItem,
    SubscriptionsFile,
)
from workers.documents.watches import (
    BudgetItem,
    MinimumItem,
    ScopeItem,
    SeverityItem,
    TermItem,
    WatchesFile,
    WatchItem,
)
from workers.errors import InputError
from workers.ingest.rules import InputRules
from workers.model.security import Security

WATCHES = """
    defaults: {minimum: {sources: 1}}
    watches:
      - {id: a, terms: [Alpha], tags: [t], alerts_per_week: 0.5}
      - {id: b, terms: [Beta], detector: {kind: ratio}}
    """


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return path


def checked(config: Path) -> tuple[int, list[str]]:
    """The exit code, and what was printed, the folder's path left out."""
    runner = CliRunner()
    with runner.isolation() as (out, *_):
        code = check.main(["--config", str(config)], standalone_mode=False)
        printed = out.getvalue().decode()
    return code, printed.replace(f"{config}/", "").splitlines()


def test_a_good_config_is_told_what_rate_of_alerts_to_expect(tmp_path: Path) -> None:
    assert checked(folder(tmp_path, watches=WATCHES)) == (
        0,
        [
            "No mistakes in 2 watches. Alerts to expect, true news counted in:",
            "  watch  threshold  alerts a week",
            "  a           2.37           0.50",
            "  b           3.00  not known for its detector",
            "  1 watch together: about 0.5 a week (give or take 40 %)",
        ],
    )


def test_a_long_list_of_watches_is_only_summed_up(tmp_path: Path) -> None:
    watches = "".join(f"  - {{id: w{n}, terms: [Word{n}]}}\n" for n in range(60))

    code, printed = checked(folder(tmp_path, watches=f"watches:\n{watches}"))

    assert (code, len(printed)) == (0, 2)
    assert printed[1].startswith("  60 watches together: about 50.8 a week")


def test_every_mistake_of_every_file_is_printed_and_then_the_warnings(tmp_path: Path) -> None:
    config = folder(
        tmp_path,
        watches="""
        watches:
          - {id: a, terms: [Alpha]}
          - {id: a, terms: [{text: Beta, weight: NO}]}
          - {id: c, terms: [{text: Gamma, needs: {list: none}}]}
        """,
        subscriptions="""
        subscriptions:
          - id: desk
            watches: {tags: [nobody]}
            channels: [pigeon]
            quiet_hour: {from: 22:00, to: 07:00}
          - {id: other, watches: {ids: [c]}, channels: [pigeon]}
        """,
        groundswell="http: {token_env: A_VARIABLE_THAT_NOBODY_SETS}",
        channel="channels: []",
    )

    code, printed = checked(config)

    assert code == 1
    assert [line.split(": found")[0] for line in printed] == [
        "groundswell.yaml:1: http.token_env",
        "subscriptions.yaml:6: subscriptions[0].quiet_hour",
        "subscriptions.yaml:7: subscriptions[1].channels[0]",
        "watches.yaml:4: watches[1].terms[0].weight",
        "watches.yaml:5: watches[2].terms[0].needs.list",
        "warning: channel.yaml",
        "warning: watches.yaml:3: watches[0]",
        "5 mistakes; nothing would start",
    ]


def test_a_folder_that_is_not_there_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        checked(tmp_path / "none")


def test_the_starter_config_has_no_mistakes_and_gives_no_warnings(tmp_path: Path) -> None:
    CliRunner().invoke(init, [str(tmp_path / "new")])

    code, printed = checked(tmp_path / "new")

    assert code == 0
    assert printed[0].startswith("No mistakes in 3 watches")


def test_an_extra_that_is_chosen_and_not_installed_is_told_with_what_installs_it(tmp_path: Path) -> None:
    CliRunner().invoke(init, [str(tmp_path / "config")])
    (tmp_path / "config" / "groundswell.yaml").write_text("input: {languages: py3langid}\n")

    checked = run_without("py3langid", "check", "--config", str(tmp_path / "config"))

    assert checked.returncode == 1
    assert (
        "groundswell.yaml:1: input.languages: found py3langid, which is not installed; "
        "expected pip install groundswell[languages]"
    ) in checked.stdout


def test_a_comment_of_the_starter_config_that_shows_a_key_can_be_used() -> None:
    """One that is misspelt or out of date would mislead whoever takes its # away."""
    assert read_documents("starter", uncommented(), decode_channel)[1].mistakes == ()


KINDS: tuple[type[Struct], ...] = (
    *(SettingsFile, Security, Flows, InputRules, Http, Keep),
    *(WatchesFile, WatchItem, TermItem, ScopeItem, MinimumItem, SeverityItem, BudgetItem),
    *(SubscriptionsFile, SubscriptionItem, QuietHours, DigestTimes, Limit, SilenceItem, ChannelsFile, Log),
)


def test_the_starter_config_shows_every_key_there_is() -> None:
    known = {field.encode_name for kind in KINDS for field in fields(kind)}
    shown = {key for file in uncommented() for key in re.findall(r"\b([a-z_]+):", file.text or "")}

    assert known - shown == set()


def uncommented() -> list[Loaded]:
    """The starter config with the # before each key or item taken away; other comments stay."""
    texts = {name: starter().joinpath(name).read_text(encoding="utf-8") for name in FILES}
    return [
        Loaded(name=name, file=name, text=re.sub(r"^( *)# (?=(- \{)?[a-z_]+:( |$))", r"\1", text, flags=re.MULTILINE))
        for name, text in texts.items()
    ]


def test_the_starter_config_is_not_written_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "channels.yaml").write_text("mine", encoding="utf-8")

    told = CliRunner().invoke(init, [str(tmp_path)])

    assert isinstance(told.exception, InputError)
    assert [path.name for path in tmp_path.iterdir()] == ["channels.yaml"]
    assert (tmp_path / "channels.yaml").read_text(encoding="utf-8") == "mine"


def test_a_secret_that_is_none_is_found_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("whsec_c2hvcnQ=")
    hook = f"{{id: hook, kind: webhook, url: https://desk.example/x, secret_file: {tmp_path / 'secret'}}}"
    code, printed = checked(folder(tmp_path, watches=WATCHES, channels=f"channels:\n  - {hook}\n"))

    assert code == 1
    assert printed[0].startswith("channels.yaml:2: channels[0].secret_file: found the file ")
    assert printed[0].endswith("which holds no webhook secret; expected whsec_ and base64 of 24 to 64 bytes")
    assert "c2hvcnQ" not in "".join(printed)
