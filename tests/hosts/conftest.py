"""Mail servers on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mailbox import Mailbox, open_mailbox
from tools.broker.certificates import make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates, made once."""
    made = tmp_path_factory.mktemp("certificates")
    make_certificates(made)
    return made


@pytest.fixture
def mailbox(certificates: Path) -> Iterator[Mailbox]:
    """One that takes everything."""
    with open_mailbox(certificates) as opened:
        yield opened
