import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from workers.cli.detect import detect, read_counts
from workers.errors import InputError

HEADER = "timestamp,value\n"


def write(folder: Path, text: str, name: str = "series.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def burst() -> str:
    """Three quiet days and a half hour of noise, a row every five minutes."""
    counts = [*[2, 1, 3] * 288, *[80] * 6, *[2, 1, 3] * 40]
    stamps = [f"2024-06-{1 + i // 288:02} {i % 288 // 12:02}:{i % 12 * 5:02}:00" for i in range(len(counts))]
    return HEADER + "".join(f"{stamp},{count}\n" for stamp, count in zip(stamps, counts, strict=True))


def test_every_bucket_is_a_line_and_every_series_too(tmp_path: Path) -> None:
    path = write(tmp_path, burst())

    told = [json.loads(line) for line in CliRunner().invoke(detect, [str(path), "--json"]).stdout.splitlines()]

    opened = [one for one in told[:-1] if one["event"] == "open"]
    assert len(told) == 864 + 6 + 120 + 1
    assert [(one["series"], one["at"], one["observed"]) for one in opened] == [
        ("series.csv", "2024-06-04T00:00:00Z", 80)
    ]
    assert opened[0]["expected"] == pytest.approx(2, abs=0.2)
    assert [one["opened_at"] for one in told[-1]["episodes"]] == ["2024-06-04T00:00:00Z"]
    assert told[-1]["episodes"][0]["peak"] == max(one["score"] for one in told[:-1])


def test_a_pipe_gets_plain_lines(tmp_path: Path) -> None:
    told = CliRunner().invoke(detect, [str(write(tmp_path, burst())), "--threshold", "2.5"]).stdout.splitlines()

    assert told[0].split("\t") == ["series", "buckets", "opened at", "resolved at", "peak"]
    assert told[1].split("\t")[:3] == ["series.csv", "990", "2024-06-04T00:00:00Z"]


@pytest.mark.parametrize("kind", ["surprise", "ratio", "zscore"])
def test_every_detector_can_be_chosen(tmp_path: Path, kind: str) -> None:
    done = CliRunner().invoke(detect, [str(write(tmp_path, burst())), "--detector", kind])

    assert done.exit_code == 0
    assert "2024-06-04T00" in done.stdout


def test_an_empty_value_and_a_missing_row_are_gaps_and_zero_is_not(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "2024-06-01T00:00:00Z,3\n2024-06-01 00:05:00,\n2024-06-01 00:15:00,0\n")

    assert read_counts(path, 300)[1] == [3, None, None, 0]


def test_rows_of_one_bucket_are_added_up(tmp_path: Path) -> None:
    rows = ["2024-06-01T02:00:30+02:00,3", "2024-06-01T00:01:30Z,", "2024-06-01 00:02:30,4.0", "2024-06-01 00:05:00,1"]

    assert read_counts(write(tmp_path, HEADER + "\n".join(rows)), 300) == (1_717_200_000 // 300, [7, 1])


def test_the_mark_that_spreadsheets_write_first_is_no_part_of_a_name(tmp_path: Path) -> None:
    assert read_counts(write(tmp_path, "\ufeff" + burst()), 300) == read_counts(write(tmp_path, burst()), 300)


def test_a_compressed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    packed = tmp_path / "series.csv.gz"
    packed.write_bytes(gzip.compress(burst().encode()))

    assert read_counts(packed, 300) == read_counts(write(tmp_path, burst()), 300)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "expected timestamp,value"),
        ("time,count\n1,2\n", 1, "expected timestamp,value"),
        (HEADER, 2, "expected at least one"),
        (HEADER + "2024-06-01 00:00:00,1\nyesterday,2\n", 3, "expected one such as"),
        (HEADER + "2024-06-01 00:00:00,many\n", 2, "expected a whole number"),
        (HEADER + "2024-06-01 00:00:00,inf\n", 2, "expected a whole number"),
        (HEADER + "2024-06-01 00:00:00,-1\n", 2, "expected a whole number"),
        (HEADER + "2024-06-01 00:00:00,1.5\n", 2, "expected a whole number"),
        (HEADER + "2024-06-01 00:00:00,1,2\n", 2, "expected 2, timestamp,value"),
        (HEADER + "2024-06-01 00:05:00,1\n2024-06-01 00:00:00,1\n", 3, "expected rows in time order"),
        (HEADER + "2024-06-01 00:00:00,1\n2024-06-01 01:00:00,1\n", 3, "expected a wider --bucket"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, line: int, expected: str) -> None:
    path = write(tmp_path, text)

    with pytest.raises(InputError, match=rf"series\.csv:{line}: .*{expected}"):
        read_counts(path, 300)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 200_000, None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "series.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputError, match=r"series\.csv: cannot be read"):
        read_counts(path, 300)


@pytest.mark.parametrize("bucket", ["7m", "soon", "1d"])
def test_a_bucket_that_does_not_divide_the_hour_is_refused(tmp_path: Path, bucket: str) -> None:
    assert CliRunner().invoke(detect, [str(write(tmp_path, burst())), "--bucket", bucket]).exit_code == 2
