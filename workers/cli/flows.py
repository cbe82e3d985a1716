"""`groundswell flows`: make the Kafka topics, and see how full they are and how far behind their readers."""

from collections.abc import Iterator

import click
import msgspec

from workers.cli.broker import Outside, ask_outside
from workers.cli.run import print_line, warn
from workers.cli.tables import print_table
from workers.hosts.admin.flows import Plan, carry_out, look, plan_flows
from workers.hosts.admin.status import FlowStatus, look_at_status
from workers.hosts.kafka.reach import open_admin

HEADINGS = ("flow", "partitions", "policy", "kept", "records", "bytes", "group", "state", "members", "lag", "oldest")


@click.group()
def flows() -> None:
    """Make the Kafka topics, and see how full they are and how far behind their readers."""


@flows.command()
@ask_outside
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def ensure(*, outside: Outside, dry_run: bool) -> int:
    """Make the flows that are missing, and set what differs; the number of partitions is never changed."""
    with open_admin(outside.settings, outside.ways) as admin:
        plan = plan_flows(outside.settings, look(admin, outside.settings))
        for note in plan.notes:
            warn(f"groundswell: note: {note}")
        if plan.faults:
            for fault in plan.faults:
                warn(f"groundswell: {fault}")
            warn("groundswell: nothing was changed")
            return 1
        if not dry_run:
            carry_out(admin, plan, outside.settings)
        for line in _said(plan, outside.settings.flows.replication, "would be " if dry_run else ""):
            print_line(line)
    return 0


def _said(plan: Plan, replication: int, mood: str) -> Iterator[str]:
    for flow in plan.make:
        kept = "the last of each key" if flow.kept is None else f"{flow.kept.total_seconds() / 86_400:g} days"
        count = "1 partition" if flow.partitions == 1 else f"{flow.partitions} partitions"
        copies = "1 copy" if replication == 1 else f"{replication} copies"
        yield f"{flow.name}: {mood}made, {count}, {copies}, keeps {kept}"
    for one in plan.alter:
        yield f"{one.flow}: {one.setting} {mood}set, {one.old} -> {one.new}"
    if not plan.make and not plan.alter:
        yield "all flows are as they should be"


@flows.command()
@ask_outside
@click.option("--json", "as_json", is_flag=True, help="One JSON object a flow.")
def status(*, outside: Outside, as_json: bool) -> int:
    """Show every flow, what it holds, and how far behind its readers are. Exit 1: something is wrong with one."""
    with open_admin(outside.settings, outside.ways) as admin:
        found = look_at_status(admin, outside.settings, outside.ways)
    if as_json:
        for one in found:
            print_line(msgspec.json.encode(one).decode())
    else:
        print_table(HEADINGS, (row for one in found for row in _rows(one)))
        for fault in (fault for one in found for fault in one.faults):
            warn(f"groundswell: {fault}")
    return 1 if any(one.faults for one in found) else 0


def _rows(one: FlowStatus) -> Iterator[tuple[object, ...]]:
    """A line for each group that reads a flow, or one."""
    kept = "" if one.kept_s is None else f"{one.kept_s / 86_400:g} d"
    what = (one.flow, _or(one.partitions), one.policy or "?", kept, _or(one.records), _or(one.bytes))
    for reader in one.groups:
        oldest = "" if reader.oldest_s is None else f"{reader.oldest_s:.0f} s"
        state = "none" if reader.group.state == "Dead" else reader.group.state
        yield (*what, reader.group.name, state, reader.group.members, f"{reader.lag:,}", oldest)
    if not one.groups:
        yield (*what, "", "", "", "", "")


def _or(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"
