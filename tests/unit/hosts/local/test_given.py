"""Pages as they were given, whatever their times."""

import gzip
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import NOON, PROSE
from tests.unit.hosts.local.pages import ASKED, line_at, write_lines
from workers.errors import InputError
from workers.hosts.local.given import GivenPages
from workers.model.rejection import Reason


def names(pages: GivenPages) -> list[str]:
    return [arrival.payload.name for arrival in pages]


def test_inputs_come_one_after_the_other_and_lines_from_first_to_last(tmp_path: Path) -> None:
    late = write_lines(tmp_path / "late.jsonl", [90, 10, 50])
    early = write_lines(tmp_path / "early.jsonl", [0, 5])
    single = tmp_path / "single.txt"
    single.write_text(PROSE)
    given = [str(path) for path in (late, single, early)]

    assert names(GivenPages(given, ASKED)) == [
        *("late.jsonl:1", "late.jsonl:2", "late.jsonl:3", "single.txt", "early.jsonl:1", "early.jsonl:2")
    ]


def test_a_folder_comes_by_the_names_of_its_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "c.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(line_at(0))

    assert names(GivenPages([str(tmp_path)], ASKED)) == ["a/z.txt", "b.txt", "c.jsonl:1"]


def test_blank_lines_are_no_pages_and_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n" + line_at(0) + b"\n \n" + line_at(1))

    assert names(GivenPages([str(tmp_path / "a.jsonl")], ASKED)) == ["a.jsonl:2", "a.jsonl:4"]


def test_what_the_operator_says_of_the_inputs_holds_for_each_page(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [0, 1])
    dates = {1: None, 2: NOON}
    asked = replace(ASKED, source="Harbour Post", published=lambda _, payload: dates[payload.position.offset])
    refused, dated = GivenPages([str(file)], asked)

    assert refused.refused is not None
    assert refused.refused.reason is Reason.NO_TIME
    assert (dated.payload.source, dated.payload.recorded_at) == ("Harbour Post", NOON)


def test_a_file_cut_short_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(line_at(minute, text=os.urandom(2_000).hex()) + b"\n" for minute in range(200)))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    write_lines(tmp_path / "b.jsonl", [0])
    pages = GivenPages([str(tmp_path)], ASKED)
    read = names(pages)

    assert read[0] == "a.jsonl.gz:1"
    assert read[-1] == "b.jsonl:1"
    assert len(pages.broken) == 1
    assert f"ends in the middle after line {len(read) - 1}: " in pages.broken[0]


def test_nothing_is_read_when_an_input_is_missing(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [0])

    with pytest.raises(InputError, match="no such file"):
        GivenPages([str(file), str(tmp_path / "nowhere.jsonl")], ASKED)
