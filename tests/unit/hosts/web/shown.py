"""A watch with a past, for those who show it."""

from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON
from workers.alert.counting import CountRules
from workers.alert.series import WHOLE
from workers.alert.state import SeriesState, WatchState, new_state
from workers.channels import decode_channel
from workers.detect import AnyDetector, AnyMemory, advance
from workers.detect.surprise import Surprise
from workers.documents.read import read_documents
from workers.hosts.web.snapshot import ConfigShown, show_config
from workers.rules import Rules, compile_rules, load_shipped

NOON_S = int(NOON.timestamp())


def rules(width_s: int = 300, detector: AnyDetector | None = None) -> CountRules:
    return CountRules(
        watch_id="pier",
        name="Old Pier",
        tags=("sea",),
        counted_hash="c1",
        watch_hash="sha256:aaaaaaaa",
        config_hash="sha256:bbbbbbbb",
        detector=Surprise() if detector is None else detector,
        threshold=1.95,
        width_s=width_s,
    )


def learnt(counted: CountRules, counts: list[int], end_s: int = NOON_S) -> AnyMemory:
    """What the detector knows after these buckets, the last of which ends at ``end_s``."""
    memory: AnyMemory = counted.detector.start()
    first = end_s // counted.width_s - len(counts)
    for number, count in enumerate(counts):
        memory, _ = advance(counted.detector, memory, first + number, count, width_s=counted.width_s)
    return memory


def state(counted: CountRules, memory: AnyMemory) -> WatchState:
    begun = int((NOON - timedelta(days=3)).timestamp())
    series = {WHOLE: SeriesState(memory=memory, since_s=begun)}
    return replace(new_state(counted), closed_s=NOON_S, greatest_at=NOON, series=series)


def compiled() -> Rules:
    documents, _ = read_documents("config", (), decode_channel)
    return compile_rules(documents, load_shipped())


def config() -> ConfigShown:
    return show_config(compiled(), {})
