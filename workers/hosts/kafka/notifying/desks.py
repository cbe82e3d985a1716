"""What the desks of all partitions decide by: one config for all of them, and to each partition its subscriptions."""

from collections.abc import Mapping

from msgspec.structs import replace

from workers.alert.route import RouteRules
from workers.hosts.desk import terms_of
from workers.hosts.kafka.notifying.branch import Branch
from workers.hosts.kafka.partitioning import partition_of
from workers.hosts.lines import Lines
from workers.rules import Rules


class Desks:
    """The config in force, as far as it says who is told; opens branches by it."""

    def __init__(self, rules: Rules, partitions: int, lines: Lines, *, live: bool) -> None:
        """Make one.

        Args:
            rules: The config at the start.
            partitions: In which outboxes stand.
            lines: The channels of this process.
            live: Whether the host's clock moves time.
        """
        self._partitions, self._lines, self._live = partitions, lines, live
        self.reload(rules)

    def reload(self, rules: Rules) -> None:
        """Hear of another config."""
        self._terms = terms_of(rules.settings)
        self.routes = RouteRules(
            subscriptions=rules.subscriptions, silences=rules.silences, tell_from=rules.settings.tell_from
        )
        """Of all subscriptions."""

    def open(self, partition: int, rows: Mapping[bytes, bytes]) -> Branch:
        """Open a partition's branch.

        Raises:
            StateError: a row cannot be read.
        """
        return Branch(partition, rows, self._routes_in(partition), self._lines, self._terms, live=self._live)

    def reopen(self, partition: int, branch: Branch) -> None:
        """Have an open branch go on by the config in force."""
        branch.reload(self._routes_in(partition), self._terms)

    def _routes_in(self, partition: int) -> RouteRules:
        """The subscriptions whose outboxes stand in a partition: what is remembered of one has a single place."""
        wishes = self.routes.subscriptions
        ours = [wish for wish in wishes if partition_of(wish.id.encode(), self._partitions) == partition]
        return replace(self.routes, subscriptions=tuple(ours))
