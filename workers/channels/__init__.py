"""Alerts leave the building: the only outbound I/O."""

from workers.channels.log import Log
from workers.channels.webhook import Webhook
from workers.config.decode import Decoded, decode
from workers.config.node import Place

AnyChannel = Log | Webhook
"""Every channel a config may name. Add yours here, and nowhere else."""


def decode_channel(place: Place) -> Decoded[AnyChannel]:
    """Make a channel of what stands at a place of ``channels.yaml``, or say what is wrong with it."""
    return decode(place, AnyChannel)  # type: ignore[arg-type]  # a union stands for the type of its members
