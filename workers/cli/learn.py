"""`groundswell learn`: history into the state, and nobody is told."""

from collections.abc import Collection, Iterable

import click

from workers.cli.asking import Folders, ask_folders, ask_inputs, open_config, state_in
from workers.cli.run import go
from workers.config.say import unknown_key
from workers.errors import InputError
from workers.hosts.local.run import Said, Wish


@click.command()
@ask_folders
@ask_inputs
@click.option("--watch", "watches", metavar="ID", multiple=True, help="Only this watch learns; may be repeated.")
def learn(*, folders: Folders, said: Said, watches: tuple[str, ...]) -> int:
    """Teach the detectors from an archive, so that they need not wait a day for a first alert and weeks for the hours.

    What the archive would have alerted is written down, and nobody is told of it. With --watch, what the watch knew
    before gives way to what it learns now, and all else goes on as if nothing had been read.
    """
    config = open_config(folders.config)
    _check_known(watches, config.rules.watches)
    return go(config, Wish(said=said, state=state_in(folders, config), muted=True, only=watches))


def _check_known(watches: Iterable[str], known: Collection[str]) -> None:
    """Refuse an id that there is not.

    Raises:
        InputError: see above.
    """
    for watch in watches:
        if watch not in known:
            there = unknown_key(watch, sorted(known)) if known else "one that is defined"
            raise InputError(f'--watch: found "{watch}", which is no watch; expected {there}')
