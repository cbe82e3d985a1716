"""``groundswell.yaml``: where pages come from, how time passes, what is kept and served."""

import re
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Literal

from msgspec import Meta, Struct

from workers.classify import AnyTopicClassifier
from workers.classify.other_languages import is_installed
from workers.classify.topic import Lexicon
from workers.config.node import Place
from workers.config.say import unknown_key
from workers.documents.words import WholeSlots
from workers.ingest.rules import FIELDS, FORMATS, InputRules
from workers.model.mistake import Mistake
from workers.model.security import Security
from workers.model.setting import Duration, EnvName, Text

RETRY_AFTER = tuple(map(Duration, ("0s", "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h")))

_BROKER = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_OF_SASL = ("mechanism", "username", "password_env", "password_file")
_OF_TLS = ("ca_file", "cert_file", "key_file")

Link = Annotated[str, Meta(pattern=r"\Ahttps?://[^\s/]+", description="an address such as https://desk.example")]


class Flows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Kafka topics of ours."""

    prefix: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]*\Z", description="letters, digits and . _ -")] = (
        "groundswell."
    )
    """What the names of our Kafka topics begin with."""
    pages: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]{1,249}\Z", description="a topic's name")] | None = None
    """The topic that scrapers write to; None: ``pages`` behind the prefix."""
    partitions: Annotated[int, Meta(ge=1, le=1_000)] = 8
    """Of every flow that is shared out among workers. Never changed once the flows exist."""
    replication: Annotated[int, Meta(ge=1, le=16)] = 1
    """Brokers that hold a copy of a flow which `flows ensure` makes."""


class Http(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where health, metrics and the page are served."""

    bind: Text = "127.0.0.1"
    """The address; one that others can reach needs ``token_env``."""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8080
    """0: any free one."""
    token_env: EnvName | None = None
    """The environment variable with the token that callers must show; None: no token, on this machine alone."""


class Keep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long what was written is kept."""

    text: Duration = Duration("30d")
    """Articles."""
    rejects: Duration = Duration("7d")
    """Refused pages."""
    alerts: Duration = Duration("400d")
    """Alerts, and the record of who was told."""


class Metrics(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `/metrics` shows beside what it always shows."""

    top_watches: Annotated[int, Meta(ge=0, le=100)] = 0
    """How many of the busiest watches are shown one by one."""


class SettingsFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    broker: Text = "localhost:9092"
    """``host:port``, several with commas between; for ``groundswell work``. The variable ``GROUNDSWELL_BROKER``
    takes its place."""
    security: Security = Security()
    flows: Flows = Flows()
    input: InputRules = InputRules()
    time: Literal["live", "pages"] | None = None
    """What moves the clock; None: pages for files, live for all that has no end."""
    lateness: WholeSlots = WholeSlots("10m")
    """How long the clock waits for pages that come out of order."""
    max_age: Duration = Duration("48h")
    """An article published longer ago than this when it is fetched is no mention."""
    tell_from: datetime | None = None
    """UTC. Nobody is told of what happened before."""
    http: Http = Http()
    metrics: Metrics = Metrics()
    retry_after: Annotated[tuple[Duration, ...], Meta(min_length=1, description="a list of durations")] = RETRY_AFTER
    """What is waited before the first attempt to send a notice, the second, ...; after the last it is given up."""
    most_owed: Annotated[int, Meta(ge=1, le=1_000_000)] = 10_000
    """Notices owed to one subscription; of what comes beyond, one summary is told when there is room again."""
    link_base: Link | None = None
    """Where readers of an alert find its page."""
    topics: AnyTopicClassifier = Lexicon()
    """What finds the subjects of articles: the lexicons that are shipped, or weights of your own."""
    keep: Keep = Keep()
    state: Text = "./state"
    """The folder of the local state, from where the command is run."""
    watch_config: bool = False
    """Whether a running part looks at the config's files, and loads them anew when they change."""


def check_settings(place: Place, settings: SettingsFile) -> Iterator[Mistake]:
    """Find a format or field that there is not, a limit that refuses every page, an open door, and access at odds."""
    yield from _check_input(place, settings)
    yield from check_broker(place.within("broker"), settings.broker)
    yield from check_security(place.within("security"), settings.security)
    if settings.retry_after[0].seconds:
        yield place.within("retry_after", 0).mistake(settings.retry_after[0], "0s: a notice is first sent at once")
    http, where = settings.http, place.within("http")
    if http.token_env is None and not is_loopback(http.bind):
        found = f"{http.bind}, which others can reach, without a token"
        yield where.within("bind").mistake(found, "token_env, the variable with a token; or 127.0.0.1")


def is_loopback(bind: str) -> bool:
    """Whether only this machine can reach an address; a name but ``localhost`` may mean any."""
    try:
        return ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


def _check_input(place: Place, settings: SettingsFile) -> Iterator[Mistake]:
    read, where = settings.input, place.within("input")
    if read.format not in FORMATS:
        yield where.within("format").mistake(f'"{read.format}"', unknown_key(read.format, tuple(FORMATS)))
    for field in read.fields:
        if field not in FIELDS:
            known = unknown_key(field, tuple(FIELDS))
            yield where.within("fields", field).mistake("a field that pages have not", known)
    if read.languages == "py3langid" and not is_installed():
        yield where.within("languages").mistake(
            "py3langid, which is not installed", "pip install groundswell[languages]"
        )
    if read.max_bytes <= 0:
        yield where.within("max_bytes").mistake(f"{read.max_bytes}", "a number of bytes above 0")


def check_broker(place: Place, brokers: str) -> Iterator[Mistake]:
    """Find addresses that are none."""
    for broker in (one.strip() for one in brokers.split(",")):
        if not _BROKER.fullmatch(broker):
            yield place.mistake(f'"{broker}"', "host:port, such as kafka:9092; several with commas between")


def check_security(place: Place, security: Security) -> Iterator[Mistake]:
    """Find what the protocol has no use for, and halves without their other half."""
    protocol = security.protocol
    sasl, tls = protocol.startswith("sasl"), protocol.endswith("ssl")
    useless = (() if sasl else _OF_SASL) + (() if tls else _OF_TLS)
    for key in useless:
        if getattr(security, key) is not None:
            other = "sasl_ssl or sasl_plaintext" if key in _OF_SASL else "ssl or sasl_ssl"
            yield place.within(key).mistake(f"it with protocol: {protocol}", f"{other}, or no {key}")
    if sasl and security.password_env is None and security.password_file is None:
        yield place.mistake(f"{protocol} without a password", "password_env or password_file")
    if sasl and None not in (security.password_env, security.password_file):
        yield place.within("password_file").mistake("both password_env and password_file", "one of them")
    if tls and (security.cert_file is None) != (security.key_file is None):
        there, missing = ("cert_file", "key_file") if security.key_file is None else ("key_file", "cert_file")
        yield place.within(there).mistake(f"{there} without {missing}", "both; one file may hold the two")
