"""What a silence that is made by command must be: one that holds something, for a while, and says who and why."""

from collections.abc import Collection, Sequence
from datetime import datetime

from workers.alert.ingest import INGEST
from workers.alert.silence import Silence, is_past
from workers.alert.subscription import ALL, WatchChoice
from workers.cli.asking import Config
from workers.documents.codes import Codes
from workers.errors import InputError


def check_silence(config: Config, silence: Silence, now: datetime) -> None:
    """Refuse a silence that would hold nothing, or everything by mistake.

    Raises:
        InputError: what is missing, or leads nowhere.
    """
    if silence.watches is None and silence.alert is None:
        raise InputError("nothing to hold; expected --alert, --watch, --tag or --owner (`--watch '*'` is all)")
    if silence.until is None and silence.alert is None:
        raise InputError("--until resolved without --alert; expected a time")
    if is_past(silence, now):
        raise InputError(f"--until {silence.until:%Y-%m-%d %H:%M} UTC is past; expected a time to come")
    if not silence.by.strip() or not silence.because.strip():
        raise InputError("--by and --because are empty; expected who says so, and why")
    rules, chosen = config.rules.watches.values(), silence.watches or WatchChoice()
    known = (
        ("--watch", chosen.ids, {INGEST, *(one.watch_id for one in rules)}),
        ("--tag", chosen.tags, {tag for one in rules for tag in one.tags}),
        ("--owner", chosen.owners, {one.owner for one in rules}),
    )
    for option, named, there in known:
        for name in named:
            if name != ALL and name not in there:
                raise InputError(f"{option} {name}: no watch has it; expected one of the config's")


def check_codes(codes: Codes, regions: tuple[str, ...], topics: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Refuse codes that no alert ever has.

    Args:
        codes: What may be named.
        regions: Countries, areas and groups.
        topics: IPTC Media Topics.
        languages: BCP 47.

    Raises:
        InputError: one of them, and what it should look like.
    """
    known: Sequence[tuple[str, tuple[str, ...], Collection[str], str]] = (
        ("--region", regions, {*codes.regions, *codes.groups}, "a country, area or group such as NO"),
        ("--topic", topics, codes.topics, "a subject such as medtop:16000000"),
        ("--language", languages, codes.languages, "a language such as en"),
    )
    for option, named, there, expected in known:
        for name in named:
            if name not in there:
                raise InputError(f"{option} {name}: no article is tagged with it; expected {expected}")
