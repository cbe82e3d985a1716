"""An app takes over another config while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from workers.hosts.config import Config
from workers.hosts.kafka.engine.steady import SteadyApp
from workers.hosts.reloading import Reloading

LOOK_S = 0.1

TakeOver = Callable[[Config, Collection[str]], Awaitable[None]]
"""Goes on by a config, after the batch in hand; of these channels, by their ids, it says something else."""


def follow_config(app: SteadyApp, reloading: Reloading | None, take_over: TakeOver) -> None:
    """Have an app take over every config that is fit for use, as soon as it has all it needs."""
    if reloading is None:
        return
    there = reloading

    async def follow() -> None:
        while not app.should_stop:
            await asyncio.sleep(LOOK_S)
            config, channels = there.take()
            if config is not None:
                await take_over(config, channels)
                there.done(config)

    app.task(follow)
