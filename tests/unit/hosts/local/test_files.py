"""Files that are broken, shut, or gone: what can be read is read, and the rest is told."""

import gzip
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.unit.hosts.local.pages import line_at, minutes, open_merged, take_all
from workers.errors import InputError
from workers.hosts.local.files import find_files, unreadable


def shut(path: Path) -> Path:
    """Take away the right to read it; skips the test for those whom no right can be taken from, as root."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("may read everything")
    return path


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-8] + bytes(8), lambda raw: raw + b"left over"])
def test_what_came_out_of_a_compressed_file_before_it_broke_is_read(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """A wrong checksum, or something behind the end: the pages before are whole."""
    packed = gzip.compress(b"".join(line_at(minute) + b"\n" for minute in range(400)))
    (tmp_path / "a.jsonl.gz").write_bytes(spoil(packed))
    pages = open_merged([tmp_path / "a.jsonl.gz"])

    assert minutes(take_all(pages)) == list(range(400))
    assert len(pages.broken()) == 1


def test_what_may_not_be_read_in_a_folder_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    for name in ("a.json", "b.json", "c.jsonl"):
        (tmp_path / name).write_bytes(line_at(1))
    (tmp_path / "inner").mkdir()
    for name in ("b.json", "c.jsonl", "inner"):
        shut(tmp_path / name)
    told = [line.split(":")[0].rsplit("/", 1)[-1] for line in unreadable([str(tmp_path)])]

    assert [file.called for file in find_files([str(tmp_path)])] == ["a.json"]
    assert sorted(told) == ["b.json", "c.jsonl", "inner"]


def test_a_file_that_was_named_and_may_not_be_read_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.json").touch()

    with pytest.raises(InputError, match=r"a\.json: cannot be read: permission denied"):
        find_files([str(shut(tmp_path / "a.json"))])


def test_a_single_page_that_is_gone_before_it_is_read_is_told(tmp_path: Path) -> None:
    for minute in (1, 2):
        (tmp_path / f"{minute}.json").write_bytes(line_at(minute))
    pages = open_merged([tmp_path])
    (tmp_path / "2.json").unlink()

    assert minutes(take_all(pages)) == [1]
    assert pages.broken() == (f"{tmp_path / '2.json'}: gone before it was read",)


@pytest.mark.parametrize("left", [0.7, 0.999])
@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstandard.ZstdCompressor().compress)])
def test_a_compressed_file_that_is_cut_short_is_told_and_all_before_the_cut_is_read(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes], left: float
) -> None:
    chance = random.Random(1)
    written = b"".join(line_at(minute, text=chance.randbytes(200).hex()) + b"\n" for minute in range(2_000))
    packed = pack(written)
    file = tmp_path / f"a.jsonl.{ending}"
    file.write_bytes(packed[: int(len(packed) * left)])
    pages = open_merged([file])
    read = minutes(take_all(pages))
    file.write_bytes(packed)

    # Zstandard gives its blocks, 128 KB each, whole or not at all.
    assert len(read) >= 2_000 * left - 300
    assert read == list(range(len(read)))
    (told,) = pages.broken()
    assert told.startswith(f"{file}: ends in the middle after line {len(read)}: the compressed file is cut short")
    assert minutes(take_all(open_merged([file], pages.moved()))) == list(range(len(read), 2_000))


def test_frames_of_a_compressed_file_follow_each_other(tmp_path: Path) -> None:
    """As `zstd` appends, and as one file is put behind another."""
    frames = [zstandard.ZstdCompressor().compress(line_at(minute) + b"\n") for minute in range(300)]
    file = tmp_path / "a.jsonl.zst"
    file.write_bytes(b"".join(frames))
    pages = open_merged([file])

    assert minutes(take_all(pages)) == list(range(300))
    assert pages.broken() == ()


def test_a_pipe_is_refused_with_a_way_to_read_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(
        InputError, match=r"pipe: no file but a pipe or device; expected a file, a folder, or - < .*pipe"
    ):
        find_files([str(tmp_path / "pipe")])
    assert find_files([str(tmp_path)]) == ()
