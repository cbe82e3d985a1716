"""`groundswell learn`: history into the state, and nobody is told."""

import click

from workers.cli.asking import Folders, ask_folders, ask_inputs, open_config, state_in
from workers.cli.run import go
from workers.hosts.local.run import Said, Wish


@click.command()
@ask_folders
@ask_inputs
def learn(*, folders: Folders, said: Said) -> int:
    """Teach the detectors from an archive, so that they need not wait a day for a first alert and weeks for the hours.

    What the archive would have alerted is written down, and nobody is told of it.
    """
    config = open_config(folders.config)
    return go(config, Wish(said=said, state=state_in(folders, config), muted=True))
