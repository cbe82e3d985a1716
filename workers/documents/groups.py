"""Groups of regions: shipped ones such as G7, and a config's own."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec.structs import replace

from workers.documents.codes import Codes
from workers.documents.placed import Documents, Placed
from workers.model.mistake import Mistake

Channel = TypeVar("Channel")
Groups = Mapping[str, Placed[tuple[str, ...]]]
"""A config's own, by name."""


def with_groups(codes: Codes, groups: Groups) -> Codes:
    """What may be named where a config has groups of its own; one of a shipped group's name stands in its place.

    It may hold countries, areas and shipped groups, and no other of the config's own: so none holds itself.
    """
    own = {name: codes.spread(placed.value) for name, placed in groups.items()}
    return replace(codes, groups={**codes.groups, **own})


def check_groups(groups: Groups, codes: Codes) -> Iterator[Mistake]:
    """Find groups that are named like a region, or hold what is none.

    Args:
        groups: A config's own.
        codes: What is shipped.
    """
    for name, placed in groups.items():
        if name in codes.regions:
            yield placed.place.mistake(
                f'a group with the name of the region "{name}"', "another name, such as my-region"
            )
        for number, member in enumerate(placed.value):
            if member not in codes.regions and member not in codes.groups:
                where = placed.place.within(number)
                yield where.mistake(f'"{member}", which is no region', codes.like_region(countries=False))


def without_groups(documents: Documents[Channel], codes: Codes) -> Documents[Channel]:
    """The same documents with every group replaced by what it holds.

    Args:
        documents: Without mistakes in their regions.
        codes: With the config's own groups.
    """
    watches = []
    for placed in documents.watches:
        watch = placed.value
        scope = replace(watch.scope, regions=codes.spread(watch.scope.regions))
        split = watch.split_by
        if split is not None and split.region not in (None, "any"):
            split = replace(split, region=codes.parts(split.region or ()))
        watches.append(replace(placed, value=replace(watch, scope=scope, split_by=split)))
    return replace(
        documents,
        watches=tuple(watches),
        subscriptions=tuple(
            replace(one, value=replace(one.value, regions=codes.spread(one.value.regions)))
            for one in documents.subscriptions
        ),
        silences=tuple(
            replace(one, value=replace(one.value, regions=codes.spread(one.value.regions)))
            for one in documents.silences
        ),
    )
