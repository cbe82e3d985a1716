"""All far sides together, each misbehaving in its way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.deliveries.chats import PATH as CHAT
from tests.deliveries.chats import Chat, open_chat
from tests.deliveries.faults import CALM, ROUGH, Faults
from tests.deliveries.hooks import PATH as HOOK
from tests.deliveries.hooks import SECRET, Hook, open_hook
from tests.deliveries.mails import ROUGH_MAIL, Mails, open_mails
from tests.deliveries.pagers import Pager, open_pager
from tests.deliveries.side import Side
from tests.deliveries.stand import Stand, TooLongError, wait_for
from tests.mailbox import PASSWORD

UNTOLD_S = 90.0
SECRETS = (SECRET, PASSWORD, HOOK, CHAT)
"""What must stand in no log, record or state; addresses may be secret, too."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Four that fail three times in ten, and one that wants nothing any more after a while."""

    hook: Hook
    pager: Pager
    chat: Chat
    mail: Mails
    gone: Hook

    @property
    def rough(self) -> list[Side]:
        """Those that fail."""
        return [self.hook, self.pager, self.chat, self.mail]

    @property
    def all(self) -> list[Side]:
        return [*self.rough, self.gone]

    def untold(self, stand: Stand) -> list[str]:
        """Watches of whose alert Alertmanager has not told the beginning and the end; it takes its time."""
        watches = {one.watch.id for one in stand.changes()}
        try:
            wait_for(lambda: not self.pager.untold(watches), "Alertmanager to tell", UNTOLD_S, look_s=1.0)
        except TooLongError:
            return self.pager.untold(watches)
        return []


@contextmanager
def open_sides(folder: Path, seed: int, gone_after: int) -> Iterator[Sides]:
    """Let them listen.

    Args:
        folder: For Alertmanager and certificates.
        seed: Of what goes wrong.
        gone_after: How many notices the last one takes.
    """
    with (
        open_hook("hook", Faults(ROUGH, seed)) as hook,
        open_pager("pager", Faults(ROUGH, seed + 1), folder / "alertmanager") as pager,
        open_chat("chat", Faults(ROUGH, seed + 2)) as chat,
        open_mails("mail", Faults(ROUGH_MAIL, seed + 3), folder / "mail") as mail,
        open_hook("gone", Faults(CALM, seed, gone_after=gone_after)) as gone,
    ):
        yield Sides(hook=hook, pager=pager, chat=chat, mail=mail, gone=gone)
