"""`groundswell read`: in a pipe, in brief, as JSON, and as a page."""

import json
from pathlib import Path

import pytest

from tests.unit.ingest.pages import NAVIGATION_AROUND, ORCHARD, TEASERS
from workers.cli import main

MARKUP = (
    "<!doctype html><html lang=en><head><title>Loans for growers</title></head>"
    "<body><nav><p>Weather of the week</p></nav>"
    f"<article>{''.join(f'<p>{line}</p>' for line in ORCHARD)}</article></body></html>"
)
BAD = "\x1b]0;owned\x07"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "a-frost.txt").write_text(NAVIGATION_AROUND)
    (tmp_path / "b-teasers.txt").write_text(TEASERS)
    return tmp_path


def test_a_pipe_gets_every_line_with_what_became_of_it(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["read", str(pages)])
    said = capsys.readouterr().out

    assert code == 0
    assert "a-frost.txt: 1 article, 8 of 25 lines kept\n" in said
    assert "\n  - 25 end         Terms of use\n" in said
    assert "b-teasers.txt: refused, no_article\n" in said
    assert "\n  -  2 teaser      A single sentence says" in said
    assert "\x1b" not in said


def test_in_brief_a_page_is_a_table(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "--brief", str(pages)])
    said = capsys.readouterr().out.splitlines()

    assert said[0] == "a-frost.txt:"
    assert said[1].split() == ["article", "language", "regions", "topics", "watches"]
    assert said[3].startswith("b-teasers.txt: no_article: ")
    assert len(said) == 4


def test_a_page_to_look_at_is_written(pages: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (pages / "c-loans.html").write_text(MARKUP)
    place = tmp_path / "read.html"
    code = main(["read", "--html", str(place), *map(str, sorted(pages.iterdir()))])
    told, page = capsys.readouterr(), place.read_text(encoding="utf-8")

    assert code == 0
    assert told.err == f"groundswell: the pages are in {place}\n"
    assert told.out.startswith("a-frost.txt:\narticle")
    assert page.count("<h2>") == 3
    assert "Terms of use" in page
    assert "Weather of the week" in page


def test_beside_a_page_json_stays_json(pages: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["read", "--json", str(pages)])
    alone = capsys.readouterr().out
    main(["read", "--json", "--html", str(tmp_path / "read.html"), str(pages)])
    beside = capsys.readouterr().out

    assert [json.loads(line)["page"] for line in alone.splitlines()] == ["a-frost.txt", "b-teasers.txt"]
    assert beside == alone


def test_a_place_that_cannot_be_written_to_is_refused_first(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--html", str(pages / "none" / "read.html"), str(pages)]) == 2
    assert "is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("how", [(), ("--brief",)])
def test_controls_in_a_page_reach_no_terminal(
    how: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [
        json.dumps({"title": f"Frost {BAD}", "text": NAVIGATION_AROUND, "url": f"https://a.example/{BAD}"}),
        f'{{"{BAD}": ',
        json.dumps({BAD: 1}),
        json.dumps({"text": NAVIGATION_AROUND, "fetched_at": BAD}),
    ]
    (tmp_path / "bad.jsonl").write_text("\n".join(lines))
    main(["read", *how, str(tmp_path / "bad.jsonl")])
    said = capsys.readouterr()

    assert said.out.count("bad.jsonl:") == 4
    assert not {"\x1b", "\x07"} & set(said.out + said.err)
