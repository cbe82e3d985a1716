"""What commands hand to channels to reach the outside with."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.source import ROOT
from workers.channels.producing import Cluster, NotWritten, Produce, Written
from workers.cli.asking import open_config
from workers.cli.carriers import open_carriers

LOADED = """
import sys
from pathlib import Path
from workers.cli.asking import open_config
from workers.cli.carriers import open_carriers

with open_carriers(open_config(Path(sys.argv[1])), print):
    print("kafka" in sys.modules)
"""
SASL = "{protocol: sasl_ssl, mechanism: plain, username: us, password_env: NOBODY_SETS_THIS}"


def write_config(folder: Path, channel: str, settings: str = "") -> Path:
    (folder / "watches.yaml").write_text("watches: [{id: a, name: A, terms: [Alpha]}]\n")
    (folder / "channels.yaml").write_text(f"channels: [{channel}]\n")
    (folder / "groundswell.yaml").write_text(settings)
    return folder


def test_the_client_of_kafka_is_loaded_only_where_a_channel_asks_for_it(tmp_path: Path) -> None:
    """Nobody else should wait for it."""
    config = write_config(tmp_path, "{id: am, kind: alertmanager, url: 'http://127.0.0.1:1'}")
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, str(config)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert ran.stdout == "False\n"


def test_where_a_channel_asks_for_it_records_go_to_the_broker_of_the_config(tmp_path: Path) -> None:
    config = write_config(tmp_path, "{id: bus, kind: kafka, topic: desk}", f"security: {SASL}\n")

    async def write() -> Written | NotWritten:
        with open_carriers(open_config(config), print) as carriers:
            return await carriers.produce(Produce(cluster=Cluster(), topic="desk", key=b"k", value=b"v"))

    answer = asyncio.run(write())

    assert isinstance(answer, NotWritten)
    assert "the variable NOBODY_SETS_THIS is empty or not set" in answer.reason
