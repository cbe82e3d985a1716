"""Files that are broken, shut, or gone: what can be read is read, and the rest is told."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
