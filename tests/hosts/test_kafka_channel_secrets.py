"""What the real client of Kafka says of a far side that is none: never the password."""

import asyncio
import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Literal

import pytest
import structlog

from tests.contracts.far_sides import HIDDEN
from tests.contracts.overhearing import listen, said_in
from tests.contracts.rough_servers import open_parrot, unused_port
from workers.channels.producing import Cluster, NotWritten, Produce
from workers.documents.settings import SettingsFile
from workers.hosts.kafka.producing import Producers, Surroundings
from workers.model.security import Security


@contextmanager
def open_nobody() -> Iterator[int]:
    yield unused_port()


@pytest.mark.parametrize("far_side", [open_nobody, open_parrot])
@pytest.mark.parametrize("mechanism", ["plain", "scram-sha-256"])
def test_a_far_side_that_is_no_broker_is_told_of_without_the_password(
    far_side: Callable[[], AbstractContextManager[int]],
    mechanism: Literal["plain", "scram-sha-256"],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "password").write_text(HIDDEN)
    security = Security(
        protocol="sasl_plaintext", mechanism=mechanism, username="desk", password_file=str(tmp_path / "password")
    )
    told = io.StringIO()
    log = structlog.wrap_logger(
        structlog.WriteLogger(told), wrapper_class=structlog.make_filtering_bound_logger("debug")
    )
    around = Surroundings(
        settings=SettingsFile(), environment=os.environ, read_text=lambda path: Path(path).read_text(), log=log
    )
    with listen(log) as lines, far_side() as port, closing(Producers(around)) as producers:
        cluster = Cluster(broker=f"127.0.0.1:{port}", security=security)
        answer = asyncio.run(producers.produce(Produce(cluster=cluster, topic="desk", key=b"k", value=HIDDEN.encode())))
    printed = capfd.readouterr()
    whole = "\n".join([repr(answer), *lines, told.getvalue(), printed.out, printed.err])

    assert isinstance(answer, NotWritten)
    assert answer.retryable
    assert said_in(whole, (HIDDEN,)) == set()
