"""Pictures of the mails people get: `python -m tools.mail_pictures OUT` writes them as text, HTML and PNG.

It needs Chromium. Look at them after a change of a template,
wide and narrow, light and dark; those for the docs are made by `--docs docs/mail`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.small_png import shrink
from workers.alert.render.sample import sample_notices
from workers.alert.render.words import Form, load_words
from workers.model.notice import AnyNotice

WIDE, NARROW = 700, 390
HEIGHTS = {"opened": 1_160, "updated": 1_580, "resolved": 1_490, "digest": 590}
TALLER = 1.28
"""A telephone's picture, where lines break sooner."""
_SAMPLES = {"opened": 0, "updated": 1, "resolved": 3, "digest": -1}
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--no-first-run", "--hide-scrollbars"),
)
_DARK = "--blink-settings=preferredColorScheme=0"


def main(arguments: list[str]) -> int:
    """Write everything into a folder; with ``--docs`` only what the docs show."""
    docs = "--docs" in arguments
    folders = [Path(one) for one in arguments if not one.startswith("--")]
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if len(folders) != 1 or chromium is None:
        print("expected: python -m tools.mail_pictures [--docs] OUT, and Chromium on the path", file=sys.stderr)
        return 2
    (out := folders[0]).mkdir(parents=True, exist_ok=True)
    for name, number in _SAMPLES.items():
        if not docs:
            _write(out, name, sample_notices()[number])
        for width in (WIDE,) if docs else (WIDE, NARROW):
            for dark in (False,) if docs else (False, True):
                _picture(chromium, out, name, width, dark=dark)
    if docs:
        _picture(chromium, out, "updated", NARROW, dark=True)
    return 0


def _write(out: Path, name: str, notice: AnyNotice) -> None:
    words = load_words()
    (out / f"{name}.txt").write_text(words.write(Form.TEXT, notice).text, encoding="utf-8")
    (out / f"{name}.html").write_text(words.write(Form.HTML, notice).text, encoding="utf-8")


def _picture(chromium: str, out: Path, name: str, width: int, *, dark: bool) -> None:
    suffix = ("" if width == WIDE else "-phone") + ("-dark" if dark else "")
    picture = (out / f"{name}{suffix}.png").resolve()
    height = round(HEIGHTS[name] * (1 if width == WIDE else TALLER))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "mail.html"
        html = load_words().write(Form.HTML, sample_notices()[_SAMPLES[name]]).text
        page.write_text(html, encoding="utf-8")
        asked = [f"--user-data-dir={folder}/profile", f"--screenshot={picture}", f"--window-size={width},{height}"]
        command = [chromium, *_QUIET, *([_DARK] if dark else []), *asked, page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    picture.write_bytes(shrink(picture.read_bytes()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
