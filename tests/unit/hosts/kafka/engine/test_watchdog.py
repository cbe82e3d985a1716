import pytest

from workers.hosts.kafka.engine.watchdog import Look, Trouble, verdict, weigh
from workers.hosts.kafka.ways import Pace

PACE = Pace(stalled_s=60.0, outage_s=120.0)


def look(**fields: object) -> Look:
    made = {"passed_s": 1.0, "ready": True, "behind": 0, "idle_s": 100.0} | fields
    return Look(**made)  # type: ignore[arg-type]


def after(seconds: int, seen: Look, trouble: Trouble | None = None) -> Trouble:
    trouble = trouble or Trouble()
    for _ in range(seconds):
        trouble = weigh(trouble, seen)
    return trouble


def test_a_worker_with_nothing_to_do_is_in_no_trouble() -> None:
    assert after(1_000, look()) == Trouble()


def test_a_worker_that_is_behind_and_moves_is_in_no_trouble() -> None:
    assert after(1_000, look(behind=10_000, idle_s=0.5)) == Trouble()


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (look(ready=False), "not ready for 61 s"),
        (look(behind=1), "behind, and without progress for 61 s"),
    ],
    ids=["not ready", "behind"],
)
def test_a_stall_ends_the_process_when_it_has_lasted_too_long(seen: Look, words: str) -> None:
    assert verdict(after(60, seen), PACE) is None
    assert verdict(after(61, seen), PACE) == words


def test_progress_ends_the_trouble() -> None:
    stuck = after(59, look(behind=1))

    assert verdict(after(59, look(behind=1), weigh(stuck, look(behind=1, idle_s=0.1))), PACE) is None


def test_time_without_a_broker_is_no_stall_of_ours() -> None:
    """An outage is ridden out; what comes after it has its own time to recover."""
    away = after(100, look(ready=False, broker=False))

    assert verdict(away, PACE) is None
    assert verdict(after(59, look(ready=False), away), PACE) is None


def test_a_broker_that_never_comes_back_ends_the_process() -> None:
    assert verdict(after(181, look(ready=False, broker=False)), PACE) == "no broker for 181 s"
