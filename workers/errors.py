"""Every error the product raises on purpose.

GroundswellError
|-- ConfigError         a person must fix a file; nothing starts
|-- PageRejected        this page is bad; it becomes a Rejection
|-- InputError          an input cannot be read at all (no such file, not readable)
|-- HostError           what a run needs of the machine cannot be had (a process does not start)
|-- StateError          the state folder is unusable (locked, from a newer version)
`-- DeliveryFailed      a channel said no; ``retryable`` says whether to try again
    `-- ChannelGone     it said never again: nothing more is sent there until the next start, or another config
"""

from workers.model.mistake import Mistake
from workers.model.rejection import Reason


class GroundswellError(Exception):
    """Something a person can understand and mend."""


class ConfigError(GroundswellError):
    """A config file holds mistakes; every one of them is in ``mistakes``."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class PageRejected(GroundswellError):
    """A page that cannot become articles. Raised deep, turned into a Rejection once."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class InputError(GroundswellError):
    """An input that cannot be read: what, where, and what was expected."""


class HostError(GroundswellError):
    """Something a run needs of the machine cannot be had: what, and what was seen."""


class StateError(GroundswellError):
    """The state on disk cannot be used: which file, why, and what to do."""


class DeliveryFailed(GroundswellError):
    """A channel did not accept a notice."""

    def __init__(
        self, channel: str, notice_id: str, detail: str, *, retryable: bool, retry_after_s: float | None = None
    ) -> None:
        outlook = "will retry" if retryable else "gave up"
        super().__init__(f"{channel} did not take notice {notice_id}: {detail} ({outlook})")
        self.channel = channel
        self.notice_id = notice_id
        self.detail = detail
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        """The far side asks not to be tried again sooner."""


class ChannelGone(DeliveryFailed):
    """A channel wants nothing any more."""

    def __init__(self, channel: str, notice_id: str, detail: str) -> None:
        super().__init__(channel, notice_id, detail, retryable=False)
