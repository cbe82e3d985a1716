"""What only shows between items and files: names that lead nowhere or stand twice, and watches nobody hears of."""

from collections.abc import Collection, Iterable, Iterator

from workers.alert.ingest import INGEST
from workers.alert.subscription import ALL, WatchChoice, wants_watch
from workers.config.node import Place
from workers.config.say import unknown_key
from workers.documents.placed import Documents, Findings, Placed, is_empty
from workers.documents.watches import WatchItem
from workers.model.alert import Kind
from workers.model.mistake import Mistake


def check_references(documents: Documents[object]) -> Findings:
    """Find what leads nowhere (a mistake) and what is only strange (a warning)."""
    return Findings(
        mistakes=(
            *_repeated_ids(documents),
            *_taken_ids(documents.watches),
            *_unknown_channels(documents),
            *_choices(documents),
        ),
        warnings=(*_repeated_names(documents.watches), *_unheard(documents), *_unheeded(documents)),
    )


def _repeated_ids(documents: Documents[object]) -> Iterator[Mistake]:
    yield from _repeated((placed.place for placed in documents.watches), "id", "each watch once")
    yield from _repeated((placed.place for placed in documents.subscriptions), "id", "each subscription once")
    yield from _repeated((placed.place for placed in documents.silences), "id", "each silence once")
    yield from _repeated((placed.place for placed in documents.channels), "id", "each channel once")


def _repeated(places: Iterable[Place], key: str, expected: str) -> Iterator[Mistake]:
    first: dict[str, Place] = {}
    for place in places:
        name = place.text(key)
        if name is None:
            continue
        if name in first:
            before = first[name].within(key)
            again = f'"{name}", which stands in {before.file}:{before.node.line} already'
            yield place.within(key).mistake(again, expected)
        first.setdefault(name, place)


def _taken_ids(watches: Iterable[Placed[WatchItem]]) -> Iterator[Mistake]:
    """Alerts about our own ingest stand under an id that no watch may have."""
    for placed in watches:
        if placed.value.id == INGEST:
            found = f'"{INGEST}", which stands for alerts about our own sources'
            yield placed.place.within("id").mistake(found, "another id")


def _repeated_names(watches: Iterable[Placed[WatchItem]]) -> Iterator[Mistake]:
    return _repeated((placed.place for placed in watches), "name", "a name that tells it from other watches")


def _unknown_channels(documents: Documents[object]) -> Iterator[Mistake]:
    if "channels.yaml" in documents.names.unread:
        return
    for placed in documents.subscriptions:
        for number, name in enumerate(placed.value.channels):
            place = placed.place.within("channels", number)
            yield from _unknown(place, name, documents.names.channels, "channel")


def _choices(documents: Documents[object]) -> Iterator[Mistake]:
    """Budgets, subscriptions and silences that choose watches there are none of."""
    names = documents.names
    ids = frozenset((*names.watches, INGEST))
    chosen = [(placed.place, placed.value.watches, names.watches) for placed in documents.budgets]
    chosen += [(placed.place, placed.value.watches, ids) for placed in documents.subscriptions]
    chosen += [(placed.place, silenced, ids) for placed in documents.silences if (silenced := placed.value.watches)]
    for place, choice, known in chosen:
        if is_empty(choice):
            yield place.within("watches").mistake("a choice of nothing", 'ids, tags or owners ("*" is all)')
        if any(name.startswith("watches") for name in names.unread):
            continue
        yield from _unknown_choice(place, "ids", choice.ids, known, "watch")
        yield from _unknown_choice(place, "tags", choice.tags, names.tags, "tag of a watch")
        yield from _unknown_choice(place, "owners", choice.owners, names.owners, "owner of a watch")


def _unknown_choice(
    place: Place, key: str, named: tuple[str, ...], known: Collection[str], what: str
) -> Iterator[Mistake]:
    for number, name in enumerate(named):
        if name != ALL:
            yield from _unknown(place.within("watches", key, number), name, known, what)


def _unknown(place: Place, name: str, known: Collection[str], what: str) -> Iterator[Mistake]:
    if name not in known:
        few = unknown_key(name, sorted(known)) if len(known) <= 1_000 else "one that is defined"
        yield place.mistake(f'"{name}", which is no {what}', few if known else f"a {what} that is defined")


def _unheard(documents: Documents[object]) -> Iterator[Mistake]:
    """Watches that no subscription names for spikes."""
    choice = _united(
        placed.value.watches for placed in documents.subscriptions if Kind.COVERAGE_SPIKE in placed.value.kinds
    )
    for placed in documents.watches:
        watch = placed.value
        if not wants_watch(choice, watch.id, watch.tags, watch.owner):
            yield placed.place.mistake(f'the watch "{watch.id}" that nobody hears of', "a subscription that names it")


def _unheeded(documents: Documents[object]) -> Iterator[Mistake]:
    """Subscriptions that name our own ingest and do not ask for its kinds."""
    for placed in documents.subscriptions:
        wish = placed.value
        if INGEST in wish.watches.ids and all(kind.of_watch for kind in wish.kinds):
            found = f'"{INGEST}" without a kind of alert about it'
            yield placed.place.within("watches").mistake(found, "kinds: [coverage_gap, ingest_anomaly]")


def _united(choices: Iterable[WatchChoice]) -> WatchChoice:
    listed = list(choices)
    return WatchChoice(
        ids=tuple({name for choice in listed for name in choice.ids}),
        tags=tuple({name for choice in listed for name in choice.tags}),
        owners=tuple({name for choice in listed for name in choice.owners}),
    )
