"""One broker for a whole run of pytest, gone when the run is over, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.source import ROOT

PATIENCE_S = 120
TESTS = """
import time
from pathlib import Path

FOLDER = Path(__file__).parent


def told(name, broker):
    (FOLDER / name).write_text(broker.bootstrap)
    while (FOLDER / "hang").exists():
        time.sleep(0.1)


def test_one(broker):
    told("one", broker)


def test_other(broker):
    told("other", broker)
"""


def start_run(folder: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    """Run two tests that ask for the broker, in a pytest of their own."""
    (folder / "test_inner.py").write_text(TESTS)
    (folder / "temporary").mkdir()
    settings = f"[pytest]\npythonpath = {ROOT}\naddopts = -q --import-mode=importlib\nmarkers = kafka: real\n"
    (folder / "pytest.ini").write_text(settings)
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "GROUNDSWELL_TEST_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "tests.broker", "-p", "no:cacheprovider", "-rs", *options, str(folder)],
        cwd=ROOT,
        env={**outer, "TMPDIR": str(folder / "temporary"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for(folder: Path, *names: str) -> list[str]:
    """What both tests were told, once they were."""
    until = time.monotonic() + PATIENCE_S
    while not all((folder / name).exists() and (folder / name).read_text() for name in names):
        assert time.monotonic() < until
        time.sleep(0.1)
    return [(folder / name).read_text() for name in names]


def of_this_run(folder: Path) -> list[psutil.Process]:
    """Brokers and tethers whose files stand in this folder."""
    found = [one for one in psutil.process_iter(["cmdline"]) if str(folder / "temporary") in str(one.info["cmdline"])]
    return [one for one in found if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.usefixtures("kafka_program")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "SIGKILL"])
def test_two_workers_share_a_broker_and_it_goes_with_the_run(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "hang").touch()
    run = start_run(tmp_path, "-n", "2")
    one, other = wait_for(tmp_path, "one", "other")
    during = of_this_run(tmp_path)

    os.killpg(run.pid, how)  # as a terminal does: the workers hear it too
    (tmp_path / "hang").unlink()
    run.communicate(timeout=PATIENCE_S)
    psutil.wait_procs(during, timeout=10)

    assert run.returncode != 0
    assert one == other
    assert sum("kafka.Kafka" in process.info["cmdline"] for process in during) == 1
    assert of_this_run(tmp_path) == []
    assert not list((tmp_path / "temporary").glob("*/node-*"))


def test_without_java_the_tests_are_left_out_and_say_what_to_install(tmp_path: Path) -> None:
    run = start_run(tmp_path, PATH="", JAVA_HOME="", CI="")
    said, _ = run.communicate(timeout=PATIENCE_S)

    assert run.returncode == 0
    assert "2 skipped" in said
    assert "sudo apt-get install default-jre-headless maven" in said


def test_without_java_the_tests_fail_where_ci_is_set(tmp_path: Path) -> None:
    run = start_run(tmp_path, PATH="", JAVA_HOME="", CI="true")
    said, _ = run.communicate(timeout=PATIENCE_S)

    assert run.returncode == 1
    assert "2 errors" in said
    assert "sudo apt-get install default-jre-headless maven" in said


def test_a_broker_that_is_there_already_is_used(tmp_path: Path) -> None:
    run = start_run(tmp_path, PATH="", GROUNDSWELL_TEST_BROKER="127.0.0.1:1")
    said, _ = run.communicate(timeout=PATIENCE_S)

    assert "2 passed" in said
    assert wait_for(tmp_path, "one", "other") == ["127.0.0.1:1", "127.0.0.1:1"]
