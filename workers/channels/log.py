"""The channel ``log``: one line a notice, on standard output or in a file."""

from pathlib import Path
from typing import ClassVar, Literal

from msgspec import Struct

from workers.alert.render.words import Form
from workers.channels.base import Carriers, Needs, message_of, words_of
from workers.errors import DeliveryFailed
from workers.model.notice import AnyNotice, DigestNotice


class Log(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="log"):
    """Writes notices as lines: for a look at what is going on, and for programs that read a pipe.

    A line for people begins with the notice's id, so that a repeat can be told.
    """

    id: str
    """The name subscriptions call it by."""
    path: str | None = None
    """The file to append to; standard output when there is none."""
    format: Literal["text", "json"] = "text"
    """For people, or for machines."""

    needs: ClassVar[Needs] = Needs()

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Write one line.

        Raises:
            DeliveryFailed: the file or the pipe did not take it.
        """
        line = message_of(notice, attempt).decode() if self.format == "json" else self._sentence(notice, carriers)
        try:
            if self.path is None:
                carriers.print_line(line)
            else:
                _append(Path(self.path), line)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise DeliveryFailed(self.id, notice.id, reason, retryable=True) from error

    def _sentence(self, notice: AnyNotice, carriers: Carriers) -> str:
        step = "digest" if isinstance(notice, DigestNotice) else notice.change.type.rsplit(".", 1)[-1]
        return f"{notice.id} {step} {words_of(self.id, notice, Form.LINE, carriers)}"


def _append(path: Path, line: str) -> None:
    """Add a line; after a crash the notice comes again under its id, so it is not forced to the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
