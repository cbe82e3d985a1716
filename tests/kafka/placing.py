"""Flows of a test's own, and the config of those who work on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workers.cli import main
from workers.cli.asking import open_config
from workers.hosts.kafka.flows import Flows, flows_of, names_of
from workers.rules import Rules

DETECTOR = "{{kind: surprise, threshold: 1.0, warm_up: 2h}}"
WATCH = f"  - {{{{id: {{name}}, name: {{name}}, terms: [{{name}}x], detector: {DETECTOR}{{more}}}}}}"
SPLIT = ", split_by: {region: [KR, JP]}"


@dataclass(kw_only=True)
class Place:
    """Flows of a test's own, and the config of their counters."""

    folder: Path
    bootstrap: str
    prefix: str

    @cached_property
    def rules(self) -> Rules:
        return open_config(self.folder).rules

    @cached_property
    def flows(self) -> Flows:
        return flows_of(self.rules.settings)

    @cached_property
    def group(self) -> str:
        return names_of(self.rules.settings).count


def make_place(
    folder: Path, bootstrap: str, prefix: str, *, partitions: int = 2, watches: Iterable[str] = ("w0", "w1", "w2")
) -> Place:
    """Write a config and make its flows."""
    folder.mkdir(exist_ok=True)
    place = Place(folder=folder, bootstrap=bootstrap, prefix=f"{prefix}.")
    (folder / "groundswell.yaml").write_text(
        f"broker: {bootstrap}\nflows: {{prefix: {prefix}., partitions: {partitions}}}\ntime: pages\nhttp: {{port: 0}}\n"
    )
    write_watches(place, watches)
    assert main(["flows", "ensure", "--config", str(folder)]) == 0
    return place


def write_watches(place: Place, watches: Iterable[str]) -> None:
    lines = [WATCH.format(name=name, more=SPLIT if name == "w1" else "") for name in watches]
    (place.folder / "watches.yaml").write_text("watches:\n" + "\n".join(lines) + "\n")
    vars(place).pop("rules", None)
