"""More files than a process may hold open at once."""

import gzip
import resource
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.unit.hosts.local.pages import LIVELY, line_at, minutes, open_merged, take_all
from workers.hosts.local.files import chunks_of, find_files, make_room, open_plain
from workers.hosts.local.lane import Order

FOLDER_OF_PACKED = 120


def write_packed(folder: Path, apart: float) -> list[Path]:
    """Compressed files, which stay open while they are read; each begins so many minutes after the one before."""
    files = [folder / f"{number:03}.jsonl.gz" for number in range(FOLDER_OF_PACKED)]
    for number, file in enumerate(files):
        start = number * apart
        file.write_bytes(gzip.compress(b"".join(line_at(start + more) + b"\n" for more in (2, 0.5, 20))))
    return files


@pytest.mark.parametrize("apart", [0, 1, 30])
@pytest.mark.parametrize("order", [Order(awake=0), Order(awake=0, pages=2), Order(awake=0, whole=True)])
def test_files_that_are_opened_when_they_are_due_are_read_in_the_same_order(
    tmp_path: Path, apart: float, order: Order
) -> None:
    files = write_packed(tmp_path, apart)[:20]
    awake = take_all(open_merged(files, order=Order(pages=order.pages, whole=order.whole)))

    assert [arrival.payload for arrival in take_all(open_merged(files, order=order))] == [
        arrival.payload for arrival in awake
    ]


def test_files_that_follow_each_other_are_open_a_few_at_a_time(tmp_path: Path) -> None:
    pages, own = open_merged(write_packed(tmp_path, apart=60)), psutil.Process()
    before, most, taken = own.num_fds(), 0, 0
    while (arrival := pages.take()) is not None:
        pages.done(arrival)
        most, taken = max(most, own.num_fds() - before), taken + 1

    assert taken == 3 * FOLDER_OF_PACKED
    assert most <= 5


def test_a_small_plain_file_is_open_for_a_moment_only(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(line_at(0) + b"\n")
    (file,) = find_files([str(tmp_path / "a.jsonl")])
    with open_plain(file) as stream:
        chunks = chunks_of(stream, packed=False)
        first = next(chunks)

        assert stream.closed
        assert [first, *chunks] == [line_at(0) + b"\n"]


def test_a_file_longer_than_a_chunk_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"".join(line_at(minute) + b"\n" for minute in range(50)))

    for size in (16, 1_000, len(line_at(10)) + 1):
        order = Order(chunk=size, awake=LIVELY.awake)
        assert minutes(take_all(open_merged([tmp_path / "a.jsonl"], order=order))) == list(range(50))


UNDER_A_LIMIT = """
import resource, sys
from pathlib import Path
from tests.unit.hosts.local.pages import open_merged, take_all
resource.setrlimit(resource.RLIMIT_NOFILE, (60, int(sys.argv[2])))
print(len(take_all(open_merged(sorted(Path(sys.argv[1]).iterdir())))))
"""


def read_under_a_limit(folder: Path, most: int) -> subprocess.CompletedProcess[str]:
    """In a process of its own, since a limit that was lowered cannot be raised again."""
    code = [sys.executable, "-c", UNDER_A_LIMIT, str(folder), str(most)]
    return subprocess.run(code, capture_output=True, text=True, check=False)


def test_files_that_overlap_are_all_open_at_once_as_far_as_the_machine_allows(tmp_path: Path) -> None:
    write_packed(tmp_path, apart=0)

    assert read_under_a_limit(tmp_path, 1_000).stdout == f"{3 * FOLDER_OF_PACKED}\n"
    assert "gz: cannot be read: Too many open files; expected fewer inputs" in read_under_a_limit(tmp_path, 60).stderr


def test_room_that_is_there_is_left_as_it_is() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    make_room(1)

    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
