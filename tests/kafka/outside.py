"""A config folder for a test's own flows, and the commands that look at them from outside."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Literal

import structlog
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from tests.broker import Flows, Secure
from workers.documents.settings import Flows as FlowSettings
from workers.documents.settings import SettingsFile
from workers.hosts.kafka.security import open_access
from workers.hosts.kafka.ways import Pace, Ways
from workers.model.security import Security

Mechanism = Literal["plain", "scram-sha-256", "scram-sha-512"]
PARTITIONS = 2
OPEN = Security()
"""Anybody may come in."""


def write_config(folder: Path, flows: Flows, *lines: str) -> str:
    """A config of one watch; its flows are the test's."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "watches.yaml").write_text("watches: [{id: a, name: A, terms: [Alpha]}]\n", encoding="utf-8")
    ours = f"broker: {flows.bootstrap}\nflows: {{prefix: {flows.prefix}., partitions: {PARTITIONS}}}\n"
    (folder / "groundswell.yaml").write_text(ours + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(folder)


def settings_for(broker: str, prefix: str, security: Security = OPEN) -> SettingsFile:
    return SettingsFile(
        broker=broker, security=security, flows=FlowSettings(prefix=f"{prefix}.", partitions=PARTITIONS)
    )


def ways_for(settings: SettingsFile, password: str = "") -> Ways:
    """What a part gets; the password is that of the variable PASSWORD."""
    access = open_access(settings.security, {"PASSWORD": password}, lambda path: Path(path).read_text("utf-8"))
    return Ways(brokers=(settings.broker,), access=access, log=structlog.get_logger(), pace=Pace(outage_s=20))


def sasl(secure: Secure, mechanism: Mechanism, ca: Path | None = None) -> Security:
    """As the user `reader`."""
    ca_file = str(ca or secure.ca)
    return Security(
        protocol="sasl_ssl", mechanism=mechanism, username="reader", password_env="PASSWORD", ca_file=ca_file
    )


def settings_of(bootstrap: str, flow: str) -> Mapping[str, str]:
    """All settings a flow has at the broker."""
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        told = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, flow)], config_filter="all")
    return {name: one["value"] for name, one in told["topic"][flow].items()}


def partitions_of(bootstrap: str, flow: str) -> int:
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        return len(admin.describe_topics([flow])[0]["partitions"])
