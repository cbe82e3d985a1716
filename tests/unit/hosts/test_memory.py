"""How much memory there is to use."""

from pathlib import Path

from workers.hosts.memory import limit_bytes, peak_bytes


def test_a_containers_limit_counts_where_it_is_lower_than_the_machines(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("268435456\n")

    assert limit_bytes([tmp_path / "memory.max"]) == 256 * 1024 * 1024


def test_without_a_limit_it_is_the_machines_memory(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    machine = limit_bytes([tmp_path / "nothing"])

    assert limit_bytes([tmp_path / "memory.max"]) == machine > 1024**3 / 2


def test_the_peak_is_never_below_what_was_held_once() -> None:
    before = peak_bytes()
    held = b"x" * (64 * 1024 * 1024)

    assert peak_bytes() >= before
    assert len(held) < peak_bytes()
