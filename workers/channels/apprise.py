"""The channel ``apprise``: messages to the many chat and push services that Apprise knows."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from workers.alert.render.words import Form
from workers.channels.apprise_call import Call, Said, Weight
from workers.channels.base import Carriers, Needs, words_of
from workers.channels.secret import File, Variable, place_of, read_kept
from workers.errors import DeliveryFailed
from workers.model.alert import AlertState, Severity
from workers.model.notice import AnyNotice, DigestNotice
from workers.model.setting import Duration

PAUSES_S = (0.0, 0.5, 1.0)
"""What is waited before one attempt asks, and before it asks again those who did not take it while others did."""
EXPECTED = "addresses of Apprise such as slack://..., one a line"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_CALLING = re.compile(r"(?<=@)(?=(?:everyone|here|channel|all|room|group)\b)|(?<=<)(?=[@!#&])", re.IGNORECASE)
"""Where a service would read a call to everyone in a room into a headline of a newspaper."""
_WEIGHTS: dict[Severity, Weight] = {
    Severity.NOTICE: "info",
    Severity.WARNING: "warning",
    Severity.CRITICAL: "failure",
}


class Apprise(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="apprise"):
    """Writes notices as messages. Services of this kind cannot tell a repeat."""

    id: str
    """The name subscriptions call it by."""
    url_env: Variable | None = None
    """The variable with the addresses, each of which is a secret: one, or several with white space between."""
    url_file: File | None = None
    """A file with the same, read for every attempt; a line that begins with # is a remark."""
    timeout: Duration = Duration("15s")
    """For each address."""

    needs: ClassVar[Needs] = Needs(at_once=4)

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: the addresses are missing, or told twice.
        """
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("found both url_env and url_file, or neither; expected one of them")
        if self.timeout.seconds <= 0:
            raise ValueError("found a timeout of nothing; expected at least 1s")

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Send a message to every address.

        Raises:
            DeliveryFailed: one did not take it. Apprise does not say whether it ever would, so it is tried again.
        """
        try:
            urls = self._urls(carriers)
        except ValueError as missing:
            raise DeliveryFailed(self.id, notice.id, str(missing), retryable=True) from None
        title, body = titled(words_of(self.id, notice, Form.CHAT, carriers))
        calls = [
            Call(url=url, title=title, body=body, weight=weight_of(notice), timeout_s=self.timeout.seconds)
            for url in urls
        ]
        refused = await _tell_all(calls, carriers)
        if refused:
            raise DeliveryFailed(self.id, notice.id, in_words(refused, len(calls)), retryable=True)

    def flaws(self, carriers: Carriers) -> Iterator[tuple[str, str, str]]:
        """Yield the setting whose secret is there and holds no address, what it holds and what it should."""
        try:
            text = read_kept(self.url_env, self.url_file, carriers)
        except ValueError:
            return  # it may yet come
        if not are_addresses(text):
            where = place_of(self.url_env, self.url_file)
            yield "url_env" if self.url_env else "url_file", f"{where}, which holds no address", EXPECTED

    def _urls(self, carriers: Carriers) -> tuple[str, ...]:
        """The addresses, each once.

        Raises:
            ValueError: they are not there, or are none. The error does not repeat them.
        """
        text = read_kept(self.url_env, self.url_file, carriers)
        if not are_addresses(text):
            raise ValueError(f"{place_of(self.url_env, self.url_file)} holds no address: expected {EXPECTED}")
        return split_addresses(text)


async def _tell_all(calls: Sequence[Call], carriers: Carriers) -> list[Said]:
    """Tell everyone; return what those said who did not take it.

    While some took it and others did not, the others alone are asked again: a later attempt would tell all of them.
    """
    left, refused = list(calls), list[Said]()
    for pause_s in PAUSES_S:
        await asyncio.sleep(pause_s)
        said = await asyncio.gather(*(carriers.call(one) for one in left))
        left = [one for one, answer in zip(left, said, strict=True) if not answer.took]
        refused = [answer for answer in said if not answer.took]
        if not left or len(left) == len(calls):
            break
    return refused


def in_words(refused: Sequence[Said], asked: int) -> str:
    """Why some, or all, did not take it."""
    words = ", ".join(sorted({one.words for one in refused}))
    return words if asked == 1 else f"{asked - len(refused)} of {asked} took it; {words}"


def split_addresses(text: str) -> tuple[str, ...]:
    """All addresses in a text, each once, in their order."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return tuple(dict.fromkeys(address for line in lines for address in line.split()))


def are_addresses(text: str) -> bool:
    """Whether a text holds addresses and nothing else."""
    found = split_addresses(text)
    return bool(found) and all(map(_ADDRESS.fullmatch, found))


def titled(text: str) -> tuple[str, str]:
    """A title, the first line of a text, and the rest; nobody is called by name in either."""
    title, _, body = _CALLING.sub("\u200b", text).strip().partition("\n")
    return (title, body.strip()) if body.strip() else ("", title)


def weight_of(notice: AnyNotice) -> Weight:
    """How loud a notice is; of a digest, as its rarest alert that is open."""
    told = notice.digest.alerts if isinstance(notice, DigestNotice) else (notice.change,)
    severities = [one.severity for one in told if one.state is AlertState.OPEN]
    if not severities:
        return "success"
    return _WEIGHTS[max(severities, key=list(_WEIGHTS).index)]
