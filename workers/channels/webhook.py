"""The channel ``webhook``: a signed HTTP request a notice, by the rules of the Standard Webhooks."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from workers import __version__
from workers.channels.base import Carriers, Needs, trace_headers
from workers.channels.fitting import fit_message
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.channels.secret import File, Variable, place_of, read_kept
from workers.channels.signature import EXPECTED, is_secret, read_secret, sign
from workers.errors import ChannelGone, DeliveryFailed
from workers.model.notice import AnyNotice
from workers.model.setting import Duration

LONGEST_WAIT_S = 86_400
"""A receiver cannot put us off for longer than this."""
WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
GONE = 410

Url = Annotated[
    str, Meta(pattern=r"\Ahttps?://[^\s/?#@]+([/?#]\S*)?\Z", description="an address such as https://desk.example/hook")
]


class Webhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="webhook"):
    """Posts notices as JSON. The receiver tells repeats by the header ``webhook-id``."""

    id: str
    """The name subscriptions call it by."""
    url: Url | None = None
    """Where to; or ``url_env``."""
    url_env: Variable | None = None
    """The variable with the address, where the address is itself a secret."""
    secret_env: Variable | None = None
    """The variable with the secret that signs; or ``secret_file``."""
    secret_file: File | None = None
    """Read for every attempt: a new secret needs no restart."""
    previous_secret_env: Variable | None = None
    """The variable with the one before."""
    previous_secret_file: File | None = None
    """While receivers change from one secret to the next, both sign."""
    timeout: Duration = Duration("15s")
    """For one request."""
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
                **trace_headers(notice),
            },
            body=body,
            timeout_s=self.timeout.seconds,
            allow_private=self.allow_private,
        )
        self._judge(notice.id, await carriers.post(request), now)

    def flaws(self, carriers: Carriers) -> Iterator[tuple[str, str, str]]:
        """Yield the settings whose secret is there and is none, what is wrong and what is expected; never the secret.

        One that is not there yet is no flaw: it may come, and until then notices are owed.
        """
        for name, (variable, path) in self._places():
            with suppress(ValueError):
                if not is_secret(read_kept(variable, path, carriers)):
                    key = f"{name}_env" if variable is not None else f"{name}_file"
                    yield key, f"{place_of(variable, path)}, which holds no webhook secret", EXPECTED

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
        return self.url if self.url is not None else read_kept(self.url_env, None, carriers)

    def _keys(self, carriers: Carriers) -> tuple[bytes, ...]:
        return tuple(_key(*place, carriers) for _, place in self._places())

    def _places(self) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
        """Yield the name, and the variable or the file, of each secret that is configured; the present one first."""
        yield "secret", (self.secret_env, self.secret_file)
        if self.previous_secret_env is not None or self.previous_secret_file is not None:
            yield "previous_secret", (self.previous_secret_env, self.previous_secret_file)


def _key(variable: str | None, path: str | None, carriers: Carriers) -> bytes:
    """A key from where it is kept.

    Raises:
        ValueError: it is not there, or is no secret of a webhook.
    """
    text = read_kept(variable, path, carriers)
    try:
        return read_secret(text)
    except ValueError:
        raise ValueError(f"{place_of(variable, path)} holds no webhook secret: expected {EXPECTED}") from None


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """What a ``Retry-After`` asks for: seconds, or a date; a day at most. None where it says nothing we understand."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST_WAIT_S))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), float(LONGEST_WAIT_S))
