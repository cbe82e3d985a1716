"""What the kill benchmark finds when it looks at everything from outside."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from tools.local.agreement import differences, facts_of_flows, facts_of_store
from tools.local.outside import records
from tools.local.story import Story
from workers.cli import main as groundswell
from workers.hosts.kafka.flows import Flows
from workers.rules import Rules


class Scene(Struct, frozen=True, kw_only=True):
    """Where to look."""

    bootstrap: str
    flows: Flows
    rules: Rules
    folder: Path
    """Holds the config, and is written to."""
    story: Story
    written: int
    """Pages the broker has acknowledged."""
    came: tuple[str, ...]
    """Ids of the notices that came to the receiver, in order."""


@dataclass
class Findings:
    """What was looked at, and whether it was as promised."""

    wrong: int = 0

    def say(self, what: str, *, holds: bool, seen: str) -> None:
        """Print one finding."""
        print(f"  {'ok   ' if holds else 'WRONG'} {what}: {seen}", flush=True)
        self.wrong += not holds


def look(scene: Scene) -> int:
    """Look at everything from outside. Returns how much is wrong."""
    found = Findings()
    _look_at_pages(scene, found)
    _look_at_counts(scene, found)
    _look_at_notices(scene, found)
    return found.wrong


def _look_at_pages(scene: Scene, found: Findings) -> None:
    ask, flows = scene.bootstrap, scene.flows
    pages = Counter(json.loads(one.value)["url"] for one in records(ask, flows.pages.name))
    articles = Counter(json.loads(one.value)["url"] for one in records(ask, flows.articles.name))
    rejects = [json.loads(one.value)["url"] for one in records(ask, flows.rejects.name)]
    read = {*articles, *rejects}
    again = sum(articles.values()) - len(articles)
    found.say("pages on the broker", holds=len(pages) == scene.written, seen=f"{len(pages):,} of {scene.written:,}")
    found.say(
        "pages read", holds=read == set(pages), seen=f"{len(read):,}, {again} of them again, {len(rejects)} refused"
    )


def _look_at_counts(scene: Scene, found: Findings) -> None:
    """Against the local host, in one process that nobody killed."""
    watches = scene.rules.watches
    archive, state = scene.folder / "pages.jsonl", scene.folder / "state"
    archive.write_bytes(b"".join(value + b"\n" for value in scene.story.values(0, scene.written)))
    groundswell(["run", "--config", str(scene.folder / "config"), "--state", str(state), str(archive)])
    end_s = int((scene.story.at(scene.written) + timedelta(hours=40)).timestamp()) // 300 * 300
    whole = facts_of_store(state, watches, end_s)
    apart = facts_of_flows(scene.bootstrap, scene.flows, watches, end_s)
    differ = differences(whole, apart)
    seen = (
        f"{len(whole.watches)} watches, {len(whole.ended)} alerts that ended; differing: {', '.join(differ) or 'none'}"
    )
    found.say("counts, memories and alerts are those of one unbroken process", holds=not differ, seen=seen)
    bodies: dict[tuple[str, int], set[bytes]] = {}
    changes = records(scene.bootstrap, scene.flows.alerts.name)
    for one in changes:
        change = json.loads(one.value)
        bodies.setdefault((change["alert_id"], change["sequence"]), set()).add(one.value)
    apart_bodies = [key for key, values in bodies.items() if len(values) > 1]
    seen = f"{len(bodies)} changes in {len(changes)} records"
    found.say("each change of an alert has one body", holds=not apart_bodies, seen=seen)


def _look_at_notices(scene: Scene, found: Findings) -> None:
    told, came = notices(scene.bootstrap, scene.flows), Counter(scene.came)
    seen = f"{len(told.owed)} owed, {len(told.accepted & told.owed)} accepted, {sum(came.values())} attempts"
    found.say("every notice that was owed was taken", holds=told.owed <= told.accepted and bool(told.owed), seen=seen)
    strange = set(came) - told.sent
    found.say("nothing came that was not to be sent", holds=not strange, seen=f"{len(strange)} strange ids")


class Told(Struct, frozen=True, kw_only=True):
    """Ids of notices, by the record of deliveries."""

    sent: frozenset[str]
    """All that were to be sent."""
    owed: frozenset[str]
    """Those of them whose place no newer one took before they were taken."""
    accepted: frozenset[str]


def notices(bootstrap: str, flows: Flows) -> Told:
    """What was decided, and what channels answered."""
    sent, accepted, replaced = set[str](), set[str](), set[str]()
    for one in records(bootstrap, flows.deliveries.name):
        told = json.loads(one.value)
        name = f"{told['alert_id']}.{told['sequence']}.{told['subscription']}"
        attempt = told.get("attempt")
        if attempt is None and told["verdict"].startswith("send_"):
            sent.add(name)
        if told["verdict"] == "hold_replaced":
            replaced.add(name)
        if attempt is not None and attempt["outcome"] == "accepted":
            accepted.add(name)
    owed = sent - (replaced - accepted)
    return Told(sent=frozenset(sent), owed=frozenset(owed), accepted=frozenset(accepted))
