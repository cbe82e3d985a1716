"""Kafka's own program, as Maven brings it: fetched once, kept in a cache, used by every run."""

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from tools.broker.errors import BrokerError, ToolMissing

POM = Path(__file__).with_name("pom.xml")
OLDEST_JAVA = 17
PATIENCE_S = 600.0
TRIES = 3
PACKAGES = "default-jre-headless maven"
ADVICE = f"On Debian or Ubuntu: sudo apt-get install {PACKAGES}"


def jars_folder() -> Path:
    """Where the jars of this pom are kept: `$GROUNDSWELL_KAFKA_HOME`, else the user's cache.

    The name follows from the pom, so that another version never meets the files of this one.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    home = os.environ.get("GROUNDSWELL_KAFKA_HOME") or Path(cache) / "groundswell" / "kafka"
    return Path(home) / f"jars-{sha256(POM.read_bytes()).hexdigest()[:12]}"


@cache
def find_java() -> str:
    """The `java` to use: that of `$JAVA_HOME`, else the path's; looked for once.

    Raises:
        ToolMissing: there is none, or it is too old for Kafka.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if java is None:
        raise ToolMissing(f"a real Kafka needs Java {OLDEST_JAVA} or newer, and there is no java. {ADVICE}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    if version is None or int(version[1]) < OLDEST_JAVA:
        seen = version[1] if version else f"of no known version (exit code {told.returncode}: {told.stderr[-200:]!r})"
        raise ToolMissing(f"a real Kafka needs Java {OLDEST_JAVA} or newer, and {java} is {seen}. {ADVICE}")
    return java


def install_jars() -> Path:
    """The folder of the jars, filled if it is not there yet (44 MB, from Maven). Safe to call from several processes.

    Raises:
        ToolMissing: the jars are not here, and neither is Maven.
        BrokerError: Maven could not fetch them; its last words.
    """
    folder = jars_folder()
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise ToolMissing(f"a real Kafka is fetched by Maven, and there is no mvn. {ADVICE}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as made:
        fetched = Path(made) / "jars"
        _fetch(maven, fetched)
        # Renamed at the end, so that half a set is never used; whoever comes second leaves the first one's.
        if not folder.is_dir():
            fetched.replace(folder)
    return folder


def _fetch(maven: str, into: Path) -> None:
    """Let Maven copy every jar of the pom; a file whose checksum is wrong is refused."""
    # Maven colours what it prints even into a pipe, so nothing is read from it but its complaint.
    options = ["--batch-mode", "--quiet", "--no-transfer-progress", "--strict-checksums", "-Dstyle.color=never"]
    command = [maven, *options, "--file", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={into}"]
    for left in reversed(range(TRIES)):
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        if ended.returncode == 0 and any(into.glob("kafka_*.jar")):
            return
        if left == 0:
            said = "\n".join((ended.stdout + ended.stderr).strip().splitlines()[-20:])
            raise BrokerError(f"Maven could not fetch Kafka's jars ({TRIES} tries):\n{said}")
