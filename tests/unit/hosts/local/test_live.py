"""Inputs that have no end yet."""

import os
import time
from pathlib import Path

from tests.builders import NOON
from tests.unit.hosts.local.pages import ASKED, line_at, minutes, titles, write_lines
from workers.hosts.local.lane import Arrival
from workers.hosts.local.live import AWAKE, SCAN_S, LivePages, StandardInput
from workers.hosts.local.place import Place


def follow(*paths: Path, places: dict[str, Place] | None = None, forever: bool = True) -> LivePages:
    return LivePages([str(path) for path in paths], places or {}, ASKED, follow=forever)


def take_now(pages: LivePages) -> list[Arrival]:
    """Whatever there is now."""
    taken = []
    while (arrival := pages.take()) is not None:
        taken.append(arrival)
        pages.done(arrival)
    return taken


def look_again(pages: LivePages) -> None:
    """Let the folders be looked through once more."""
    time.sleep(SCAN_S)
    pages.take()


def add(path: Path, raw: bytes) -> None:
    with path.open("ab") as file:
        file.write(raw)


def test_pages_come_in_the_order_they_were_written(tmp_path: Path) -> None:
    pages = follow(write_lines(tmp_path / "a.jsonl", [5, 1, 30, 3]))

    assert minutes(take_now(pages)) == [5, 1, 30, 3]


def test_what_is_added_is_read_when_its_line_is_complete(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [1])
    pages = follow(file)
    first = take_now(pages)
    add(file, line_at(2)[:50])
    half = take_now(pages)
    add(file, line_at(2)[50:] + b"\n")

    assert (minutes(first), half, minutes(take_now(pages))) == ([1], [], [2])


def test_a_file_that_is_cut_short_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [1, 2, 3])
    pages = follow(file)
    take_now(pages)
    write_lines(file, [7])
    take_now(pages)  # finds out

    assert minutes(take_now(pages)) == [7]


def test_another_file_under_the_name_is_read_after_the_rest_of_the_old_one(tmp_path: Path) -> None:
    """Log rotation by renaming."""
    file = write_lines(tmp_path / "a.jsonl", [1])
    pages = follow(file)
    take_now(pages)
    add(file, line_at(2) + b"\n")
    file.rename(tmp_path / "a.old")
    write_lines(file, [3])

    assert minutes(take_now(pages) + take_now(pages)) == [2, 3]


def test_a_file_that_is_gone_for_a_while_is_waited_for(tmp_path: Path) -> None:
    """Log rotation that makes the new file only when there is something to write."""
    file = write_lines(tmp_path / "a.jsonl", [1])
    pages = follow(file)
    first = take_now(pages)
    file.rename(tmp_path / "a.old")
    look_again(pages)
    meanwhile, place = take_now(pages), pages.moved()[str(file)]
    write_lines(file, [2])

    assert (minutes(first), meanwhile, place.line) == ([1], [], 2)
    assert minutes(take_now(pages) + take_now(pages)) == [2]


def test_the_last_line_of_a_rotated_file_needs_no_end(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line_at(1))
    pages = follow(file)
    held = take_now(pages)
    file.rename(tmp_path / "a.old")
    write_lines(file, [2])

    assert (held, minutes(take_now(pages) + take_now(pages))) == ([], [1, 2])


def test_a_place_in_a_rotated_file_is_no_place_in_the_new_one(tmp_path: Path) -> None:
    """Else a run that was killed just then would skip the new file's first pages."""
    file = write_lines(tmp_path / "a.jsonl", [1, 2])
    pages = follow(file)
    take_now(pages)
    file.rename(tmp_path / "a.old")
    write_lines(file, [3, 4, 5])

    assert minutes(take_now(follow(file, places=pages.moved()))) == [3, 4, 5]


def test_a_folder_may_go_and_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    pages = follow(folder)
    folder.rmdir()
    look_again(pages)
    gone = take_now(pages)
    folder.mkdir()
    write_lines(folder / "a.jsonl", [1])
    look_again(pages)

    assert (gone, minutes(take_now(pages))) == ([], [1])


def test_a_page_that_is_gone_before_it_is_read_is_passed_over(tmp_path: Path) -> None:
    for minute in (1, 2, 3):
        (tmp_path / f"{minute}.json").write_bytes(line_at(minute))
    pages = follow(tmp_path, forever=False)
    (tmp_path / "2.json").unlink()

    assert minutes(take_now(pages)) == [1, 3]


def test_following_goes_on_after_what_was_done(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [1, 2, 3])
    before = follow(file)
    arrival = before.take()
    assert arrival is not None
    before.done(arrival)
    before.take()

    assert minutes(take_now(follow(file, places=before.moved()))) == [2, 3]


def test_several_files_stay_in_step_by_time(tmp_path: Path) -> None:
    """Else the backlog of one would make all pages of another late."""
    one = write_lines(tmp_path / "a.jsonl", [10, 11, 12])
    other = write_lines(tmp_path / "b.jsonl", [1, 2, 30])

    assert minutes(take_now(follow(one, other))) == [1, 2, 10, 11, 12, 30]


def test_inputs_say_when_they_were_read_to_where_they_end_now(tmp_path: Path) -> None:
    one, other = write_lines(tmp_path / "a.jsonl", [1]), write_lines(tmp_path / "b.jsonl", [])
    pages = follow(one, other)

    assert (pages.inputs, pages.idle()) == ((str(one), str(other)), (str(other),))


def test_files_that_are_not_followed_end(tmp_path: Path) -> None:
    pages = follow(write_lines(tmp_path / "a.jsonl", [1]), forever=False)

    assert not pages.ended
    take_now(pages)
    assert pages.ended


def test_a_folder_is_looked_through_for_new_files(tmp_path: Path) -> None:
    pages = follow(tmp_path)
    (tmp_path / "page.json").write_bytes(line_at(1))
    write_lines(tmp_path / "more.jsonl", [2])
    found: list[str] = []
    until = time.monotonic() + 5 * SCAN_S
    while len(found) < 2 and time.monotonic() < until:
        found += titles(take_now(pages))
        time.sleep(SCAN_S / 10)

    assert sorted(found) == ["At 1", "At 2"]


def test_standard_input_is_read_as_it_comes() -> None:
    read, write = os.pipe()
    lines = StandardInput(ASKED, read)
    os.write(write, line_at(1) + b"\n" + line_at(2))
    first = lines.head()
    lines.done()
    held = lines.head()
    os.close(write)
    second = lines.head()

    assert first is not None
    assert held is None
    assert second is not None
    assert (first.payload.name, second.payload.name, lines.ended) == ("-:1", "-:2", True)
    assert first.at.date() == NOON.date()
    os.close(read)


def held_open(folder: Path) -> int:
    """Files in a folder that this process holds open."""
    links = [Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd")]
    return sum(os.path.realpath(link).startswith(str(folder)) for link in links)


def test_of_many_growing_files_those_that_changed_last_are_held_open(tmp_path: Path) -> None:
    """A scraper that begins a file an hour must not fill the table of open files in a month."""
    for number in range(AWAKE + 36):
        os.utime(write_lines(tmp_path / f"{number:03}.jsonl", [number]), ns=(number, number))
    pages = follow(tmp_path)
    first = minutes(take_now(pages))
    look_again(pages)
    add(tmp_path / "000.jsonl", line_at(500) + b"\n" + line_at(501)[:40])
    half = minutes(take_now(pages))
    add(tmp_path / "000.jsonl", line_at(501)[40:] + b"\n")
    write_lines(tmp_path / "001.jsonl", [502])

    assert sorted(first) == list(range(AWAKE + 36))
    assert half == [500]
    assert sorted(minutes(take_now(pages))) == [501, 502]
    assert held_open(tmp_path) <= AWAKE
    assert pages.moved()[str(tmp_path / "000.jsonl")].line == 4


def test_a_file_that_rests_may_be_gone_replaced_or_end_in_half_a_line(tmp_path: Path) -> None:
    for number in range(AWAKE + 3):
        (tmp_path / f"{number:03}.jsonl").write_bytes(line_at(number) + b"\n" + line_at(700))
        os.utime(tmp_path / f"{number:03}.jsonl", ns=(number, number))
    pages = follow(tmp_path)
    take_now(pages)
    look_again(pages)
    take_now(pages)
    (tmp_path / "000.jsonl").unlink()
    gone = take_now(pages)
    (tmp_path / "001.jsonl").rename(tmp_path / "001.old")
    write_lines(tmp_path / "001.jsonl", [800])

    assert gone == []
    assert minutes(take_now(pages)) == [700, 800]
