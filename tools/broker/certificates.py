"""A certificate authority of our own and a certificate for loopback, good for a few days."""

import shutil
import subprocess
from pathlib import Path

from tools.broker.errors import BrokerError, ToolMissing

DAYS = 30
# Written out whole: what the machine's own openssl.cnf says differs from one to the next.
CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = Groundswell broker
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[listener]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = IP:127.0.0.1, DNS:localhost
"""
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_certificates(folder: Path) -> None:
    """Write `ca.pem`, which a client trusts, and `listener.pem`, the listener's key and certificate.

    Raises:
        ToolMissing: there is no openssl.
        BrokerError: openssl refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openssl.cnf").write_text(CONFIG, encoding="ascii")
    config = ("-config", "openssl.cnf")
    days = ("-days", str(DAYS))
    _openssl(
        folder, "req", "-x509", *config, "-extensions", "authority", *KEY, *days, "-keyout", "ca.key", "-out", "ca.pem"
    )
    _openssl(folder, "req", *config, *KEY, "-subj", "/CN=127.0.0.1", "-keyout", "listener.key", "-out", "listener.csr")
    signed = (
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-set_serial",
        "2",
        "-extfile",
        "openssl.cnf",
        "-extensions",
        "listener",
    )
    _openssl(folder, "x509", "-req", "-in", "listener.csr", *signed, *days, "-out", "listener.crt")
    # Kafka reads key and certificate from one file, and the key as PKCS 8, which is what openssl writes here.
    parts = [(folder / name).read_text(encoding="ascii") for name in ("listener.key", "listener.crt")]
    (folder / "listener.pem").write_text("".join(parts), encoding="ascii")


def _openssl(folder: Path, *arguments: str) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        raise ToolMissing("a broker with TLS needs openssl. On Debian or Ubuntu: sudo apt-get install openssl")
    ended = subprocess.run([openssl, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise BrokerError(f"openssl {arguments[0]} failed:\n{ended.stderr.strip()}")
