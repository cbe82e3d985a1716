"""`groundswell channels`: the ways out, and a real test of one."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import click
import msgspec
from msgspec import Struct

from workers.alert.trial import trial_notices
from workers.channels import AnyChannel, flaws_of
from workers.channels.base import Carriers
from workers.cli.asking import DEFAULT, Config, configure_log, open_config
from workers.cli.carriers import open_carriers
from workers.cli.run import print_line
from workers.cli.tables import print_table
from workers.errors import ChannelGone, DeliveryFailed, InputError
from workers.model.alert import Severity
from workers.model.notice import AnyNotice
from workers.model.setting import Duration

HEADINGS = ("channel", "kind", "secrets", "flaws", "subscriptions")
_FOLDER = click.Path(file_okay=False, path_type=Path)


class Listed(Struct, frozen=True, kw_only=True):
    """One channel, as it is listed: nothing of it is secret."""

    channel: str
    kind: str
    secrets: tuple[str, ...]
    """Where its secrets are kept, and whether they are there."""
    flaws: tuple[str, ...]
    subscriptions: tuple[str, ...]


@click.group()
def channels() -> None:
    """Look at the ways out, and try them."""


@channels.command("list")
@click.option("--config", "folder", type=_FOLDER, default=DEFAULT, show_default=True, help="The config folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a channel.")
def list_channels(*, folder: Path, as_json: bool) -> None:
    """List the channels, whether their secrets are there, and who is told through them."""
    config, carriers = open_config(folder), Carriers(print_line=print_line)
    listed = [_listed(channel, config, carriers) for _, channel in sorted(config.channels.items())]
    if as_json:
        for one in listed:
            print_line(msgspec.json.encode(one).decode())
        return
    print_table(HEADINGS, (_row(one) for one in listed))


@channels.command("test")
@click.argument("channel_id", metavar="ID")
@click.option("--config", "folder", type=_FOLDER, default=DEFAULT, show_default=True, help="The config folder.")
@click.option(
    "--severity",
    type=click.Choice([one.value for one in Severity]),
    default=Severity.NOTICE.value,
    show_default=True,
    help="How rare the test alert pretends to be: some receivers wake people for critical ones.",
)
@click.option("--resolved", is_flag=True, help="Tell the end of the test alert, too.")
def try_channel(*, folder: Path, channel_id: str, severity: str, resolved: bool) -> int:
    """Send a real test notice through a channel, and print what the far side said.

    An Alertmanager ends the test alert by itself after some minutes: told of its end at once, it would tell nobody.
    """
    config = open_config(folder)
    channel = _named(config.channels, channel_id)
    notices = trial_notices(channel_id, Severity(severity), datetime.now(UTC), resolved=resolved)
    configure_log("warning")
    with open_carriers(config, print_line) as carriers:
        return asyncio.run(_try(channel, notices, carriers))


def _named(there: Mapping[str, AnyChannel], channel_id: str) -> AnyChannel:
    """The channel of an id.

    Raises:
        InputError: there is none.
    """
    if channel_id not in there:
        raise InputError(f"no channel {channel_id}; expected one of {', '.join(sorted(there))}")
    return there[channel_id]


async def _try(channel: AnyChannel, notices: Sequence[AnyNotice], carriers: Carriers) -> int:
    """Send one after the other, and say what became of each. Returns the exit code."""
    for notice in notices:
        began, failed = monotonic(), None
        try:
            await channel.send(notice, 1, carriers)
        except DeliveryFailed as error:
            failed = error
        took = f"{(monotonic() - began) * 1000:,.0f} ms"
        if failed is not None:
            print_line(f"{channel.id} did not take {notice.id}: {in_words(failed, channel)} ({took})")
            return 1
        print_line(f"{channel.id} took {notice.id} ({took})")
    return 0


def in_words(failed: DeliveryFailed, channel: AnyChannel) -> str:
    """Why a channel did not take a notice, and what would become of an alert."""
    timeout: Duration | None = getattr(channel, "timeout", None)
    why = failed.detail
    if timeout is not None:
        why = re.sub(r"\btimeout\Z", f"timeout after {timeout.seconds} s", why)
    if isinstance(failed, ChannelGone):
        return f"{why}: wants nothing more; nothing else would be sent there until the next start"
    if not failed.retryable:
        return f"{why}; an alert would be given up"
    if failed.retry_after_s is not None:
        return f"{why}; an alert would be tried again, as asked for not within {failed.retry_after_s:,.0f} s"
    return f"{why}; an alert would be tried again"


def _listed(channel: AnyChannel, config: Config, carriers: Carriers) -> Listed:
    return Listed(
        channel=channel.id,
        kind=str(channel.__struct_config__.tag),
        secrets=tuple(_secrets(channel, carriers)),
        flaws=tuple(f"{key}: {found}" for key, found, _ in flaws_of(channel, carriers)),
        subscriptions=tuple(wish.id for wish in config.rules.subscriptions if channel.id in wish.channels),
    )


def _secrets(settings: Struct, carriers: Carriers) -> Iterator[str]:
    """By the names of the settings: ``..._env`` is a variable and ``..._file`` a file, in whatever channel."""
    for key in settings.__struct_fields__:
        place: object = getattr(settings, key)
        if isinstance(place, Struct):
            yield from _secrets(place, carriers)
        elif isinstance(place, str) and key.endswith("_env"):
            yield f"{place} is {'set' if carriers.variable(place) else 'not set'}"
        elif isinstance(place, str) and key.endswith("_file"):
            yield f"{place} is {'there' if Path(place).is_file() else 'not there'}"


def _row(one: Listed) -> tuple[object, ...]:
    return one.channel, one.kind, _comma(one.secrets), _comma(one.flaws), _comma(one.subscriptions)


def _comma(words: Iterable[str]) -> str:
    return ", ".join(words)
