"""The agent that notifies: it alone writes the outboxes, and says what is to be sent."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from time import perf_counter
from typing import Any

from workers.errors import StateError
from workers.hosts.contain import Bug, contain
from workers.hosts.kafka.codecs import HostTick, NoticeEvent, Offer, notice_events
from workers.hosts.kafka.engine.kept import Kept
from workers.hosts.kafka.engine.refusing import refuse
from workers.hosts.kafka.engine.sending import Record, send_all
from workers.hosts.kafka.engine.steady import Progress, SteadyApp
from workers.hosts.kafka.flows import OUTBOX, Flows
from workers.hosts.kafka.notifying.branch import Branch
from workers.hosts.kafka.notifying.carrying import Carrying
from workers.hosts.kafka.notifying.controls import Controls, Silences
from workers.hosts.kafka.notifying.router import delivery_record
from workers.hosts.kafka.notifying.turn import Turn
from workers.hosts.kafka.ways import Pace
from workers.hosts.observe import Observer
from workers.metrics.steps import Step
from workers.model.notice import Delivery, Outcome
from workers.model.rejection import Reason

OpenBranch = Callable[[int], Branch]


class Branches:
    """The branch of each partition of ours, opened when it is first needed: by then its rows are recovered."""

    def __init__(self, kept: Kept, open_branch: OpenBranch) -> None:
        self.kept, self._open = kept, open_branch
        self._branches: dict[int, Branch] = {}
        self._silences: Silences = ()

    def __getitem__(self, partition: int) -> Branch:
        branch = self._branches.get(partition)
        if branch is None:
            branch = self._branches[partition] = self._open(partition)
            branch.silence(self._silences)
        return branch

    @property
    def owed(self) -> int:
        """How many notices wait to be taken."""
        return sum(branch.owed for branch in self._branches.values())

    def reload(self, change: Callable[[int, Branch], None]) -> None:
        """Have every branch that is open hear of another config: its number, and itself."""
        for partition, branch in self._branches.items():
            change(partition, branch)

    def silence(self, silences: Silences) -> None:
        """Hear which silences were made by command."""
        self._silences = silences
        for branch in self._branches.values():
            branch.silence(silences)

    def move(self, partitions: Iterable[int]) -> None:
        """Hear which partitions are ours now. All are opened anew: others may have had them meanwhile."""
        self.kept.keep_only(partitions)
        self._branches.clear()

    async def write(self, partitions: Collection[int]) -> None:
        """Write what changed of some partitions, and wait until the broker has it."""
        await self.kept.write(chain.from_iterable(self[one].rows() for one in sorted(partitions)))


class Clerk:
    """Reads the flow of notices: offers, outcomes and ticks."""

    def __init__(
        self,
        app: SteadyApp,
        flows: Flows,
        branches: Branches,
        carrying: Carrying,
        progress: Progress,
        observer: Observer,
    ) -> None:
        self._app, self._flows, self._branches, self._carrying = app, flows, branches, carrying
        self._progress, self._observer = progress, observer
        self._turn = Turn()

    async def run(self, stream: Any, pace: Pace, controls: Controls) -> None:
        """Hear what comes. Records of it, then outboxes, are with the broker before it counts as done."""
        await controls.whole()
        async for events in stream.noack_take(pace.batch, within=pace.within_s):
            heard = [self._hear(event) for event in events]
            partitions = {event.message.partition for event in events}
            rejects = [one for one in heard if isinstance(one, Record)]
            deliveries = [delivery_record(of) for one in heard if isinstance(one, list) for of in one]
            await send_all(self._app, self._flows.rejects, rejects)
            await send_all(self._app, self._flows.deliveries, deliveries)
            await self._branches.write(partitions)
            for event in events:
                await stream.ack(event)
            self._progress.moved()
            self._hand_out(partitions)

    def _hear(self, event: Any) -> list[Delivery] | Record:
        """What is to be recorded of an event; one that cannot be read is refused."""
        partition = event.message.partition
        try:
            notice: NoticeEvent = notice_events.decode(event.value or b"")
        except StateError as error:
            self._observer.refused(Reason.WRONG_TYPE)
            return refuse(event.message, "notify", Reason.WRONG_TYPE, str(error))
        branch = self._branches[partition]
        began = perf_counter()
        heard = contain(lambda: branch.hear(notice, datetime.now(UTC), self._observer))
        self._observer.stepped(Step.NOTIFY, perf_counter() - began, _at_of(notice))
        if isinstance(heard, Bug):
            self._observer.bug(heard, f"notify {type(notice).__name__}")
            self._observer.refused(Reason.BUG)
            return refuse(event.message, "notify", Reason.BUG, heard.detail)
        match notice:
            case Outcome():
                self._carrying.heard(notice)
            case HostTick():
                self._turn.hear(partition, notice)
        return heard

    def _hand_out(self, partitions: set[int]) -> None:
        """Begin what is due, where nobody else can have it under way; those whose events were heard come last.

        Channels have room for so much at a time, and whoever just had some should not have it all.
        """
        now = datetime.now(UTC)
        for partition in sorted(self._turn.settled(), key=lambda one: (one in partitions, one)):
            self._carrying.begin(self._branches[partition].due(now))

    async def tick(self, partitions: Sequence[int]) -> None:
        """Send the host's clock to partitions of ours."""
        value = notice_events.encode(HostTick(at=datetime.now(UTC), turn=self._turn.name))
        await send_all(self._app, self._flows.notices, [Record(value=value, partition=one) for one in partitions])
        self._observer.owes(self._branches.owed)
        self._observer.keeps_rows(OUTBOX, self._branches.kept.held)
        self._observer.keeps_bytes(OUTBOX, self._branches.kept.size)
        self._observer.broken(self._carrying.lines.channels, self._carrying.lines.down(datetime.now(UTC)))

    async def move_out(self, patience_s: float) -> None:
        """Hear that partitions are about to move: nothing is begun before they have."""
        self._turn.renew()
        await self._carrying.pause(patience_s)

    def move_in(self, partitions: Iterable[int]) -> None:
        """Hear which partitions are ours now."""
        self._turn.renew()
        self._branches.move(partitions)


def _at_of(event: NoticeEvent) -> datetime:
    """The time an event is of (UTC)."""
    return event.change.changed_at if isinstance(event, Offer) else event.at
