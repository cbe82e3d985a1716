"""How a client of Kafka proves itself, as a person writes it down."""

from typing import Literal

from msgspec import Struct

from workers.model.setting import EnvName, Text


class Security(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a worker proves itself to the broker, and the broker to it. Secrets stand elsewhere."""

    protocol: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = "plaintext"
    mechanism: Literal["plain", "scram-sha-256", "scram-sha-512"] | None = None
    username: Text | None = None
    password_env: EnvName | None = None
    password_file: Text | None = None
    ca_file: Text | None = None
    cert_file: Text | None = None
    key_file: Text | None = None

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: what the protocol needs is missing.
        """
        if self.protocol.startswith("sasl") and None in (self.mechanism, self.username):
            raise ValueError(f"found {self.protocol} without mechanism and username; expected both")
