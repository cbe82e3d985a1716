"""The channel ``kafka``: a CloudEvent a notice, to a topic of the user's."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from workers.channels.base import Carriers, Needs, trace_headers
from workers.channels.cloudevents import Headers, headers_of_change, headers_of_digest
from workers.channels.fitting import fit_message
from workers.channels.producing import Cluster, NotWritten, Produce
from workers.errors import DeliveryFailed
from workers.model.notice import AnyNotice, DigestNotice
from workers.model.security import Security
from workers.model.setting import Text

MOST_BYTES = 900_000
"""Brokers take a record of a megabyte unless told otherwise; this leaves room for its headers and its frame."""

Topic = Annotated[
    str,
    Meta(pattern=r"\A(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,249}\Z", description="a topic's name: letters, digits and . _ -"),
]


class Kafka(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="kafka"):
    """Writes notices as CloudEvents in binary mode. Readers tell repeats by the header ``ce_id``."""

    id: str
    """The name subscriptions call it by."""
    topic: Topic
    """The topic; it is not made by us."""
    broker: Text | None = None
    """``host:port``, several with commas between; else the broker of ``groundswell.yaml``, and its security."""
    security: Security | None = None
    """Of that broker. A broker of its own without it is talked to in plain text: nobody gets another's password."""

    needs: ClassVar[Needs] = Needs()

    async def send(self, notice: AnyNotice, attempt: int, carriers: Carriers) -> None:
        """Write one record, and wait until the broker has it.

        Raises:
            DeliveryFailed: it has not, or did not say so in time.
        """
        key, headers = _event_of(notice)
        request = Produce(
            cluster=self._cluster(),
            topic=self.topic,
            key=key.encode(),
            value=fit_message(notice, attempt, MOST_BYTES),
            headers=headers,
        )
        answer = await carriers.produce(request)
        if isinstance(answer, NotWritten):
            raise DeliveryFailed(self.id, notice.id, answer.reason, retryable=answer.retryable)

    def _cluster(self) -> Cluster:
        if self.broker is not None and self.security is None:
            return Cluster(broker=self.broker, security=Security())
        return Cluster(broker=self.broker, security=self.security)


def _event_of(notice: AnyNotice) -> tuple[str, Headers]:
    """The key, by which what belongs together stays in order, and the event's attributes."""
    if isinstance(notice, DigestNotice):
        subscription = notice.subscription_id
        return subscription, headers_of_digest(notice.digest, notice.id, subscription)
    trace = tuple((name, word.encode()) for name, word in trace_headers(notice).items())
    return notice.change.watch.id, headers_of_change(notice.change, notice.id) + trace
