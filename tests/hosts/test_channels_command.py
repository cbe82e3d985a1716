"""`groundswell channels test` through a channel of every kind, as a process with an environment of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.contracts.far_sides import FAR_SIDES, Tried
from tests.contracts.overhearing import said_in
from tests.contracts.rough_servers import Fault
from tests.hosts.world import write_world
from tests.receiver import Came, Reply, open_receiver

KINDS = sorted(set(FAR_SIDES) - {"kafka"})
"""A broker is a matter of `tests/kafka`."""
LONG_S = 60
PROGRAM = "import sys; from workers.cli import main; sys.exit(main())"


def type_(folder: Path, tried: Tried, kind: str, *options: str) -> subprocess.CompletedProcess[str]:
    write_world(folder)
    with (folder / "config" / "channels.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({"channels": [{"id": "desk-way", "kind": kind, **tried.config}]}, file)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "channels", "test", "desk-way", "--config", str(folder / "config"), *options],
        env={**os.environ, **tried.variables},
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_test_notice_goes_through_a_channel_of_every_kind(kind: str, tmp_path: Path) -> None:
    with FAR_SIDES[kind].open(Fault.NONE, tmp_path) as tried:
        typed = type_(tmp_path, tried, kind)

    assert (typed.returncode, typed.stderr) == (0, "")
    assert typed.stdout.startswith("desk-way took test-")
    assert said_in(typed.stdout, tried.secrets) == set()


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.SILENT])
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"log"}))
def test_what_does_not_get_through_ends_with_1_and_a_reason(kind: str, fault: Fault, tmp_path: Path) -> None:
    with FAR_SIDES[kind].open(fault, tmp_path) as tried:
        typed = type_(tmp_path, tried, kind)

    assert (typed.returncode, typed.stderr) == (1, "")
    assert typed.stdout.startswith("desk-way did not take test-")
    waited = f"timeout after {str(tried.config['timeout']).removesuffix('s')} s"
    assert (waited in typed.stdout) == (fault is Fault.SILENT)
    assert said_in(typed.stdout, tried.secrets) == set()


@pytest.mark.parametrize(("options", "posts"), [((), 1), (("--resolved",), 2)])
def test_an_alertmanager_is_told_the_end_only_when_asked(options: tuple[str, ...], posts: int, tmp_path: Path) -> None:
    """Told at once of its end it would tell nobody; untold, it ends the test alert by itself."""
    came: list[Came] = []

    def take(one: Came) -> Reply:
        came.append(one)
        return Reply()

    with open_receiver(take) as receiver:
        typed = type_(tmp_path, Tried(config={"url": receiver.url("")}), "alertmanager", *options)
    told = [alert for one in came for alert in json.loads(one.body)]

    assert (typed.returncode, len(told)) == (0, posts)
    assert {alert["startsAt"] for alert in told} == {told[0]["startsAt"]}
    assert all(alert["labels"] == told[0]["labels"] for alert in told)
    assert sorted(alert["endsAt"] for alert in told)[-1] == told[0]["endsAt"]
