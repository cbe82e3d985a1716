"""The rights that docs/kafka.md gives each part are enough, on a broker that asks for them, and each is needed."""

import os
import re
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
from tests.kafka.outside import sasl, settings_for, ways_for
from tests.kafka.readers import PATIENCE_S, ask_to_end, pages, wait_until
from tests.kafka.secured import PARTS, Parts, let_in_by, members, open_parts, secured
from tests.source import ROOT
from tools.broker.cluster import Cluster, make_cluster
from workers.errors import HostError
from workers.hosts.kafka.preflight import Part, preflight

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


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A broker that asks everybody but us, who come in by plaintext, for rights."""
    settings = {"authorizer.class.name": AUTHORIZER, "super.users": "User:ANONYMOUS"}
    folder = tmp_path_factory.mktemp("guarded") / "kafka"
    cluster = make_cluster(folder, users=USERS, settings=settings, owner=os.getpid())
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def flows(guarded: Cluster) -> Flows:
    """Gone with the broker."""
    return Flows(bootstrap=guarded.bootstrap, prefix=new_prefix())


@pytest.fixture
def secure(guarded: Cluster) -> Secure:
    return Secure(bootstrap=guarded.secure_bootstrap, ca=guarded.ca, users=USERS)


@pytest.fixture
def parts(flows: Flows, tmp_path: Path) -> Iterator[Parts]:
    with open_parts(flows, tmp_path) as made:
        yield made


def give(flows: Flows, rights: list[Right]) -> None:
    """Let the user `reader` do this and nothing else."""
    allowed = [
        ACL("User:reader", "*", operation, ACLPermissionType.ALLOW, ResourcePattern(kind, f"{flows.prefix}.{name}"))
        for kind, name, operation in rights
    ]
    with closing(KafkaAdminClient(bootstrap_servers=flows.bootstrap)) as admin:
        admin.delete_acls([EVERY])
        admin.create_acls(allowed)
        until = time.monotonic() + PATIENCE_S
        while len(admin.describe_acls(EVERY)[0]) != len(allowed) and time.monotonic() < until:
            time.sleep(0.1)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_works_with_the_rights_it_is_given(parts: Parts, flows: Flows, secure: Secure, part: str) -> None:
    let_in_by(parts, flows, secured(secure, "scram-sha-256"))
    give(flows, told_rights()[part])

    parts.start(part, secure.users["reader"])
    wait_until(lambda: members(flows)[part] == 1)
    if part == "read":
        flows.send(f"{flows.prefix}.pages", [*(one.value for one in pages(10, 2)), b"{"])
        assert len(flows.read(f"{flows.prefix}.articles", 10, PATIENCE_S)) == 10
        assert len(flows.read(f"{flows.prefix}.rejects", 1, PATIENCE_S)) == 1

    ask_to_end(parts.running[part])
    assert "no right to see the settings" in parts.said(part)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_without_the_right_to_one_of_its_flows_is_told_which(
    parts: Parts, flows: Flows, secure: Secure, part: Part
) -> None:
    settings = settings_for(secure.bootstrap, flows.prefix, sasl(secure, "plain"))
    rights = told_rights()[part]

    for missing in sorted({name for kind, name, _ in rights if kind is ResourceType.TOPIC}):
        give(flows, [right for right in rights if right[1] != missing])
        with pytest.raises(HostError) as refused:
            preflight(settings, ways_for(settings, secure.users["reader"]), part)
        assert str(refused.value).startswith(
            f"{flows.prefix}.{missing}: we have no right to see it, or it is not there"
        )
