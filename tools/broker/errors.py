"""What can go wrong with a broker of ours, in words that say what to do."""


class BrokerError(Exception):
    """A broker cannot be had: what was tried, and what was seen."""


class ToolMissing(BrokerError):
    """This machine lacks a program: which, and how to install it."""
