"""Write docs/reference/ from the code itself: `python -m tools.reference`. A test compares the two."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from msgspec import structs

from tools.broker.cluster import ROOT
from tools.reference_config import FILES, Key, keys_of, structs_in
from workers.cli import cli
from workers.documents.settings import SettingsFile
from workers.hosts.kafka.flows import RECORD_BYTES, Flow, Flows, flows_of

FOLDER = ROOT / "docs" / "reference"
_MADE = "<!-- Made by `python -m tools.reference` from the code: change it there. -->"
_CARRIES = {
    "pages": ("any", "a page: JSON, text or HTML; headers `content-type`, `source`, `traceparent`", "your scraper"),
    "articles": ("article id", "an article, as `groundswell read --json` prints it", "read"),
    "pulses": ("none", "`Pulse`: what a reader has read, and so much from each source", "read"),
    "signals": ("watch id; none for a tick", "`Mention`, or `Tick` to every partition", "read, count"),
    "alerts": ("watch id", "a change of an alert, as a CloudEvent; headers `ce_...`, `traceparent`", "count"),
    "notices": ("subscription id; none for a tick", "`Offer`, `Outcome` or the host's tick", "notify"),
    "deliveries": ("subscription id", "a verdict or an attempt, as `groundswell deliveries list --json`", "notify"),
    "controls": ("kind and id", "silences made by command", "`groundswell silences`"),
    "rejects": ("the page's own", "its own bytes; why, in headers `__connect.errors.*`, `groundswell.*`", "all parts"),
    "clock": ("-", "the clock and its guard", "count"),
    "watches": ("watch id", "the state of a watch", "count"),
    "outbox": ("subscription id and alert id", "what is owed", "notify"),
}


def config_page() -> str:
    """Every key of the four files."""
    lines = ["# The config files, key by key", "", _MADE, "", _CONFIG]
    for file, items in FILES.items():
        lines += ["", f"## {file}"]
        for name, kind in items.items():
            for struct in structs_in(kind):
                lines += ["", *_section(file, name, struct.__struct_config__.tag), "", *_table(list(keys_of(struct)))]
    return "\n".join(lines) + "\n"


_CONFIG = (
    "The starter files that `groundswell init` writes say the same by example. `groundswell check` finds what is\n"
    "wrong. A dot leads into a mapping, `[]` to each entry of a list. A key without a default must be there."
)


def _section(file: str, name: str, tag: object) -> Iterator[str]:
    if name:
        kind = f", `kind: {tag}`" if isinstance(tag, str) else ""
        yield f"### {'each of ' if name != 'defaults' else ''}`{name}`{kind}"
    if file == "watches.yaml" and name == "watches":
        yield ""
        yield "All but `id`, `name`, `terms`, `mask`, `unless`, `requires`, `scope` and `split_by` may also stand in"
        yield "`defaults`. `lists` are lists of words by their names, `region_groups` regions by names of your own."


def _table(keys: list[Key]) -> Iterator[str]:
    yield "| key | is | default | meaning |"
    yield "|---|---|---|---|"
    for key in keys:
        cells = (f"`{key.path}`", key.kind, key.default or "must be there", key.meaning)
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def commands_page() -> str:
    """Every command with its help, as a terminal shows it."""
    lines = ["# Commands", "", _MADE, "", _COMMANDS, ""]
    context = click.Context(cli, info_name="groundswell", terminal_width=100, **cli.context_settings)
    lines += ["```text", cli.get_help(context), "```"]
    for path, command, inside in _commands(cli, context):
        lines += ["", f"## groundswell {path}", "", "```text", command.get_help(inside), "```"]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"


_COMMANDS = (
    "Exit codes: 0 done; 1 findings (a failed test, a mistake, a page refused under `--strict`); 2 cannot run. Parts\n"
    "on Kafka have some more: [kafka.md](../kafka.md). `--json` prints one object a line, and nothing else on\n"
    "standard output."
)


def _commands(
    group: click.Group, context: click.Context, path: str = ""
) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if command.hidden:
            continue
        inside = click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100)
        command._help_option = None  # click keeps that of whoever asked first, by whatever names
        yield f"{path}{name}", command, inside
        if isinstance(command, click.Group):
            yield from _commands(command, inside, f"{path}{name} ")


def flows_page() -> str:
    """Every flow of ours, under the default config."""
    flows = flows_of(SettingsFile())
    rows = [_flow_row(field.name, flows) for field in structs.fields(Flows)]
    head = "| flow | topic | key | carries | written by | partitions | kept |\n|---|---|---|---|---|---|---|"
    return "\n".join(["# Flows", "", _MADE, "", _FLOWS, "", head, *rows, "", *_after_flows()])


_FLOWS = (
    "Kafka topics of ours, under the defaults of `groundswell.yaml`. [kafka.md](../kafka.md) says how to run on them."
)


def _flow_row(name: str, flows: Flows) -> str:
    flow = flows.named(name)
    key, carries, by = _CARRIES[name]
    partitions = f"{flow.partitions}" if flow.fixed else "free"
    return f"| {name} | `{flow.name}` | {key} | {carries} | {by} | {partitions} | {_kept(flow)} |"


def _kept(flow: Flow) -> str:
    if flow.kept is None:
        return "the last of each key"
    return f"{flow.kept // timedelta(days=1)} days"


def _after_flows() -> Iterator[str]:
    yield f"A record has {RECORD_BYTES // 1024 // 1024} MB at most. Formats carry a version: a newer worker reads an"
    yield "older one's state and messages. `alerts`, `articles`, `deliveries` and `rejects` are for you to read, too;"
    yield "the others are between our parts, and may change with any version."
    yield ""


PAGES = {"config.md": config_page, "commands.md": commands_page, "flows.md": flows_page}


def write(folder: Path = FOLDER) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
