"""What is written for Docker is checked without it: by its schema, by a linter, and by what it refers to."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML

from tests.source import ROOT
from workers.cli import cli

COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return loaded


def started_by(service: dict[str, Any]) -> bool:
    return "build" in service


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def run_tool(name: str, *words: str) -> str:
    done = subprocess.run([tool(name), *words], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_file_keeps_to_the_schema_of_compose() -> None:
    assert run_tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)) == ""


def test_the_image_is_written_as_hadolint_wants_it() -> None:
    if not Path(tool("hadolint")).exists():
        pytest.skip("there is no hadolint for this machine")

    assert run_tool("hadolint", str(ROOT / "Dockerfile")) == ""


def test_whoever_is_waited_for_exists_and_can_say_that_it_is_ready(compose: dict[str, Any]) -> None:
    services = compose["services"]
    waited = [
        (name, other, how["condition"])
        for name, service in services.items()
        for other, how in service.get("depends_on", {}).items()
    ]

    assert waited
    for name, other, condition in waited:
        assert other in services, name
        if condition == "service_healthy":
            assert "test" in services[other]["healthcheck"], f"{name} waits for {other}, which has no health check"


def test_no_port_is_open_to_others(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_images_and_volumes_are_named_to_the_version(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert started_by(service) or service["image"].rpartition(":")[2].removeprefix("v")[0].isdigit(), name
        for volume in service.get("volumes", []):
            where = volume.split(":")[0]
            assert where in compose["volumes"] or (ROOT / where).exists(), name


def test_whoever_stays_can_say_that_it_is_alive(compose: dict[str, Any]) -> None:
    silent = [name for name, service in compose["services"].items() if "test" not in service["healthcheck"]]

    assert silent == ["flows"]  # which makes the flows, and ends


def test_prometheus_scrapes_every_worker_and_knows_the_token(compose: dict[str, Any]) -> None:
    scraped = YAML(typ="safe").load(ROOT / "config" / "prometheus" / "prometheus.yml")
    (job,) = [one for one in scraped["scrape_configs"] if one["job_name"] == "groundswell"]
    services = compose["services"]
    workers = {name for name, one in services.items() if started_by(one) and one["command"][0] == "work"}

    assert set(job["dns_sd_configs"][0]["names"]) == workers
    assert [one["target"] for one in services["prometheus"]["configs"]] == [job["authorization"]["credentials_file"]]
    assert compose["configs"]["token"]["content"] == compose["x-worker"]["environment"]["GROUNDSWELL_TOKEN"]


def test_grafana_finds_its_dashboard_and_its_data(compose: dict[str, Any]) -> None:
    grafana, provisioned = compose["services"]["grafana"], ROOT / "config" / "grafana" / "provisioning"
    mounted = {target: ROOT / source for source, target, _ in (one.split(":") for one in grafana["volumes"][:2])}
    (provider,) = YAML(typ="safe").load(provisioned / "dashboards" / "groundswell.yml")["providers"]
    (source,) = YAML(typ="safe").load(provisioned / "datasources" / "prometheus.yml")["datasources"]

    assert mounted["/etc/grafana/provisioning"] == provisioned
    assert [path.name for path in mounted[provider["options"]["path"]].iterdir()] == ["groundswell.json"]
    assert source["url"].split("//")[1].split(":")[0] in compose["services"]


def test_every_command_of_compose_is_one_of_ours(compose: dict[str, Any]) -> None:
    for service in filter(started_by, compose["services"].values()):
        words = [word for word in service["command"] if not word.startswith("/")]

        context = click.Context(find(words[: words.index("--config")]))
        assert "--config" in {name for option in context.command.params for name in option.opts}


def find(words: list[str]) -> click.Command:
    command: click.Command = cli
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None, f"there is no command {word}"
        command = found
    return command


def copied() -> Iterator[str]:
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            yield from shlex.split(line)[1:-1]


def test_the_image_copies_what_there_is_and_what_is_let_in() -> None:
    """What `.dockerignore` holds back would be missing in the build."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}

    assert set(copied()) == let_in
    assert all((ROOT / name).exists() for name in let_in)


def test_the_image_holds_the_versions_that_were_tested() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}

    assert pins("tools/runtime.lock") < pins("requirements.lock")
    assert not any(pin.startswith(("pytest==", "ruff==", "mypy==")) for pin in pins("tools/runtime.lock"))
