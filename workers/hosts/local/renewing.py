"""A run takes over another config between two transactions: counts, verdicts and channels go on by it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from workers.alert.route import RouteRules
from workers.channels import AnyChannel
from workers.channels.base import Carriers
from workers.hosts.children import PageReader
from workers.hosts.config import Config
from workers.hosts.counter import Counter, ingest_rules
from workers.hosts.desk import Desk, terms_of
from workers.hosts.lines import Lines
from workers.hosts.local.removed import drop_removed
from workers.hosts.local.showing import Stage
from workers.hosts.local.store import Store
from workers.hosts.local.walk import Walk
from workers.hosts.reloading import Reloading
from workers.hosts.senders import Senders
from workers.rules import Rules

Routes = Callable[[Rules, Mapping[str, AnyChannel]], RouteRules]


class Tools(Struct, frozen=True, kw_only=True):
    """What in a run goes by the config."""

    reader: PageReader
    store: Store
    counter: Counter
    walk: Walk
    desk: Desk
    lines: Lines
    senders: Senders
    carriers: Carriers
    """Handed to channels, with the words of the config in force."""
    routes: Routes
    """What a run makes of a config's subscriptions."""
    stage: Stage | None


class Renewal:
    """Knows when another config is to be taken over, and how."""

    def __init__(self, reloading: Reloading, tools: Tools) -> None:
        self._reloading, self._tools = reloading, tools

    @property
    def waiting(self) -> bool:
        """Whether there is one."""
        return self._reloading.waiting

    def take_over(self, sent_at: datetime | None) -> Config | None:
        """Go on by another config; what follows at once from it is to be written. Returns it; None: there is none.

        Everything read by the old one must be written already.

        Args:
            sent_at: The host's time (UTC); None where only pages move the clock.
        """
        config, changed = self._reloading.take()
        if config is None:
            return None
        tools, rules, terms = self._tools, config.rules, terms_of(config.rules.settings)
        gone = {name: state for name, state in tools.counter.states.items() if name not in rules.watches}
        tools.reader.reload(rules)
        tools.counter.reload(rules.watches, ingest_rules(rules))
        tools.lines.reload({name: one.needs for name, one in config.channels.items()}, terms.schedule, changed)
        tools.desk.reload(tools.routes(rules, config.channels), terms)
        tools.senders.reload(config.channels, replace(tools.carriers, words=config.words), changed)
        drop_removed(gone, tools.store.last_change, tools.walk, sent_at)
        if tools.stage is not None:
            tools.stage.hear_config(rules, config.channels)
        return config

    def done(self, config: Config) -> None:
        """Hear that what followed from it is written: it is in force."""
        self._reloading.done(config)
