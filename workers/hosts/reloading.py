"""Waits for a reason to load the config anew, loads it beside the work, and hands over what is fit for use.

Reasons are a signal, a request, or files that changed. Who works takes a config over between two batches, and says so.
"""

import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from structlog.typing import FilteringBoundLogger

from workers.config.load import Stamp, stamp_folder
from workers.documents.files import is_config
from workers.errors import GroundswellError
from workers.hosts.config import Config, open_config
from workers.hosts.contain import Bug, contain
from workers.hosts.observe import Observer
from workers.hosts.reload import Asking, Difference, compare, describe, renew

LOOK_S = 2.0
"""Files are looked at so often; what has changed is loaded when it was left alone for as long."""
TAKE_S = 30.0
"""How long whoever asked is kept waiting for the batch in hand to end, and"""
ANSWER_S = 120.0
"""for anything at all."""

Said = tuple[bool, str]
"""Whether a config is in force, or will be; and what there is to say of it."""
Wish = SimpleQueue[Said] | None
"""Where the answer goes; None: nobody waits for one."""


class Reloading:
    """Holds the config in force, and the one that is to follow it."""

    def __init__(
        self,
        config: Config,
        asking: Asking,
        log: FilteringBoundLogger,
        *,
        look_s: float = LOOK_S,
        take_s: float = TAKE_S,
    ) -> None:
        """Make one; it begins when it is entered.

        Args:
            config: In force from the start.
            asking: What the part that runs asks of another.
            log: Hears of every reload.
            look_s: Seconds between two looks at the files.
            take_s: How many to wait until a config is taken over, before another is thought of.
        """
        self._config, self._asking, self._log = config, asking, log
        self._look_s, self._take_s = look_s, take_s
        self._observer = Observer(log)
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._next: Config | None = None
        self._taken = threading.Event()
        self._tried = self._seen = config.stamp
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._taken.set()
        self._wishes.put(None)
        self._thread.join(timeout=5)

    # ---- whoever wants one

    def ask(self) -> None:
        """Want a reload, and do not wait for it. May be called from a signal's hearer."""
        self._wishes.put(None)  # a SimpleQueue: the one kind that may be put to while it is being put to

    def reload(self) -> Said:
        """Want a reload; return whether the config is in force, and what to say of it."""
        answer: SimpleQueue[Said] = SimpleQueue()
        self._wishes.put(answer)
        try:
            return answer.get(timeout=ANSWER_S)
        except Empty:
            return False, f"no answer within {ANSWER_S:.0f} s: the config is large, or this part is ending\n"

    # ---- whoever works

    @property
    def waiting(self) -> bool:
        """Whether there is a config to be taken over."""
        return self._next is not None

    def take(self) -> tuple[Config | None, tuple[str, ...]]:
        """Return the config that is to be taken over now, None: none is; and the ids of channels that are others by it.

        Say `done` when it is in force.
        """
        config = self._next
        if config is None:
            return None, ()
        channels = self._against(config).channels
        return config, (*channels.added, *channels.removed, *channels.changed)

    def done(self, config: Config) -> None:
        """Hear that a config that was taken is in force."""
        self._log.info("config in force", config=config.rules.config_hash, changes=describe(self._against(config)))
        self._config = config
        if self._next is config:
            self._next = None
        self._observer.configured(config.rules, config.channels)
        self._taken.set()

    # ---- the thread

    def _run(self) -> None:
        while not self._ended:
            try:
                wish = self._wishes.get(timeout=self._look_s)
            except Empty:
                if self._has_changed():
                    self._load()
                continue
            if not self._ended:
                said = self._load()
                if wish is not None:
                    wish.put(said)

    def _has_changed(self) -> bool:
        """Whether files differ from those that were loaded last, and stand as they did a moment ago."""
        if not self._config.rules.settings.watch_config:
            return False
        stamp = _stamp(self._config.folder)
        calm, self._seen = stamp == self._seen, stamp
        return calm and stamp != self._tried

    def _load(self) -> Said:
        self._tried = _stamp(self._config.folder)
        loaded = contain(self._renew)
        if isinstance(loaded, Config):
            self._tried = loaded.stamp
            return self._offer(loaded, self._against(loaded))
        return self._refuse(loaded)

    def _renew(self) -> Config | GroundswellError:
        try:
            return renew(self._config, lambda: open_config(self._config.folder), self._asking)
        except GroundswellError as error:
            return error

    def _against(self, config: Config) -> Difference:
        return compare(self._config, config)

    def _refuse(self, why: GroundswellError | Bug) -> Said:
        self._observer.config_refused()
        if isinstance(why, Bug):
            self._log.error("bug", where="reload", detail=why.detail, trace=why.trace)
        words = f"a bug in reading it: {why.detail}" if isinstance(why, Bug) else str(why)
        self._log.error("config refused", reasons=words.splitlines(), in_force=self._config.rules.config_hash)
        return False, f"{words}\nrefused; {self._config.rules.config_hash} stays in force\n"

    def _offer(self, config: Config, difference: Difference) -> Said:
        """Hand a config over, and wait a while until it is in force."""
        told, name = "\n".join(describe(difference)), config.rules.config_hash
        self._taken.clear()
        if difference.is_empty and self._next is None:
            self._log.info("config in force", config=name, changes=describe(difference))
            self._observer.configured(config.rules, config.channels)
            return True, f"{told}\n{name} is in force\n"
        self._next = config
        self._taken.wait(self._take_s)
        if self._next is config:
            return True, f"{told}\n{name} is fit for use, and is taken over after the batch in hand\n"
        return True, f"{told}\n{name} is in force\n"


def _stamp(folder: Path) -> Stamp:
    return stamp_folder(folder, is_config)
