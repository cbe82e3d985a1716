"""Whether two hosts that were given the same pages came to the same facts."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from tools.local.facts import Settled, Watches, confirmed_ends, final_facts, settle
from tools.local.outside import last_rows, records
from workers.detect.clock import Clock
from workers.detect.partition import PartitionClock
from workers.hosts.kafka import codecs
from workers.hosts.kafka.counting.states import CLOCK_KEY
from workers.hosts.kafka.counting.timekeeper import read_clock
from workers.hosts.kafka.flows import Flows
from workers.hosts.local.store import FILE, open_store
from workers.model.alert import Change
from workers.model.signal import SlotRange

_change = msgspec.json.Decoder(Change)


class Facts(Struct, frozen=True, kw_only=True):
    """What is promised to be the same of every run over the same pages."""

    watches: dict[str, object]
    """Counts, memories and open alerts, by watch."""
    ended: dict[str, tuple[object, ...]]
    """Confirmed alerts that ended, by id."""
    unknown: tuple[tuple[SlotRange, ...], ...]
    """The slots nobody knows the truth of: one value, since all partitions must agree."""


def facts_of_store(state: Path, watches: Watches, end_s: int) -> Facts:
    """What the local host left in its folder, settled up to an hour (Unix seconds)."""
    with open_store(state) as store:
        clock, partition = store.clock() or Clock(), store.partition() or PartitionClock()
        settled = settle(clock, partition, store.states(), watches, end_s)
    with closing(sqlite3.connect(state / FILE)) as connection:
        changes = [_change.decode(body) for (body,) in connection.execute("select body from changes order by n")]
    return _facts([settled], changes, watches, end_s)


def facts_of_flows(bootstrap: str, flows: Flows, watches: Watches, end_s: int) -> Facts:
    """What counters left in their tables and on the flow `alerts`, settled up to an hour (Unix seconds)."""
    (clocks,) = last_rows(records(bootstrap, flows.clock.name)).values()
    clock = read_clock(clocks).clock
    settled = [
        _settle_part(clock, rows, watches, end_s)
        for rows in last_rows(records(bootstrap, flows.watches.name)).values()
        if CLOCK_KEY in rows
    ]
    changes = [_change.decode(record.value) for record in records(bootstrap, flows.alerts.name)]
    return _facts(settled, changes, watches, end_s)


def _settle_part(clock: Clock, rows: Mapping[bytes, bytes], watches: Watches, end_s: int) -> Settled:
    states = {key.decode(): codecs.watch_rows.decode(row).state for key, row in rows.items() if key != CLOCK_KEY}
    return settle(clock, codecs.partition_clocks.decode(rows[CLOCK_KEY]), states, watches, end_s)


def _facts(settled: list[Settled], changes: list[Change], watches: Watches, end_s: int) -> Facts:
    states = {name: state for part in settled for name, state in part.states.items()}
    told = [*changes, *(change for part in settled for change in part.changes)]
    return Facts(
        watches=final_facts(states, watches, end_s),
        ended=confirmed_ends(told),
        unknown=tuple({part.unknown: None for part in settled}),
    )


def differences(one: Facts, other: Facts) -> list[str]:
    """What they do not agree on, in words; empty when they do."""
    found = [f"watch {name}" for name in _apart(one.watches, other.watches)]
    found += [f"alert {name}" for name in _apart(one.ended, other.ended)]
    return found + ([] if one.unknown == other.unknown else ["unknown slots"])


def _apart(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
