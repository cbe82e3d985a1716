"""Files as one ordered stream that can be left and taken up again anywhere."""

import gzip
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOON
from tests.unit.hosts.local.pages import ASKED, line_at, minutes, open_merged, take_all, write_lines
from workers.errors import InputError
from workers.hosts.local.files import find_files
from workers.hosts.local.lane import Order
from workers.hosts.local.place import Place
from workers.ingest.rules import InputRules
from workers.model.rejection import Reason

MINUTES = st.lists(st.integers(0, 40), max_size=25)


def test_files_are_merged_by_time(tmp_path: Path) -> None:
    one = write_lines(tmp_path / "one.jsonl", [1, 4, 5])
    other = write_lines(tmp_path / "other.jsonl", [2, 3, 6])

    assert minutes(take_all(open_merged([one, other]))) == [1, 2, 3, 4, 5, 6]


def test_a_file_is_sorted_within_ten_minutes(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [10, 1, 5, 30, 25, 12])

    assert minutes(take_all(open_merged([file]))) == [1, 5, 10, 12, 25, 30]


def test_a_page_later_than_the_buffer_stays_late(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [1, 2, 30, 31, 45, 3, 46])

    assert minutes(take_all(open_merged([file]))) == [1, 2, 30, 31, 3, 45, 46]


def test_a_whole_file_is_sorted_on_demand(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [300, 1, 30, 31, 3, 32])

    assert minutes(take_all(open_merged([file], order=Order(whole=True)))) == [1, 3, 30, 31, 32, 300]


def test_the_buffer_is_bounded(tmp_path: Path) -> None:
    """A flood within ten minutes must not fill the memory; the oldest page goes out."""
    file = write_lines(tmp_path / "a.jsonl", [5, 4, 3, 2, 1])

    assert minutes(take_all(open_merged([file], order=Order(pages=2)))) == [3, 2, 1, 4, 5]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_compressed_files_are_read_alike(tmp_path: Path, name: str) -> None:
    raw = b"".join(line_at(minute) + b"\n" for minute in (1, 2))
    packed = {"gz": gzip.compress(raw), "zst": zstandard.compress(raw)}.get(name.rsplit(".", 1)[-1], raw)
    (tmp_path / name).write_bytes(packed)

    assert minutes(take_all(open_merged([tmp_path / name]))) == [1, 2]


def test_a_compressed_file_that_ends_in_the_middle_is_read_up_to_there_and_told(tmp_path: Path) -> None:
    raw = b"".join(line_at(minute, url=f"https://a.example/{minute * 7919}") + b"\n" for minute in range(400))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(raw)[:-2000])
    pages = open_merged([tmp_path / "a.jsonl.gz", write_lines(tmp_path / "b.jsonl", [1])])
    read = len(take_all(pages))

    assert 0 < read < 401
    assert [what.split(":")[0].rsplit("/", 1)[-1] for what in pages.broken()] == ["a.jsonl.gz"]


def test_a_folder_of_single_pages_is_sorted_by_time_and_name(tmp_path: Path) -> None:
    for name, minute in (("c", 3), ("b", 1), ("a", 3)):
        (tmp_path / f"{name}.json").write_bytes(line_at(minute))

    names = [arrival.payload.name.rsplit("/", 1)[-1] for arrival in take_all(open_merged([tmp_path]))]

    assert names == ["b.json", "a.json", "c.json"]


def test_folders_are_read_with_their_subfolders_and_hidden_files_left_out(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("a.txt", "deep/b.html", ".hidden.txt", ".git/c.txt"):
        (tmp_path / name).write_text("text")

    assert [file.path.name for file in find_files([str(tmp_path)])] == ["a.txt", "b.html"]


def test_a_page_that_cannot_be_decoded_keeps_its_place(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line_at(1) + b"\n{broken\n" + line_at(40) + b"\n")

    assert [arrival.payload.position.offset for arrival in take_all(open_merged([file]))] == [1, 2, 3]


def test_a_line_too_long_is_cut_and_says_its_true_size(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"x" * 3_000_000 + b"\n" + line_at(1) + b"\n")
    asked = replace(ASKED, rules=InputRules(max_bytes=1000))
    long = take_all(open_merged([file], asked=asked))[0].payload

    assert (len(long.value), long.oversize) == (1000, 3_000_000)


def test_blank_lines_are_no_pages(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\n  \n" + line_at(1) + b"\n\n")

    assert [arrival.payload.position.offset for arrival in take_all(open_merged([file]))] == [3]


def test_an_input_that_does_not_exist_is_said_with_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere.jsonl: no such file or folder; expected"):
        open_merged([tmp_path / "nowhere.jsonl"])


def test_an_input_named_twice_is_refused(tmp_path: Path) -> None:
    """Its pages would be counted at two places."""
    file = write_lines(tmp_path / "a.jsonl", [1])

    with pytest.raises(InputError, match="named twice"):
        open_merged([file, tmp_path])


def test_pages_that_do_not_say_when_take_the_time_given_for_them(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line_at(1) + b"\n" + b'{"text": "without a time", "title": "x"}\n')
    asked = replace(ASKED, fetched_at=NOON + timedelta(minutes=7))

    assert [arrival.at for arrival in take_all(open_merged([file], asked=asked))] == [
        NOON + timedelta(minutes=1),
        NOON + timedelta(minutes=7),
    ]


def test_archives_can_be_dated_by_their_own_publication_times(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line_at(1) + b"\n" + line_at(2) + b"\n")
    dates = {1: NOON - timedelta(days=3), 2: None}
    asked = replace(ASKED, published=lambda _, payload: dates[payload.position.offset])
    first, second = take_all(open_merged([file], asked=asked))

    assert first.at == NOON - timedelta(days=3)
    assert second.refused is not None
    assert second.refused.reason is Reason.NO_TIME


@given(MINUTES, MINUTES, st.integers(1, 8), st.data())
@settings(max_examples=60)
def test_a_reading_that_was_left_anywhere_goes_on_exactly_there(
    one: list[int], other: list[int], most: int, data: st.DataObject
) -> None:
    """Nothing twice, nothing skipped, and in the same order: for every place where it can be left."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [write_lines(Path(folder) / "a.jsonl", one), write_lines(Path(folder) / "b.jsonl", other)]
        (Path(folder) / "a.jsonl").open("ab").write(b"{broken\n" + line_at(20) + b"\n")
        order = Order(pages=most, awake=data.draw(st.sampled_from([0, 64])))
        whole = [arrival.payload.name for arrival in take_all(open_merged(paths, order=order))]
        places: dict[str, Place] = {}
        read: list[str] = []
        while True:
            pages = open_merged(paths, places, order=order)
            steps = data.draw(st.integers(1, 12))
            for _ in range(steps):
                arrival = pages.take()
                if arrival is None:
                    break
                read.append(arrival.payload.name)
                pages.done(arrival)
            pages.take()  # one more that is held in the hand, and not done
            places |= pages.moved()
            if arrival is None:
                break

    assert read == whole


def test_a_page_without_a_time_keeps_its_place_when_a_reading_is_taken_up_again(tmp_path: Path) -> None:
    """It was given the time of the page before it, which is not looked at again."""
    one, other = tmp_path / "a.jsonl", write_lines(tmp_path / "b.jsonl", [0])
    one.write_bytes(line_at(0) + b"\n{broken\n" + line_at(20) + b"\n")
    order = Order(pages=1)
    pages = open_merged([one, other], order=order)
    first = pages.take()
    assert first is not None
    pages.done(first)
    pages.take()
    rest = take_all(open_merged([one, other], pages.moved(), order=order))

    assert [arrival.payload.name.rsplit("/", 1)[-1] for arrival in rest] == ["a.jsonl:2", "b.jsonl:1", "a.jsonl:3"]


def test_a_file_that_has_grown_is_read_from_its_old_end(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [1, 2])
    pages = open_merged([file])
    take_all(pages)
    with file.open("ab") as more:
        more.write(line_at(3) + b"\n")

    assert minutes(take_all(open_merged([file], pages.moved()))) == [3]


def test_another_file_under_the_same_name_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [1, 2])
    pages = open_merged([file])
    take_all(pages)
    write_lines(file, [7, 8, 9])

    assert minutes(take_all(open_merged([file], pages.moved()))) == [7, 8, 9]


def test_single_pages_that_were_read_are_read_again_only_when_they_changed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_bytes(line_at(1))
    pages = open_merged([tmp_path])
    take_all(pages)
    (tmp_path / "b.json").write_bytes(line_at(2))

    assert minutes(take_all(open_merged([tmp_path], pages.moved()))) == [2]
