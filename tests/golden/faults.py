"""Say what is read wrongly of the golden pages: `python -m tests.golden.faults [PART OF A NAME]...`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.golden.answers import faults_of, page_files, payload_of, read_answer, read_wrongly
from tests.source import ROOT
from workers.cli.asking import open_config
from workers.pipeline import read_page
from workers.rules import Rules


def main(parts: Sequence[str]) -> None:
    rules = open_config(ROOT / "examples" / "config").rules
    for page in page_files():
        if not parts or any(part in page.stem for part in parts):
            show(page, rules)


def show(page: Path, rules: Rules) -> None:
    """Print a page's name and what was found instead of what is right; nothing where all is right, as expected."""
    answer, known = read_answer(page), read_wrongly().get(page.stem)
    faults = faults_of(read_page(payload_of(page, answer), rules), answer)
    listed = sorted(known.aspects) if known else []
    if faults or listed:
        note = "as listed" if sorted(faults) == listed else f"NOT AS LISTED: {listed}"
        print(f"{page.stem} ({note})", *(f"    {aspect}: {found}" for aspect, found in faults.items()), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
