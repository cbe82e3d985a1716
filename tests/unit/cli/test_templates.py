"""`groundswell templates`."""

import pytest

from workers.alert.render.words import load_sources
from workers.cli import main


def test_every_template_is_listed_with_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["templates", "list"])
    lines = capsys.readouterr().out.splitlines()

    assert [line.split()[0] for line in lines] == list(load_sources())
    assert "digest.html         the HTML part of a mail, for digests" in lines


@pytest.mark.parametrize("name", load_sources())
def test_a_template_is_shown_as_it_is_shipped(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "show", name]) == 0
    assert capsys.readouterr().out == load_sources()[name]


def test_a_template_that_is_not_there_is_asked_for_in_vain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "show", "mial.txt"]) == 2
    assert "mial.txt: no such template; expected mail.txt (did you mean that?)" in capsys.readouterr().err
