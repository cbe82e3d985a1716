"""A trace goes through the whole product: from the span that scraped a page to the one that receives the alert."""

import json
from pathlib import Path

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from tests.hosts.world import QUIET, Configured, Quiet, write_world
from tests.receiver import Came, open_receiver
from workers.channels.base import Carriers
from workers.hosts.local.run import Host, Said, Wish, run_local

SECRET = "whsec_Z3JvdW5kc3dlbGwtdGVzdC1zZWNyZXQtMDE="
SUBSCRIPTIONS = "subscriptions: [{id: desk, watches: {ids: ['*']}, channels: [hook], tell_resolved: true}]\n"
HEADER = TraceContextTextMapPropagator()


class Scraper:
    """Scrapes within a span, and writes its context into the page, as OpenTelemetry does it."""

    def __init__(self) -> None:
        self._kept = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._kept))
        self._tracer = provider.get_tracer("scraper")

    def scrape(self, page: dict[str, str]) -> dict[str, str]:
        with self._tracer.start_as_current_span(page["url"]):
            HEADER.inject(page)
        return page

    def receive(self, came: Came) -> None:
        """What a receiver of webhooks does: go on with the trace of the request."""
        context: Context = HEADER.extract(dict(came.headers))
        self._tracer.start_span("received", context=context).end()

    def spans(self, name: str) -> list[ReadableSpan]:
        return [span for span in self._kept.get_finished_spans() if span.name == name]


def run_and_receive(folder: Path, scraper: Scraper) -> list[Came]:
    """What a receiver of webhooks is sent."""
    with open_receiver() as receiver:
        configured = Configured(traced_world(folder / "world", scraper, receiver.url()))
        said = Said(names=tuple(str(folder / "world" / name) for name in ("a.jsonl", "b.jsonl")))
        host = Host(log=QUIET, watcher=Quiet(), carriers=Carriers(print_line=print), stopping=lambda: False)
        run_local(Wish(said=said, state=folder / "state", tell=True), configured.rules, configured.channels, host)
    return receiver.came


def traced_world(folder: Path, scraper: Scraper, url: str) -> Path:
    write_world(folder)
    for name in ("a.jsonl", "b.jsonl"):
        lines = (folder / name).read_text().splitlines()
        pages = [line if line.startswith("{broken") else json.dumps(scraper.scrape(json.loads(line))) for line in lines]
        (folder / name).write_text("\n".join(pages) + "\n")
    (folder / "secret").write_text(SECRET)
    hook = {"id": "hook", "kind": "webhook", "url": url, "secret_file": str(folder / "secret"), "allow_private": True}
    (folder / "config" / "channels.yaml").write_text(json.dumps({"channels": [hook]}))
    (folder / "config" / "subscriptions.yaml").write_text(SUBSCRIPTIONS)
    return folder


def test_the_receiver_of_an_alert_goes_on_with_the_trace_of_its_earliest_page(tmp_path: Path) -> None:
    scraper = Scraper()
    sent = run_and_receive(tmp_path, scraper)
    changes = [json.loads(came.body) for came in sent]
    for came in sent:
        scraper.receive(came)

    assert len(changes) > 1
    for change, received in zip(changes, scraper.spans("received"), strict=True):
        (scraped,) = scraper.spans(change["evidence"]["articles_shown"][0]["url"])
        assert received.context.trace_id == scraped.context.trace_id
        assert received.parent is not None
        assert received.parent.is_remote
        assert received.parent.span_id != scraped.context.span_id
        assert change["traceparent"].split("-")[1] == f"{scraped.context.trace_id:032x}"


def test_each_change_is_a_step_of_its_own(tmp_path: Path) -> None:
    came = run_and_receive(tmp_path, Scraper())
    told = [json.loads(one.body)["traceparent"] for one in came]
    sent = [one.headers["traceparent"] for one in came]

    assert len({*told, *sent}) == len(told) + len(sent) > 2
