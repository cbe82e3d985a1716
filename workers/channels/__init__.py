"""Alerts leave the building: the only outbound I/O."""

from collections.abc import Iterator

from workers.channels.base import Carriers
from workers.channels.log import Log
from workers.channels.signature import EXPECTED
from workers.channels.webhook import Webhook
from workers.config.decode import Decoded, decode
from workers.config.node import Place

AnyChannel = Log | Webhook
"""Every channel a config may name. Add yours here, and nowhere else."""


def decode_channel(place: Place) -> Decoded[AnyChannel]:
    """Make a channel of what stands at a place of ``channels.yaml``, or say what is wrong with it."""
    return decode(place, AnyChannel)  # type: ignore[arg-type]  # a union stands for the type of its members


def flaws_of(channel: AnyChannel, carriers: Carriers) -> Iterator[tuple[str, str, str]]:
    """Yield what would only show at the first notice: the setting, what was found and what is expected."""
    if isinstance(channel, Webhook):
        for key, found in channel.flaws(carriers):
            yield key, found, EXPECTED
