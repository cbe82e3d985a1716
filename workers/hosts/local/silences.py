"""Silences that were made by command: kept in the state, heard by a run that holds it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from workers.alert.silence import MadeSilence, Silence
from workers.errors import StateError
from workers.hosts.local.store import FILE, connect, open_store

_silences = msgspec.json.Decoder(Silence)


class SilenceBook:
    """The silences of a state."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version: int | None = None

    def all(self) -> list[MadeSilence]:
        """Return every silence that was ever made, by id."""
        rows = self._connection.execute("select body, expired_at from silences order by id")
        return [
            MadeSilence(
                silence=_silences.decode(body),
                expired_at=None if expired_s is None else datetime.fromtimestamp(expired_s, tz=UTC),
            )
            for body, expired_s in rows
        ]

    @property
    def in_force(self) -> tuple[Silence, ...]:
        """The silences that nobody ended, by id."""
        return tuple(kept.silence for kept in self.all() if kept.expired_at is None)

    def news(self) -> tuple[Silence, ...] | None:
        """Return the silences that nobody ended; None when nothing was written by others since this was last asked."""
        (version,) = self._connection.execute("pragma data_version").fetchone()
        if version == self._version:
            return None
        self._version = version
        return self.in_force

    def add(self, silence: Silence) -> None:
        """Keep a silence.

        Raises:
            StateError: there is one of this id.
        """
        try:
            self._connection.execute(
                "insert into silences values (?, ?, null)", (silence.id, msgspec.json.encode(silence))
            )
        except sqlite3.IntegrityError as error:
            raise StateError(f"the silence {silence.id} is there already; expected another id") from error

    def expire(self, silence_id: str, at: datetime) -> bool:
        """End a silence before its time; return whether there is one of this id."""
        ended = "update silences set expired_at = coalesce(expired_at, ?) where id = ?"
        return self._connection.execute(ended, (int(at.timestamp()), silence_id)).rowcount > 0


@contextmanager
def open_book(folder: Path) -> Iterator[SilenceBook]:
    """Open the silences of a state folder that a run may hold; an empty state is made where there is none.

    Raises:
        StateError: it cannot be used.
    """
    path = folder / FILE
    if not path.exists():
        with open_store(folder):
            pass
    try:
        with closing(connect(path)) as connection:
            yield SilenceBook(connection)
    except (sqlite3.DatabaseError, OSError) as error:
        raise StateError(f"{path}: {error}") from error
