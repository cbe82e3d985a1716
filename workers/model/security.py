"""How a client of Kafka proves itself, as a person writes it down."""

from typing import Literal

from msgspec import Struct

from workers.model.setting import EnvName, Text


class Security(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a worker proves itself to the broker, and the broker to it. Secrets stand elsewhere."""

    protocol: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = "plaintext"
    """With or without TLS, with or without a password."""
    mechanism: Literal["plain", "scram-sha-256", "scram-sha-512"] | None = None
    """How the password is shown to the broker."""
    username: Text | None = None
    """With SASL."""
    password_env: EnvName | None = None
    """The variable with the password."""
    password_file: Text | None = None
    """The file with it."""
    ca_file: Text | None = None
    """Who signed the broker's certificate; none: whoever this machine trusts."""
    cert_file: Text | None = None
    """The worker's own certificate."""
    key_file: Text | None = None
    """Its key; one with a password is refused."""

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: what the protocol needs is missing.
        """
        if self.protocol.startswith("sasl") and None in (self.mechanism, self.username):
            raise ValueError(f"found {self.protocol} without mechanism and username; expected both")
