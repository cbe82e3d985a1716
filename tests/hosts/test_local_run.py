"""The local host's promise: one order of pages gives one sequence of changes, whatever the batches and kills."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.builders import NOON, page_line, payload
from tests.desks import desk_of
from tests.hosts.world import QUIET, Configured, CrashedError, Quiet, facts, run_world, write_world
from workers.alert.route import RouteRules
from workers.cli.explain import recount_change
from workers.detect.clock import TimeRules
from workers.hosts.children import PageReader
from workers.hosts.counter import Counter
from workers.hosts.local.lane import Arrival
from workers.hosts.local.looking import AlertChoice, open_look
from workers.hosts.local.pace import Pace
from workers.hosts.local.sources import MERGED
from workers.hosts.local.walk import Walk
from workers.hosts.observe import Observer
from workers.hosts.spans import Spans


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def configured(world: Path) -> Configured:
    return Configured(world)


@pytest.fixture(scope="module")
def whole(world: Path, configured: Configured) -> dict[str, list[tuple[object, ...]]]:
    """What one run in one go leaves."""
    run_world(world, configured, world / "whole")
    return facts(world / "whole")


def test_the_burst_is_told_and_the_quiet_days_are_not(
    world: Path, configured: Configured, whole: dict[str, list[tuple[object, ...]]]
) -> None:
    watches = {watch for watch, *_ in whole["mentions"]}
    told = [entry for entry in whole["told"] if entry[4] == "accepted"]

    assert watches == {"pier", "mole"}
    assert len({alert for alert, *_ in whole["changes"]}) == 1
    assert {entry[3] for entry in told} >= {"send_first", "send_resolved"}
    assert [entry[2] for entry in whole["rejects"]] == ["broken_json"]


@pytest.mark.parametrize("pages", [1, 50])
def test_the_size_of_a_batch_does_not_show(
    world: Path, configured: Configured, whole: dict[str, list[tuple[object, ...]]], tmp_path: Path, pages: int
) -> None:
    run_world(world, configured, tmp_path, pace=Pace(pages=pages, commit_s=1e9))

    assert facts(tmp_path) == whole


@pytest.mark.parametrize("seed", range(3))
def test_kills_at_any_transaction_lose_nothing_and_repeat_nothing(
    world: Path, configured: Configured, whole: dict[str, list[tuple[object, ...]]], tmp_path: Path, seed: int
) -> None:
    """Killed with pages in hand, in buffers and counted in memory; attempts under way are made again by the same id."""
    random = Random(seed)
    kills = 0
    while kills < 100:
        pace = Pace(pages=random.randint(1, 40), commit_s=1e9)
        try:
            run_world(world, configured, tmp_path, pace=pace, watcher=Quiet(crash_after=random.randint(1, 3)))
        except CrashedError:
            kills += 1
            continue
        break

    assert 1 < kills < 100
    assert facts(tmp_path) == whole


def test_a_run_that_is_asked_to_stop_goes_on_later_where_it_was(
    world: Path, configured: Configured, whole: dict[str, list[tuple[object, ...]]], tmp_path: Path
) -> None:
    rounds = iter(range(1000))
    first = run_world(world, configured, tmp_path, stopping=lambda: next(rounds) >= 100)
    rest = run_world(world, configured, tmp_path)

    assert first.summary.pages == 100
    assert first.summary.pages + rest.summary.pages == len(whole["articles"]) + 1
    assert facts(tmp_path) == whole


def test_inputs_that_were_read_before_are_not_read_again(
    world: Path, configured: Configured, whole: dict[str, list[tuple[object, ...]]], tmp_path: Path
) -> None:
    run_world(world, configured, tmp_path)
    again = run_world(world, configured, tmp_path)

    assert again.summary.pages == 0
    assert facts(tmp_path) == whole


def test_learning_tells_nobody_and_leaves_the_same_memories(
    world: Path, configured: Configured, whole: dict[str, list[tuple[object, ...]]], tmp_path: Path
) -> None:
    lines: list[str] = []
    run_world(world, configured, tmp_path, muted=True, print_line=lines.append)
    learnt = facts(tmp_path)

    assert lines == []
    assert learnt["states"] == whole["states"]
    assert {entry[3] for entry in learnt["told"]} <= {"hold_muted", "hold_resolved_untold"}


def test_the_log_gets_each_notice_once_and_in_order(world: Path, configured: Configured, tmp_path: Path) -> None:
    lines: list[str] = []
    run_world(world, configured, tmp_path, print_line=lines.append)
    sequences = [int(line.split(".")[1]) for line in lines]

    assert sequences == sorted(set(sequences))
    assert len(lines) >= 2


def test_every_number_of_every_change_can_be_counted_again_from_the_articles(
    world: Path, configured: Configured, tmp_path: Path
) -> None:
    run_world(world, configured, tmp_path)
    with open_look(tmp_path) as look:
        changes = [one for last in look.alerts(AlertChoice()) for one in look.changes(last.alert_id)]
        counted = [recount_change(look, one, configured.rules.watches[one.watch.id]) for one in changes]

    assert len(changes) > 2
    assert [again for again in counted if not again.same] == []
    assert all(again.kept and again.windows for again in counted)


def test_a_number_that_does_not_follow_from_the_articles_is_found(
    world: Path, configured: Configured, tmp_path: Path
) -> None:
    run_world(world, configured, tmp_path)
    with open_look(tmp_path) as look:
        opened = look.changes(look.alerts(AlertChoice())[0].alert_id)[0]
        wrong = replace(opened, evidence=replace(opened.evidence, origins=opened.evidence.origins + 1))
        again = recount_change(look, wrong, configured.rules.watches[opened.watch.id])

    assert [(one.name, one.told - one.recounted) for one in again.numbers if not one.same] == [("origins", 1)]


def test_the_clock_ticks_before_the_page_of_a_new_slot_is_counted(configured: Configured, tmp_path: Path) -> None:
    """Else where a batch ends would show in which mentions a tick still finds open."""
    counter, spans = Counter(configured.rules.watches, TimeRules(lateness_s=0)), Spans({}, {})
    walk = Walk(PageReader(configured.rules), counter, desk_of(RouteRules(subscriptions=())), spans, Observer(QUIET))
    later = NOON + timedelta(minutes=10)
    for at in (NOON, later):
        page = payload(page_line(fetched_at=at.isoformat()), kind="json")
        walk.read(Arrival(payload=replace(page, recorded_at=later), at=at, file="a"), MERGED, None, 1)

    assert counter.partition.watermark_s == later.timestamp()
    assert spans.is_open(MERGED)
