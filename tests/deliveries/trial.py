"""What is done to the product and its far sides: rough weather, and kills."""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from random import Random

from tests.deliveries.looking import Looked, look, read_ledgers
from tests.deliveries.side import Side
from tests.deliveries.stand import STEPS, Stand, TooLongError, running, wait_for, wait_told


def weather(stand: Stand, sides: Sequence[Side], *, away_s: float, every_s: float, patience_s: float) -> int:
    """Tell all news part by part, while one far side after the other is away for a stretch.

    Args:
        stand: With nothing told yet.
        sides: Those that go away.
        away_s: For how long each is away.
        every_s: From one part of the news to the next.
        patience_s: For all to be told.

    Returns:
        The exit code of the product, which is asked to end when all is told.
    """
    began, turn_s = time.monotonic(), stand.parts * every_s / (len(sides) + 1)
    with running(stand) as work, ExitStack() as stack:
        for part in range(stand.parts):
            stand.tell(part)
            turn, within = divmod((part + 0.5) * every_s, turn_s)
            if turn < len(sides) and within <= every_s:
                _go_away(sides[int(turn)], away_s, stack)
            time.sleep(max(0.0, began + (part + 1) * every_s - time.monotonic()))
        stack.close()
        wait_told(stand, patience_s)
        return work.stop()


def _go_away(side: Side, away_s: float, stack: ExitStack) -> None:
    side.shut()
    back = threading.Timer(away_s, side.listen)
    back.start()
    stack.callback(back.join)


def kill_often(stand: Stand, sides: Sequence[Side], kills: int, seed: int) -> list[int]:
    """Kill the product again and again with attempts in flight, then let it tell all there is.

    Args:
        stand: With nothing told yet; a group of alerts lives in each of its lives.
        sides: All there are.
        kills: How many.
        seed: Of when.

    Returns:
        For each kill, the attempts that far sides had not answered just before it.
    """
    random, flying, part = Random(seed), list[int](), 0
    for _ in range(kills):
        with running(stand) as work:
            for step in range(part, min(part + STEPS, stand.parts)):
                stand.tell(step)
            part += STEPS
            _wait_flying(sides, random.randint(3, 60))
            flying.append(_under_way(sides))
            work.kill()
    with running(stand) as work:
        for left in range(part, stand.parts):
            stand.tell(left)
        wait_told(stand)
        if work.stop():
            raise TooLongError("it did not end in good order")
    return flying


def _wait_flying(sides: Sequence[Side], more: int) -> None:
    """Wait until so many more attempts have come, and one is not answered."""
    enough = _came(sides) + more
    wait_for(lambda: _came(sides) >= enough and _under_way(sides) > 0, "work", look_s=0.002)


def _came(sides: Sequence[Side]) -> int:
    return sum(len(side.arrivals) for side in sides)


def _under_way(sides: Sequence[Side]) -> int:
    return sum(side.faults.under_way for side in sides)


def compare(stand: Stand, sides: Sequence[Side]) -> list[Looked]:
    """Look at every far side, and what `groundswell deliveries list` says of it."""
    changes, ledgers = stand.changes(), read_ledgers(stand.deliveries())
    return [look(side, ledgers[side.name], changes) for side in sides]
