"""Pages written in a rule test, put among those of its files."""

from pathlib import Path

from tests.builders import PROSE
from tests.unit.hosts.local.pages import ASKED, open_merged, write_lines
from tests.unit.study.steps import after
from workers.hosts.local.lane import Arrival
from workers.hosts.local.written import WrittenPages
from workers.study.expectations import InlinePage


def written(*minutes: float) -> list[InlinePage]:
    return [
        InlinePage(name=f"written {minute}", fetched_at=after(minute), fields={"text": PROSE, "title": "Written"})
        for minute in minutes
    ]


def take_all(pages: WrittenPages) -> list[Arrival]:
    taken = []
    while (arrival := pages.take()) is not None:
        taken.append(arrival)
        pages.done(arrival)
    return taken


def test_all_pages_come_in_the_order_of_their_times(tmp_path: Path) -> None:
    files = open_merged([write_lines(tmp_path / "a.jsonl", [0, 20, 40])])
    arrivals = take_all(WrittenPages(written(30, 10, 50), "x.test.yaml", ASKED, files))

    assert [arrival.at for arrival in arrivals] == [after(minute) for minute in (0, 10, 20, 30, 40, 50)]


def test_a_written_page_is_counted_when_it_says_whatever_the_scrapers_format() -> None:
    """Nothing but `fetched_at` gives it a time: the file's own date is another one after every checkout."""
    (arrival,) = take_all(WrittenPages(written(30), "x.test.yaml", ASKED, open_merged([])))

    assert arrival.payload.recorded_at == arrival.at == after(30)
    assert (arrival.payload.name, arrival.payload.kind) == ("written 30", "json")


def test_a_page_that_is_not_done_comes_again(tmp_path: Path) -> None:
    pages = WrittenPages(written(10), "x.test.yaml", ASKED, open_merged([write_lines(tmp_path / "a.jsonl", [0])]))

    assert pages.take() is pages.take()


def test_where_nothing_is_left_there_is_nothing_to_take() -> None:
    pages = WrittenPages((), "x.test.yaml", ASKED, open_merged([]))

    assert pages.take() is None
    assert pages.ended
