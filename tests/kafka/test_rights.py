"""The rights that docs/kafka.md gives each part are enough, on a broker that asks for them, and none is too much to leave."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from tests.broker import USERS, Flows, Secure, new_prefix
from tests.kafka.outside import write_config
from tests.kafka.readers import PATIENCE_S, ask_to_end, pages, wait_until
from tests.kafka.test_security import PARTS, Parts, let_in_by, members, secured
from tests.source import ROOT
from tools.broker.cluster import make_cluster
from tools.broker.errors import ToolMissing
from workers.cli import main

AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
Right = tuple[ResourceType, str, ACLOperation]
EVERY = ACLFilter(
    principal=None,
    host=None,
    operation=ACLOperation.ANY,
    permission_type=ACLPermissionType.ANY,
    resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)


def told_rights() -> dict[str, list[Right]]:
    """The table of the document: part, flows to read, flows to write, group."""
    text = (ROOT / "docs" / "kafka.md").read_text("utf-8").partition("## Rights")[2]
    rights: dict[str, list[Right]] = {}
    for part, read, write, group in re.findall(r"^\| (\w+) \| (.+) \| (.+) \| (\w+) \|$", text, re.MULTILINE):
        rights[part] = [
            *((ResourceType.TOPIC, flow, ACLOperation.READ) for flow in read.split(", ")),
            *((ResourceType.TOPIC, flow, ACLOperation.WRITE) for flow in write.split(", ")),
            (ResourceType.GROUP, group, ACLOperation.READ),
        ]
    return rights
