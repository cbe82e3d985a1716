"""The process itself: its config, its version, its memory."""

from workers.metrics.registry import Room

ROOM = Room("The process")

build = ROOM.info(
    "build",
    "Version and part of this worker. Several versions for long: an upgrade was left half done.",
    "version",
    "part",
)
config = ROOM.info(
    "config",
    "The hash of the config in use. Several hashes for long: workers run on different configs.",
    "hash",
)
reload_success = ROOM.gauge(
    "config_reload_success",
    "1 when the config was loaded the last time that was asked; 0 when it was refused and the old one stays. The log "
    "says why, and so does `groundswell check`.",
)
reload_success_timestamp_seconds = ROOM.gauge(
    "config_reload_success_timestamp_seconds",
    "When the config in use was loaded. Older than your last change: it was not loaded, or refused.",
)
watches = ROOM.gauge(
    "watches",
    "Watches in the config. Fewer than yesterday: somebody changed the watchlist.",
)
memory_peak_bytes = ROOM.gauge(
    "memory_peak_bytes",
    "The most memory this process ever held. Growing day by day: a leak; tell us.",
)
memory_limit_bytes = ROOM.gauge(
    "memory_limit_bytes",
    "Memory this process may use: its container's limit, else that of the machine. Near what it uses: give it more.",
)
