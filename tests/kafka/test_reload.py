"""Readers, counters and notifiers that go on by another config, each at a moment of its own."""

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.broker import Flows
from tests.kafka import notifying
from tests.kafka.counting import (
    Counting,
    Start,
    burst_out,
    count_unbroken,
    read_facts,
    read_shares,
    read_whole,
    wait_counted,
)
from tests.kafka.notifying import SECRET, Unsteady, make_life, open_notifier, produce, read_deliveries, wait_for
from tests.kafka.placing import Place, write_watches
from tests.kafka.readers import WATCHES, Harbour, pages, tallied, truth, wait_until
from tests.kafka.signalling import feed, make_bursts
from tests.receiver import open_receiver
from workers.cli.asking import open_config
from workers.hosts.kafka import codecs
from workers.hosts.kafka.alerts import decode_alert
from workers.model.signal import Mention

PATIENCE_S = 60.0


def post(worker: Counting) -> tuple[int, str]:
    """Ask a worker to reload; the status, and what it said."""
    started = next(line for line in worker.told().splitlines() if '"started"' in line)
    request = urllib.request.Request(f"{json.loads(started)['health']}/-/reload", method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return answer.status, answer.read().decode()


def metrics_of(worker: Counting) -> str:
    started = next(line for line in worker.told().splitlines() if '"started"' in line)
    with urllib.request.urlopen(f"{json.loads(started)['health']}/metrics", timeout=PATIENCE_S) as page:
        text: str = page.read().decode()
    return text


def hang_up(process: subprocess.Popen[bytes], told: Callable[[], str]) -> None:
    """SIGHUP, and wait until another config is in force."""
    before = told().count('"config in force"')
    process.send_signal(signal.SIGHUP)
    until = time.monotonic() + PATIENCE_S
    while told().count('"config in force"') == before:
        assert time.monotonic() < until, told()[-3000:]
        assert process.poll() is None, told()[-3000:]
        time.sleep(0.05)


def rename_terms(place: Place) -> None:
    """Have every watch look for something else, and so count something else."""
    text = (place.folder / "watches.yaml").read_text()
    (place.folder / "watches.yaml").write_text(text.replace("x]", "y]"))
    vars(place).pop("rules", None)


def states_of(place: Place) -> set[str]:
    return {name for _, states in read_shares(place).values() for name in states if not name.startswith("\0")}


def test_what_readers_found_by_a_newer_config_waits_for_the_counters_and_then_counts(
    place: Place, start: Start
) -> None:
    """One that is killed while mentions wait loses none of them."""
    first, second = start(), start()
    rename_terms(place)
    steps = make_bursts(place.rules, ["w0", "w1", "w2"], 1)
    unbroken, _ = count_unbroken(place.rules, steps)

    feed(place, steps[:1])
    wait_counted(place)
    waiting = states_of(place)
    first.kill()
    third = start(ready=False)
    wait_counted(place)
    status, said = post(second)
    wait_until(lambda: '"ready"' in third.told())
    for step in steps[1:]:
        feed(place, [step])
        wait_counted(place)

    facts, told = read_facts(place)
    assert waiting == set()
    assert (status, "learning anew" in said) == (200, True)
    assert facts == unbroken
    assert {one.watch.id for one in told} == {"w0", "w1", "w2"}
    assert "groundswell_mentions_unknown_total 0.0" in metrics_of(second)
    assert "groundswell_mentions_waiting 0.0" in metrics_of(second)


def test_what_readers_find_by_the_former_config_is_dropped_and_counted_as_such(place: Place, start: Start) -> None:
    worker = start()
    old = make_bursts(place.rules, ["w0", "w1"], 1)
    feed(place, old[:1])
    wait_counted(place)
    rename_terms(place)
    hang_up(worker.process, worker.told)
    feed(place, old[1:])
    new = make_bursts(place.rules, ["w0", "w1"], 12)
    feed(place, new)
    wait_counted(place)

    kept = [row for _, states in read_shares(place).values() for row in states.values()]
    assert "groundswell_mentions_unknown_total 24.0" in metrics_of(worker)
    assert {row.counted_hash for row in kept} == {place.rules.watches[name].counted_hash for name in ("w0", "w1")}
    assert all(row.anew_s is not None for row in kept)


def test_a_watch_that_is_taken_out_ends_its_alert_and_the_others_go_on(place: Place, start: Start) -> None:
    worker = start()
    burst_out(place, ["w0", "w1"], 1)
    wait_counted(place)
    write_watches(place, ["w1", "w2"])
    status, said = post(worker)
    feed(place, make_bursts(place.rules, ["w1"], 24)[:2])
    wait_counted(place)

    told = [decode_alert(record.value) for record in read_whole(place, place.flows.alerts)]
    ends = [(one.sequence, one.told_because) for one in told if one.watch.id == "w0"]
    assert (status, "watches: 1 removed (w0)" in said) == (200, True)
    assert ends == [(0, ("early_score",)), (1, ("watch_removed",))]
    assert states_of(place) == {"w1"}


def test_a_reader_that_reloads_at_work_reads_every_page_once_by_one_config_or_the_other(
    flows: Flows, tmp_path: Path
) -> None:
    harbour, some = Harbour(flows, tmp_path, 2), pages(2_500, 2)
    before = open_config(tmp_path).rules
    try:
        reader = harbour.start()
        wait_until(lambda: '"started"' in harbour.said(reader))
        harbour.send(some)
        wait_until(lambda: any(place for place, _ in harbour.places().values()), look_s=0.05)
        (tmp_path / "watches.yaml").write_text(WATCHES.replace("[pier]", "[harbour master]"))
        hang_up(reader, lambda: harbour.said(reader))
        wait_until(harbour.is_read)
    finally:
        harbour.end()

    found = [codecs.signals.decode(value) for _, value, _, _ in harbour.records("signals")]
    pier = [one for one in found if isinstance(one, Mention) and one.watch_id == "pier"]
    after = open_config(tmp_path).rules
    hashes = [rules.watches["pier"].counted_hash for rules in (before, after)]
    assert sorted(harbour.articles()) == list(range(2_500))
    assert len(pier) == 2_500
    assert {one.counted for one in pier} == set(hashes)
    assert all(one.matched == (("pier",) if one.counted == hashes[0] else ("harbour master",)) for one in pier)
    assert tallied(harbour.pulses()) == truth(some)


def test_a_notifier_tells_who_was_added_and_finds_a_channel_that_moved_and_loses_nothing(
    flows: Flows, tmp_path: Path
) -> None:
    slow, new = Unsteady(failing=0.0), Unsteady(failing=0.0)
    slow.wait_s = 0.4
    wishes = ["id: desk, watches: {ids: [w0]}"]
    with open_receiver(slow.reply) as old_side, open_receiver(new.reply) as new_side:
        place = notifying.make_place(tmp_path / "config", flows.bootstrap, flows.prefix, old_side, wishes)
        channels, subscriptions = place.folder / "channels.yaml", place.folder / "subscriptions.yaml"
        with open_notifier(place) as notifier:
            notifier.wait_ready()
            produce(place, [one for n in range(6) for one in make_life(f"a{n}", "w0", ended=False)[:1]])
            wait_for(lambda: slow.under_way > 0, "nothing is under way")
            channels.write_text(channels.read_text().replace(str(old_side.port), str(new_side.port)))
            subscriptions.write_text(
                f"{subscriptions.read_text()}  - {{id: late, channels: [hook], watches: {{ids: [w1]}}}}\n"
            )
            hang_up(notifier.process, notifier.told)
            produce(place, make_life("b", "w1"))
            names = {f"a{n}.0.desk" for n in range(6)} | {f"b.{n}.late" for n in range(3)}
            wait_for(lambda: notifying.accepted(read_deliveries(place)) >= names, "not all are told")

    assert SECRET not in notifier.told()
    assert set(slow.taken) | set(new.taken) == names
    assert set(slow.taken) & set(new.taken) == set()
    assert {f"b.{n}.late" for n in range(3)} <= set(new.taken)
