"""Where the product stands while it runs on this machine: its folder, its config, who is in it."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.broker.cluster import ROOT
from tools.local.crew import Crew, Member

FOLDER = ROOT / "build" / "local"
PARTITIONS = 4
MEMBERS = (Member(part="read", number=1), Member(part="read", number=2), Member(part="count"), Member(part="notify"))


@dataclass(frozen=True, kw_only=True)
class World:
    """One place for a broker, a config and a crew."""

    folder: Path = FOLDER

    @property
    def config(self) -> Path:
        """The config folder."""
        return self.folder / "config"

    @property
    def broker(self) -> Path:
        """The broker's folder."""
        return self.folder / "kafka"

    @property
    def keeper(self) -> Path:
        """The number of the process that starts again what ends."""
        return self.folder / "keeper.pid"

    def crew(self) -> Crew:
        """Who works here."""
        return Crew(folder=self.folder / "crew", config=self.config)

    def write_config(self, examples: Path, bootstrap: str, tell_from: datetime) -> None:
        """Take the examples' config to this broker; nobody is told of what happened before a time (UTC)."""
        shutil.rmtree(self.config, ignore_errors=True)
        shutil.copytree(examples / "config", self.config)
        lines = (
            "time: pages # an archive: only its pages move the clock",
            f"broker: {bootstrap}",
            f"flows: {{partitions: {PARTITIONS}}}",
            f"tell_from: {tell_from:%Y-%m-%dT%H:%M:%SZ}",
        )
        (self.config / "groundswell.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
