"""The demo, on examples small enough to know by heart."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workers.cli import main

FROM = datetime(2025, 3, 3, tzinfo=UTC)
WATCHES = """
watches:
  - {id: orrin, name: Orrin lighthouse, terms: [Orrin]}
  - {id: merle, name: Merle, terms: [{text: Merle, needs: {words: [harbour]}}]}
"""
SUBSCRIPTIONS = """
subscriptions:
  - {id: desk, watches: {ids: ["*"]}, channels: [log]}
  - {id: night-desk, watches: {ids: ["*"]}, channels: [log], severity: critical}
"""
REPORTS = (
    "Sailors report that the light of Orrin went out at midnight. Two trawlers turned back, and one lost its net.",
    "A fuse blew, says the keeper, who in forty years at Orrin has not seen the like, he told this paper by radio.",
    "Insurers want to know who pays. The company that maintains Orrin referred questions to its lawyers in Cork.",
    "School children drew pictures of a dark tower. The best one will hang in the museum of Orrin from next week.",
)
RELEASE = "The harbour board has chosen Una Pike, who is thirty and afraid of birds, as the next keeper of Orrin."
TEASER = (
    "Bread gets cheaper in the valley\n"
    "Bakers in the valley sell bread for less this week, since flour has become cheaper than it was for years.\n"
    "Rye has not, one of them said on Monday behind his counter, and nobody knows what the summer will bring.\n"
    "Related articles\nOrrin in the dark"
)


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    return write_examples(tmp_path)


def write_examples(into: Path, hours: int = 72) -> Path:
    """A config, a background for so many hours, and pages written by hand: reports, copies, a teaser and nothing."""
    folder = into / "examples"
    for name in ("config", "background", "pages"):
        (folder / name).mkdir(parents=True)
    (folder / "config" / "watches.yaml").write_text(WATCHES, encoding="utf-8")
    (folder / "config" / "subscriptions.yaml").write_text(SUBSCRIPTIONS, encoding="utf-8")
    (folder / "background" / "quiet.jsonl.gz").write_bytes(gzip.compress(lines(quiet_pages(hours))))
    (folder / "pages" / "orrin.jsonl").write_bytes(lines(pages()))
    return folder


def lines(pages: Iterator[dict[str, str]]) -> bytes:
    return "".join(json.dumps(page) + "\n" for page in pages).encode()


def quiet_pages(hours: int) -> Iterator[dict[str, str]]:
    """One an hour; every ninth is about the lighthouse."""
    for hour in range(hours):
        quiet = f"The mayor of the town of Merle slept {hour} hours, and nobody had missed her."
        painted = f"Painters have been at work for {hour} days, and the lighthouse of Orrin is white again, they said."
        yield page(f"https://paper-{hour % 3}.example/{hour}", timedelta(hours=hour), quiet if hour % 9 else painted)


def pages() -> Iterator[dict[str, str]]:
    for number in range(6):
        yield page(f"https://release-{number}.example/", timedelta(days=1, hours=5, minutes=number), RELEASE)
    for number, report in enumerate(REPORTS):
        yield page(f"https://news-{number}.example/", timedelta(days=2, hours=12, minutes=10 + number), report)
    old = page(
        "https://attic.example/", timedelta(days=2, hours=12, minutes=30), REPORTS[0].replace("trawlers", "ships")
    )
    yield old | {"published": "2024-03-05"}
    yield page("https://bread.example/", timedelta(days=2, hours=13), TEASER)
    yield page("https://empty.example/", timedelta(days=2, hours=13), "")


def page(url: str, after: timedelta, text: str) -> dict[str, str]:
    return {"url": url, "fetched_at": (FROM + after).isoformat(), "text": text}


def run(examples: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["demo", "--examples", str(examples), "--into", str(examples.parent / "made")]) == 0
    return capsys.readouterr().out


def test_an_alert_is_told_as_it_opens(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(examples, capsys)

    assert "05 Mar 12:12 ALERT Orrin lighthouse: 3 independent stories" in said
    assert "the first alert, after" in said
    assert "85 pages" in said


def test_what_was_not_told_is_told_with_its_reason(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = run(examples, capsys).partition("What was not told, and why")[2]

    assert "Orrin lighthouse, 04 March: 9 pages are 9 articles, and those" in rest
    assert "none of the words its term needs stands near enough" in rest
    assert "named beside the articles only: Orrin lighthouse on 1 page" in rest
    assert "Orrin lighthouse: 1 article too old when fetched" in rest
    assert "from the subscription night-desk: not rare enough for it" in rest
    assert "1 page with no article on it (1 no_text)" in rest


def test_three_commands_are_left_to_try(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = f"--config {examples / 'config'} --state {examples.parent / 'made' / 'state'}"
    rest = run(examples, capsys).partition(" Next ")[2]

    notes, commands = rest.splitlines()[1::2], rest.splitlines()[2::2]

    assert [note[0] for note in notes] == ["#"] * 3
    assert [folders in command for command in commands] == [True, True, False]


def test_it_can_be_run_again(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a state of its own, which it forgets first."""
    first, second = (run(examples, capsys).partition("What was not told")[2] for _ in range(2))

    assert first == second


def test_it_says_which_examples_it_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["demo", "--examples", str(tmp_path), "--into", str(tmp_path / "made")])

    assert code == 2
    assert "holds no config" in capsys.readouterr().err


def test_examples_without_their_background_are_told_of(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (examples / "background").rename(examples / "foreground")

    code = main(["demo", "--examples", str(examples), "--into", str(examples.parent / "made")])

    assert code == 2
    assert "holds no background" in capsys.readouterr().err
