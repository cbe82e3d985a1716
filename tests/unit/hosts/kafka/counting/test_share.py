from datetime import timedelta

from msgspec.structs import replace

from tests.builders import NOON, mention, tick
from workers.alert.counting import CountRules
from workers.detect.surprise import Surprise
from workers.hosts.kafka.codecs import WatchRow, watch_rows
from workers.hosts.kafka.counting.share import Share
from workers.hosts.kafka.counting.states import CLOCK_KEY
from workers.hosts.kafka.engine.kept import Row
from workers.model.setting import Duration
from workers.model.signal import Mention

PIER = CountRules(
    watch_id="pier",
    name="Pier",
    counted_hash="c1",
    watch_hash="sha256:00000000",
    config_hash="sha256:00000000",
    detector=Surprise(warm_up=Duration("2h")),
    threshold=1.0,
)
WATCHES = {"pier": PIER, "quay": replace(PIER, watch_id="quay")}
LATER = NOON + timedelta(hours=3)


def report(number: int, **fields: object) -> Mention:
    return mention(number, article_id=f"{number:08x}0000", **fields)


def apply(table: dict[bytes, bytes], rows: list[Row]) -> None:
    for row in rows:
        if row.value is None:
            table.pop(row.key)
        else:
            table[row.key] = row.value


def write(share: Share, table: dict[bytes, bytes]) -> list[bytes]:
    """Write what is to be written; the keys, in order."""
    rows = [*share.rows(), *share.clock_rows()]
    apply(table, rows)
    return [row.key for row in rows]


def facts(row: bytes | None) -> WatchRow:
    """A row but for how many mentions came late: those that come again to a closed bucket do."""
    assert row is not None
    kept = watch_rows.decode(row)
    return replace(kept, state=replace(kept.state, late=0))


def burst(share: Share) -> list[str]:
    share.count(report(0))
    share.tick(tick(LATER - timedelta(minutes=10)))
    told = [change for number in range(1, 7) for change in share.count(report(number, at=LATER))[0]]
    return [change.type.value for change in told]


def test_the_clock_is_written_after_the_watches() -> None:
    """A mention that comes again after a crash between the two would be judged late, and lost."""
    table: dict[bytes, bytes] = {}
    share = Share(0, table, WATCHES)

    share.count(report(0))
    share.tick(tick(LATER))

    assert write(share, table) == [b"pier", CLOCK_KEY]


def test_what_did_not_change_is_not_written_again() -> None:
    table: dict[bytes, bytes] = {}
    share = Share(0, table, WATCHES)
    share.count(report(0))
    share.tick(tick(LATER))
    write(share, table)

    share.count(report(0, at=LATER, watch_id="quay"))

    assert write(share, table) == [b"quay"]


def test_a_share_goes_on_from_what_was_written() -> None:
    table: dict[bytes, bytes] = {}
    first = Share(0, table, WATCHES)
    first.count(report(0))
    first.tick(tick(LATER - timedelta(minutes=10)))
    write(first, table)
    whole, second = Share(0, {}, WATCHES), Share(0, table, WATCHES)
    burst(whole)

    told = [change for number in range(1, 7) for change in second.count(report(number, at=LATER))[0]]

    assert [change.type.value for change in told] == ["groundswell.alert.opened"]
    assert {row.key: row.value for row in second.rows()} == {row.key: row.value for row in whole.rows()}


def test_signals_counted_again_after_a_crash_change_nothing() -> None:
    """States were written, the clock and the acknowledgement were not."""
    table: dict[bytes, bytes] = {}
    first = Share(0, table, WATCHES)
    once = burst(first)
    apply(table, list(first.rows()))

    second = Share(0, table, WATCHES)
    again = burst(second)

    assert (once, again) == (["groundswell.alert.opened"], [])
    assert [facts(row.value) for row in second.rows()] == [facts(table[b"pier"])]


def test_mentions_of_other_watches_or_other_terms_are_not_known() -> None:
    share = Share(0, {}, WATCHES)

    known = [share.knows(one) for one in (report(1), report(1, watch_id="gone"), report(1, counted="c2"))]

    assert known == [True, False, False]


def test_a_watch_that_is_gone_ends_what_is_open_at_the_first_tick_and_leaves_no_row() -> None:
    table: dict[bytes, bytes] = {}
    first = Share(0, table, WATCHES)
    burst(first)
    write(first, table)
    second = Share(0, table, {"quay": WATCHES["quay"]})

    ended = second.tick(tick(LATER))
    keys = write(second, table)
    later = second.tick(tick(LATER + timedelta(minutes=5)))

    assert [(one.watch.id, one.told_because, one.sequence) for one in ended] == [("pier", ("watch_removed",), 1)]
    assert (keys, later) == ([b"pier", CLOCK_KEY], [])
    assert set(table) == {CLOCK_KEY}


def test_the_end_of_a_watch_that_is_gone_is_the_same_when_it_is_told_again() -> None:
    """The process may die after it told it and before the row is gone."""
    table: dict[bytes, bytes] = {}
    first = Share(0, table, WATCHES)
    burst(first)
    write(first, table)

    ends = [Share(0, table, {}).tick(tick(LATER)) for _ in range(2)]

    assert ends[0] == ends[1]
    assert len(ends[0]) == 1


def test_after_a_reload_what_waited_is_counted_and_what_was_ours_before_waits_no_more() -> None:
    table: dict[bytes, bytes] = {}
    share = Share(0, table, WATCHES)
    share.count(report(0))
    write(share, table)
    new = report(1, counted="c2")

    waits = share.wait(new)
    early = share.release()
    write(share, table)
    share.reload(WATCHES | {"pier": replace(PIER, counted_hash="c2")})
    released = share.release()
    share.count(new)
    keys = write(share, table)

    assert (waits, early.known) == (True, ())
    assert (released.known, share.waiting) == ((new,), 0)
    assert keys == [b"pier", b"\x00waits pier\x00c2\x00" + new.article_id.encode()]
    assert facts(table[b"pier"]).state.counted_hash == "c2"
    assert share.wait(report(2)) is False
    assert share.wait(report(2, counted="c3")) is True


def test_a_watch_that_a_reload_takes_out_ends_and_may_come_back_empty() -> None:
    table: dict[bytes, bytes] = {}
    share = Share(0, table, WATCHES)
    burst(share)
    write(share, table)

    share.reload({"quay": WATCHES["quay"]})
    ended = share.tick(tick(LATER))
    write(share, table)
    share.reload(WATCHES)
    later = share.tick(tick(LATER + timedelta(hours=4)))
    share.count(report(9, at=LATER + timedelta(hours=5)))

    assert [(one.watch.id, one.told_because) for one in ended] == [("pier", ("watch_removed",))]
    assert later == []
    assert facts(share_row(share, table, b"pier")).state.series == {}


def test_a_watch_that_comes_back_before_a_tick_goes_on_as_it_was() -> None:
    table: dict[bytes, bytes] = {}
    share = Share(0, table, WATCHES)
    burst(share)
    write(share, table)
    before = dict(table)

    share.reload({"quay": WATCHES["quay"]})
    share.reload(WATCHES)
    told = share.tick(tick(LATER))
    share.count(report(9, at=LATER + timedelta(minutes=1)))
    write(share, table)

    assert told == []
    assert facts(table[b"pier"]).state.series[""].episode is not None
    assert set(table) >= set(before)


def share_row(share: Share, table: dict[bytes, bytes], key: bytes) -> bytes | None:
    write(share, table)
    return table.get(key)
