"""Alerts leave the building: the only outbound I/O."""

from collections.abc import Iterator

from workers.channels.alertmanager import Alertmanager
from workers.channels.apprise import Apprise
from workers.channels.base import Carriers
from workers.channels.email import Email
from workers.channels.kafka import Kafka
from workers.channels.log import Log
from workers.channels.webhook import Webhook
from workers.config.decode import Decoded, decode
from workers.config.node import Place
from workers.documents.settings import check_broker, check_security
from workers.model.mistake import Mistake

AnyChannel = Alertmanager | Apprise | Email | Kafka | Log | Webhook
"""Every channel a config may name. Add yours here, and nowhere else."""


def decode_channel(place: Place) -> Decoded[AnyChannel]:
    """Make a channel of what stands at a place of ``channels.yaml``, or say what is wrong with it."""
    decoded: Decoded[AnyChannel] = decode(place, AnyChannel)  # type: ignore[arg-type]  # a union stands for its members
    mistakes = tuple(_contradictions(place, decoded.value)) if isinstance(decoded.value, Kafka) else ()
    return Decoded(value=None, mistakes=mistakes) if mistakes else decoded


def _contradictions(place: Place, channel: Kafka) -> Iterator[Mistake]:
    """What the types of a channel to a broker of its own let pass."""
    if channel.broker is not None:
        yield from check_broker(place.within("broker"), channel.broker)
    if channel.security is not None:
        yield from check_security(place.within("security"), channel.security)


def flaws_of(channel: AnyChannel, carriers: Carriers) -> Iterator[tuple[str, str, str]]:
    """Yield what would only show at the first notice: the setting, what was found and what is expected."""
    if isinstance(channel, Alertmanager | Apprise | Webhook):
        yield from channel.flaws(carriers)
