"""What of a subscription only shows beside the rest: a time zone nobody knows, digests that no channel takes."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Protocol

from workers.alert.subscription import QuietHours
from workers.documents.placed import Documents, Findings, Placed
from workers.documents.subscriptions import SubscriptionItem
from workers.model.mistake import Mistake
from workers.model.setting import TimeOfDay


class Needs(Protocol):
    """What a channel asks of its sender, as far as subscriptions are concerned."""

    @property
    def digests(self) -> bool:
        """Whether it takes several changes in one notice."""
        ...


class Way(Protocol):
    """A channel, as far as subscriptions are concerned; what else it is, is for the channels to say."""

    @property
    def id(self) -> str:
        """The name subscriptions call it by."""
        ...

    @property
    def needs(self) -> Needs:
        """What it asks of its sender."""
        ...


def check_wishes(documents: Documents[Way], time_zones: Collection[str]) -> Findings:
    """Find what cannot be (a mistake), and what has no effect (a warning).

    Args:
        documents: What could be read of the config.
        time_zones: IANA names.
    """
    one_by_one = {placed.value.id for placed in documents.channels if not placed.value.needs.digests}
    wishes = documents.subscriptions
    mistakes = [mistake for placed in wishes for mistake in _unknown_zone(placed, time_zones)]
    mistakes += [mistake for placed in wishes for mistake in _digest_channels(placed, one_by_one)]
    return Findings(mistakes=tuple(mistakes), warnings=tuple(one for placed in wishes for one in _idle(placed)))


def _unknown_zone(placed: Placed[SubscriptionItem], known: Collection[str]) -> Iterator[Mistake]:
    name = placed.value.time_zone
    if name not in known:
        near = _near_zone(name, known)
        expected = f"{near} (did you mean that?)" if near else "a name such as Europe/Berlin"
        yield placed.place.within("time_zone").mistake(f'"{name}", which is no time zone', expected)


def _near_zone(name: str, known: Collection[str]) -> str | None:
    """What was probably meant: the whole name, or its city alone, in whatever letters."""
    words = {zone.casefold(): zone for zone in sorted(known)}
    cities = {zone.rpartition("/")[2]: zone for zone in words if "/" in zone}
    asked = name.casefold().replace(" ", "_")
    if near := get_close_matches(asked, words, n=1, cutoff=0.75):
        return words[near[0]]
    near = get_close_matches(asked.rpartition("/")[2], cities, n=1, cutoff=0.75)
    return words[cities[near[0]]] if near else None


def _digest_channels(placed: Placed[SubscriptionItem], one_by_one: Collection[str]) -> Iterator[Mistake]:
    if placed.value.digest is None:
        return
    for number, name in enumerate(placed.value.channels):
        if name in one_by_one:
            place = placed.place.within("channels", number)
            yield place.mistake(f'"{name}", which takes no digests', "a channel that does, or no digest")


def _idle(placed: Placed[SubscriptionItem]) -> Iterator[Mistake]:
    """What has no effect beside a digest, or another than it seems to have."""
    wish, place = placed.value, placed.place
    if wish.digest is None:
        return
    at, hours = wish.digest.at, wish.quiet_hours
    if at is not None and hours is not None and _is_within(at, hours):
        yield place.within("digest", "at").mistake(
            f"{at}, in the quiet hours", f"a time outside; it waits for {hours.to}"
        )
    if wish.max_age is None and wish.limit is not None:
        yield place.within("limit").mistake(
            "a limit of what is told one by one, where all is told in the digest",
            "no limit, or max_age with the digest",
        )


def _is_within(at: TimeOfDay, hours: QuietHours) -> bool:
    first, last = hours.from_.minutes, hours.to.minutes
    return first <= at.minutes < last if first < last else at.minutes >= first or at.minutes < last
