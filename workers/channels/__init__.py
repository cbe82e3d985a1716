"""Alerts leave the building: the only outbound I/O."""

from workers.channels.log import Log

AnyChannel = Log
"""Every channel a config may name. Add yours here, and nowhere else."""
