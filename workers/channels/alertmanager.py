"""The channel ``alertmanager``: alerts for Prometheus' Alertmanager (API v2), which routes and groups them."""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from workers import __version__
from workers.alert.render.words import Form
from workers.channels.alertmanager_alerts import OURS, alerts_for
from workers.channels.base import Carriers, Needs, words_of
from workers.channels.guarded_http import Answer, NoAnswer, Post
from workers.channels.secret import File, Variable, place_of, read_kept
from workers.channels.webhook import WORTH_ANOTHER_TRY, seconds_to_wait
from workers.errors import DeliveryFailed
from workers.model.notice import AnyNotice, DigestNotice
from workers.model.setting import Duration, Text

PATH = "/api/v2/alerts"
EXPECTED_TOKEN = "a token of visible ASCII characters, without spaces"

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_WORDS = {
    400: "it refuses the alert",
    401: "it does not know us",
    403: "it does not let us",
    404: "no Alertmanager with API v2 at this address",
}

Url = Annotated[
    str,
    Meta(
        pattern=r"\Ahttps?://[^\s/?#@]+(/[^\s?#]*)?\Z",
        description=f"Alertmanager's address such as http://alertmanager:9093, without {PATH}",
    ),
]


class Alertmanager(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="alertmanager"):
    """Posts alerts, and posts them again while they are open. Alertmanager tells a repeat by an alert's labels."""

    id: str
    """The name subscriptions call it by."""
    url: Url
    """Where it listens."""
    labels: dict[str, Text] = {}
    """Put on every alert, for its routes: ``{team: asia}``."""
    username: Text | None = None
    """With a password."""
    password_env: Variable | None = None
    """The variable with the password."""
    password_file: File | None = None
    """The file with it."""
    token_env: Variable | None = None
    """The variable with a bearer token."""
    token_file: File | None = None
    """The file with it."""
    repost_every: Duration = Duration("60s")
    """Unless said again, an alert ends by itself after four times this."""
    hold_open: Duration = Duration("5m")
    """An alert that ends sooner is held open so long: longer than `group_wait`, or it is never told."""
    timeout: Duration = Duration("15s")
    """For one request."""
    allow_private: bool = True
    """Whether the address may be one of this machine or of a private network; that is where Alertmanagers are."""

    @property
    def needs(self) -> Needs:
        """Open alerts said again and again; no digests, for it groups by itself."""
        return Needs(
            repost_every_s=self.repost_every.seconds, hold_open_s=self.hold_open.seconds, digests=False, at_once=4
        )

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: a label is none, or ours; secrets are missing or too many; a span is nothing.
        """
        for label in self.labels:
            if not _LABEL.fullmatch(label) or label.startswith("__"):
                raise ValueError(f"found the label {label}; expected letters, digits and _, no digit first")
            if label in OURS:
                raise ValueError(f"found the label {label}, which every alert has; expected another name")
        if len([one for one in (self.password_env, self.password_file, self.token_env, self.token_file) if one]) > 1:
            raise ValueError(
                "found several secrets; expected one of password_env, password_file, token_env, token_file"
            )
        if (self.username is None) == bool(self.password_env or self.password_file):
            raise ValueError("found username or password without the other; expected both")
        if not self.repost_every.seconds or not self.timeout.seconds:
            raise ValueError("found a repost_every or timeout of nothing; expected at least 1s")

    def __repr__(self) -> str:
        """Without the address, which may hold a secret."""
        return f"Alertmanager(id={self.id!r})"

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Post once.

        Raises:
            DeliveryFailed: there was no answer, or it was no yes.
        """
        if isinstance(notice, DigestNotice):
            raise DeliveryFailed(self.id, notice.id, "it takes alerts one by one, and no digest", retryable=False)
        now = carriers.now()
        try:
            credentials = self._credentials(carriers)
        except ValueError as missing:
            # A person will mend it; until then the notice is owed.
            raise DeliveryFailed(self.id, notice.id, str(missing), retryable=True) from None
        words = words_of(self.id, notice, Form.CHAT, carriers)
        alerts = alerts_for(notice, words, self.labels, now, self.repost_every.delta, again=attempt == 0)
        request = Post(
            url=self.url.rstrip("/") + PATH,
            headers={"content-type": "application/json", "user-agent": f"groundswell/{__version__}", **credentials},
            body=msgspec.json.encode(alerts),
            timeout_s=self.timeout.seconds,
            allow_private=self.allow_private,
        )
        self._judge(notice.id, await carriers.post(request), now)

    def flaws(self, carriers: Carriers) -> Iterator[tuple[str, str, str]]:
        """Yield the setting whose token is there and cannot be one, what it holds and what it should."""
        if not (self.token_env or self.token_file):
            return
        try:
            token = read_kept(self.token_env, self.token_file, carriers)
        except ValueError:
            return  # it may yet come
        if not _TOKEN.fullmatch(token):
            where = place_of(self.token_env, self.token_file)
            yield "token_env" if self.token_env else "token_file", f"{where}, which holds no token", EXPECTED_TOKEN

    def _credentials(self, carriers: Carriers) -> dict[str, str]:
        """The header that says who we are, if anybody asks.

        Raises:
            ValueError: a secret is not there, or is none. The error does not repeat it.
        """
        if self.username is not None:
            password = read_kept(self.password_env, self.password_file, carriers)
            return {"authorization": "Basic " + b64encode(f"{self.username}:{password}".encode()).decode()}
        if not (self.token_env or self.token_file):
            return {}
        token = read_kept(self.token_env, self.token_file, carriers)
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"{place_of(self.token_env, self.token_file)} holds no token: expected {EXPECTED_TOKEN}")
        return {"authorization": f"Bearer {token}"}

    def _judge(self, notice_id: str, answer: Answer | NoAnswer, now: datetime) -> None:
        """Yes only for 2xx. A refusal of what we sent is final; all else may be mended meanwhile."""
        if isinstance(answer, NoAnswer):
            raise DeliveryFailed(self.id, notice_id, answer.reason, retryable=True)
        status = answer.status
        if 200 <= status < 300:
            return
        retryable = not 400 <= status < 500 or status in WORTH_ANOTHER_TRY
        wait_s = seconds_to_wait(answer.retry_after, now) if retryable else None
        said = f"{status}: {_WORDS[status]}" if status in _WORDS else str(status)
        raise DeliveryFailed(self.id, notice_id, said, retryable=retryable, retry_after_s=wait_s)
