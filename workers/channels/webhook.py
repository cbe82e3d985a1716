"""The channel ``webhook``: a signed HTTP request a notice, by the rules of the Standard Webhooks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from workers import __version__
from workers.channels.base import Carriers, Needs
from workers.channels.fitting import fit_message
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.channels.signature import EXPECTED, read_secret, sign
from workers.errors import ChannelGone, DeliveryFailed
from workers.model.notice import AnyNotice
from workers.model.setting import Duration

LONGEST_WAIT_S = 86_400
"""A receiver cannot put us off for longer than this."""
WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
GONE = 410
SECRETS = ("secret_env", "secret_file", "previous_secret_env", "previous_secret_file")

Url = Annotated[
    str, Meta(pattern=r"\Ahttps?://[^\s/?#@]+([/?#]\S*)?\Z", description="an address such as https://desk.example/hook")
]
Variable = Annotated[
    str, Meta(pattern=r"\A[A-Za-z_][A-Za-z0-9_]*\Z", description="the name of an environment variable")
]
File = Annotated[str, Meta(min_length=1, description="the path of a file")]


class Webhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="webhook"):
    """Posts notices as JSON. The receiver tells repeats by the header ``webhook-id``."""

    id: str
    url: Url | None = None
    url_env: Variable | None = None
    """The variable with the address, where the address is itself a secret."""
    secret_env: Variable | None = None
    secret_file: File | None = None
    """Read for every attempt: a new secret needs no restart."""
    previous_secret_env: Variable | None = None
    previous_secret_file: File | None = None
    """While receivers change from one secret to the next, both sign."""
    timeout: Duration = Duration("15s")
    allow_private: bool = False
    """Whether the address may be one of this machine or of a private network."""

    needs: ClassVar[Needs] = Needs(at_once=4)

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: the address or the secret is missing, or told twice.
        """
        for one, other in (("url", "url_env"), ("secret_env", "secret_file")):
            if (getattr(self, one) is None) == (getattr(self, other) is None):
                raise ValueError(f"found both {one} and {other}, or neither; expected one of them")
        if self.previous_secret_env is not None and self.previous_secret_file is not None:
            raise ValueError("found both previous_secret_env and previous_secret_file; expected one of them")
        if self.timeout.seconds <= 0:
            raise ValueError("found a timeout of nothing; expected at least 1s")

    def __repr__(self) -> str:
        """Without the address, which may hold a secret."""
        return f"Webhook(id={self.id!r})"

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Post once.

        Raises:
            DeliveryFailed: there was no answer, or it was no yes.
            ChannelGone: the receiver wants nothing any more.
        """
        body, now = fit_message(notice, attempt), carriers.now()
        try:
            keys, url = self._keys(carriers), self._address(carriers)
        except ValueError as missing:
            # A person will mend it; until then the notice is owed.
            raise DeliveryFailed(self.id, notice.id, str(missing), retryable=True) from None
        request = Post(
            url=url,
            headers={
                "content-type": "application/json",
                "user-agent": f"groundswell/{__version__}",
                **sign(keys, notice.id, int(now.timestamp()), body),
            },
            body=body,
            timeout_s=self.timeout.seconds,
            allow_private=self.allow_private,
        )
        self._judge(notice.id, await carriers.post(request), now)

    def flaws(self, carriers: Carriers) -> Iterator[tuple[str, str]]:
        """Yield the settings whose secret is there and is none, and what is wrong; never the secret.

        One that is not there yet is no flaw: it may come, and until then notices are owed.
        """
        for key in SECRETS:
            place: str | None = getattr(self, key)
            if place is None:
                continue
            try:
                text = _variable(place, carriers) if key.endswith("_env") else carriers.read_text(place)
            except (OSError, ValueError):
                continue
            try:
                read_secret(text)
            except ValueError:
                kind = "variable" if key.endswith("_env") else "file"
                yield key, f"the {kind} {place}, which holds no webhook secret"

    def _judge(self, notice_id: str, answer: Answer | NoAnswer, now: datetime) -> None:
        """Yes only for 2xx. A refusal of what we sent is final; a redirect or a fault may be mended meanwhile."""
        if isinstance(answer, NoAnswer):
            raise DeliveryFailed(self.id, notice_id, answer.reason, retryable=True)
        status = answer.status
        if 200 <= status < 300:
            return
        if status == GONE:
            raise ChannelGone(self.id, notice_id, str(status))
        retryable = not 400 <= status < 500 or status in WORTH_ANOTHER_TRY
        wait_s = seconds_to_wait(answer.retry_after, now) if retryable else None
        raise DeliveryFailed(self.id, notice_id, str(status), retryable=retryable, retry_after_s=wait_s)

    def _address(self, carriers: Carriers) -> str:
        return self.url if self.url is not None else _variable(self.url_env or "", carriers)

    def _keys(self, carriers: Carriers) -> tuple[bytes, ...]:
        present = _secret(self.secret_env, self.secret_file, carriers)
        previous = _secret(self.previous_secret_env, self.previous_secret_file, carriers)
        return tuple(key for key in (present, previous) if key is not None)


def _secret(variable: str | None, path: str | None, carriers: Carriers) -> bytes | None:
    """A key from where it is kept; None where no place is named.

    Raises:
        ValueError: it is not there, or is no secret of a webhook.
    """
    if variable is not None:
        text, where = _variable(variable, carriers), f"the variable {variable}"
    elif path is not None:
        where = f"the file {path}"
        try:
            text = carriers.read_text(path)
        except (OSError, ValueError):
            raise ValueError(f"{where} cannot be read") from None
    else:
        return None
    try:
        return read_secret(text)
    except ValueError:
        raise ValueError(f"{where} holds no webhook secret: expected {EXPECTED}") from None


def _variable(name: str, carriers: Carriers) -> str:
    text = (carriers.variable(name) or "").strip()
    if not text:
        raise ValueError(f"the variable {name} is not set")
    return text


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """What a ``Retry-After`` asks for: seconds, or a date; a day at most. None where it says nothing we understand."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST_WAIT_S))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), float(LONGEST_WAIT_S))
