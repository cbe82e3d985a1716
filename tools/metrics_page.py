"""Write docs/metrics.md from the metrics themselves: `python -m tools.metrics_page`. A test compares the two."""

from collections.abc import Iterator

from tools.broker.cluster import ROOT
from workers import metrics
from workers.metrics.registry import Declared, Room

PAGE = ROOT / "docs" / "metrics.md"
HEAD = """\
# Metrics

<!-- Made by `python -m tools.metrics_page` from workers/metrics/: change it there. -->

Every process serves its metrics at `/metrics`, on the port of `http` in `groundswell.yaml`. A part shows what it does
itself: a reader says nothing of alerts. Series are there from the start, at 0, so that the first increase is seen.
Labels come from closed sets or from your config; no address, no title and no text is ever in one. Watches have no
series of their own, but for the busiest, where you ask for them:

```yaml
# groundswell.yaml
metrics:
  top_watches: 20
```

`config/prometheus/` has what Prometheus needs, and health rules with tests; [runbooks.md](runbooks.md) says what to do
when one fires. `config/grafana/` has a dashboard. `docker compose up` starts them all.

The usual metrics of a process (`process_resident_memory_bytes`, `process_cpu_seconds_total` and so on) are there, too.

## The steps at a glance

| step | takes in | gives out | in progress |
|---|---|---|---|
| `read` | pages | `pages_read`, `pages_rejected` by reason | pages fetched or taken, and not committed |
| `keep_time` | pulses | `ticks`, `slots_unknown` | pulses not done with (Kafka) |
| `count` | signals: mentions and ticks | `mentions_counted`, `mentions_late`, `mentions_unknown`, `alert_changes` | \
signals not done with (Kafka) |
| `route` | changes | `verdicts` | alerts not done with (Kafka) |
| `notify` | offers, answers, the clock | `delivery_attempts` by answer | attempts under way, or notices not done with |
"""


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, *(line for room in metrics.ALL_ROOMS for line in _section(room))))


def _section(room: Room) -> Iterator[str]:
    parts = ", ".join(f"`{part.value}`" for part in metrics.Part if room in metrics.ROOMS[part])
    yield f"## {room.title}\n"
    yield f"Shown by {parts}.\n"
    yield "| metric | kind | labels | what it says |"
    yield "|---|---|---|---|"
    for one in room.declared:
        yield f"| `{one.name}` | {_kind(one)} | {', '.join(f'`{label}`' for label in one.labels)} | {one.says} |"
    yield ""


def _kind(one: Declared) -> str:
    return f"histogram: {', '.join(f'{bound:g}' for bound in one.buckets)}" if one.buckets else one.kind


def main() -> None:
    """Write it."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
