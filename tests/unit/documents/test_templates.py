"""Templates in a config folder."""

from pathlib import Path

from tests.builders import notice
from workers.channels import decode_channel
from workers.cli import main
from workers.cli.asking import open_config
from workers.config.load import Loaded, load_folder
from workers.documents.files import is_config
from workers.documents.read import read_documents

WATCHES = Loaded(name="watches.yaml", file="config/watches.yaml", text="watches: [{id: a, terms: [Alpha]}]")


def told(**templates: str) -> tuple[list[str], list[str]]:
    """Mistakes and warnings; `mail_txt` stands for ``templates/mail.txt``."""
    names = {name[::-1].replace("_", ".", 1)[::-1]: text for name, text in templates.items()}
    files = [
        Loaded(name=f"templates/{name}", file=f"config/templates/{name}", text=text) for name, text in names.items()
    ]
    _, findings = read_documents("config", (WATCHES, *files), decode_channel)
    return [str(one) for one in findings.mistakes], [str(one) for one in findings.warnings]


def test_a_template_with_a_mistake_is_told_with_file_and_line() -> None:
    found = "headlin, which is not there; headline (did you mean that?)"

    assert told(line_txt="a\n{{ alert.headlin }}", subject_txt="fine") == (
        [f"config/templates/line.txt:2: found {found}; expected a template that gives a text"],
        [],
    )


def test_a_template_that_nobody_reads_is_told_with_what_was_probably_meant() -> None:
    mistakes, warnings = told(mial_txt="x", footer_md="y")

    assert mistakes == []
    assert warnings[0] == (
        "config/templates/mial.txt: found a template that nobody reads; expected mail.txt (did you mean that?)"
    )
    assert "footer.md" in warnings[1]


def test_a_template_in_the_config_is_what_people_are_told_in(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "watches.yaml").write_text("watches: [{id: a, terms: [Alpha]}]", "utf-8")
    (tmp_path / "templates" / "line.txt").write_text("Hear: {{ alert.watch.name }}", "utf-8")

    assert open_config(tmp_path).words.line(notice()) == "Hear: Pier"


def test_a_mistake_in_a_template_keeps_everything_from_starting(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "watches.yaml").write_text("watches: [{id: a, terms: [Alpha]}]", "utf-8")
    (tmp_path / "templates" / "mail.html").write_text("{% if %}", "utf-8")

    assert main(["check", "--config", str(tmp_path)]) == 1


def test_a_template_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mail.txt").write_bytes(b"\xff\xfe")
    files = load_folder(tmp_path, is_config)
    _, findings = read_documents("config", files, decode_channel)

    assert any("not UTF-8" in str(one) for one in findings.mistakes)
