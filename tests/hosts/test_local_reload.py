"""A run that goes on by another config: by signal, by request, by a file that changed; or by the old one, and why."""

import json
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.hosts.reloads import AFTER, DAY, MINUTE, RUN, SETTINGS, open_run, pages_about
from tests.hosts.world import BEGIN
from tests.receiver import open_receiver

WATCH = "  - {{id: {0}, name: {1}, terms: [{1}]}}\n"
WATCHES = "defaults: {minimum: {articles: 3, sources: 2}}\nwatches:\n"
PIER, MOLE, KILN = (
    WATCH.format("pier", "Old Pier"),
    WATCH.format("mole", "North Mole"),
    WATCH.format("kiln", "Red Kiln"),
)
FILES = {"watches": WATCHES + PIER + MOLE, "groundswell": SETTINGS}
HOUR = timedelta(hours=1)

LEARNT = pages_about((["Old Pier", None, "North Mole", None] * 12)[:48], BEGIN, HOUR)
"""Two days of an article about each every four hours."""


def burst(about: str, seed: int = 2) -> list[dict[str, str]]:
    return pages_about([about] * 20, AFTER, 2 * MINUTE, seed)


def test_a_signal_brings_a_watch_that_was_added_and_all_others_keep_their_states(tmp_path: Path) -> None:
    with open_run(tmp_path, FILES) as running:
        running.feed(LEARNT)
        before = running.states()
        running.write(watches=WATCHES + PIER + MOLE + KILN)
        running.process.send_signal(signal.SIGHUP)
        running.wait(lambda: running.in_force() == 1, "the config is not taken over")
        after = running.states()
        running.feed(pages_about(["Red Kiln"], AFTER, MINUTE, 3))
        found = {watch for (watch,) in running.ask("select distinct watch_id from mentions")}

    assert sorted(before) == ["mole", "pier"]
    assert after == before
    assert found == {"kiln", "mole", "pier"}
    assert running.log[-1]["event"] == "config in force"
    assert running.log[-1]["changes"] == ["watches: 1 added (kiln)"]


def test_a_bad_config_is_refused_with_the_words_of_check_and_the_old_one_stays(tmp_path: Path) -> None:
    with open_run(tmp_path, FILES) as running:
        running.feed(LEARNT)
        running.write(watches=WATCHES + PIER + MOLE.replace("terms", "trems"), groundswell=SETTINGS + "max_age: soon\n")
        checked = subprocess.run(
            [sys.executable, "-c", RUN, "check", "--config", str(running.config)], capture_output=True, check=False
        )
        status, said = running.reload()
        refused = running.metric("config_reload_success")
        running.feed(pages_about(["North Mole"], AFTER, MINUTE, 3))
        running.write(**FILES)
        mended = running.reload()
        accepted = running.metric("config_reload_success")
        reasons = next(line["reasons"] for line in running.log if line["event"] == "config refused")
        counted = running.ask("select count(*) from mentions where watch_id = 'mole'")

    *mistakes, _ = checked.stdout.decode().splitlines()
    mistakes = [line for line in mistakes if not line.startswith("warning: ")]
    assert len(mistakes) == 3
    assert (status, said.splitlines()[:-1], reasons) == (400, mistakes, mistakes)
    assert (refused, accepted) == (0, 1)
    assert mended[0] == 200
    assert "nothing has changed" in mended[1]
    assert counted == [(13,)]


def test_what_only_a_restart_changes_is_refused_in_words_that_say_so(tmp_path: Path) -> None:
    with open_run(tmp_path, FILES) as running:
        running.write(groundswell=SETTINGS + "lateness: 5m\n", watches=WATCHES + PIER)
        status, said = running.reload()

    assert status == 400
    assert f"{running.config}/groundswell.yaml:3: lateness: found another value than the one in use" in said
    assert "a restart" in said


def test_files_that_change_are_loaded_where_the_config_asks_for_it(tmp_path: Path) -> None:
    with open_run(tmp_path, FILES | {"groundswell": SETTINGS + "watch_config: true\n"}) as running:
        (running.config / "templates").mkdir()
        (running.config / "templates" / "line.txt").write_text("{{ alert.headline }}, in words of ours")
        running.wait(lambda: running.in_force() == 1, "the template is not noticed")
        running.write(watches=WATCHES + PIER.replace("name: Old Pier", "name: The Pier") + MOLE)
        running.wait(lambda: running.in_force() == 2, "the watch is not noticed")
        running.feed(LEARNT + burst("Old Pier"))
        running.wait(lambda: "in words of ours" in running.told, "the template is not used")

    changes = [line["changes"] for line in running.log if line["event"] == "config in force"]
    assert changes == [["templates: 1 added (line.txt)"], ["watches: 1 changed (pier)"]]
    assert "The Pier" in running.told


def test_an_alias_that_doubles_the_mentions_raises_no_alert(tmp_path: Path) -> None:
    """The same news with and without the change: what is counted doubles from one hour to the next."""
    about = ["Old Pier", "Long Jetty", None] * 720
    learnt = pages_about(about, BEGIN, 2 * MINUTE)
    later = pages_about(about, BEGIN + 3 * DAY, 2 * MINUTE, 4)
    line = PIER.replace("terms", "sensitivity: sensitive, terms")
    with open_run(tmp_path, {"watches": WATCHES + line + MOLE, "groundswell": SETTINGS}) as running:
        running.feed(learnt)
        before = len(running.changes("pier"))
        running.write(watches=WATCHES + line.replace("[Old Pier]", "[Old Pier, Long Jetty]") + MOLE)
        status, said = running.reload()
        running.feed(later)
        told = running.changes("pier")
        mentions = running.ask("select count(*) from mentions where watch_id = 'pier'")

    assert (before, status) == (0, 200)
    assert "learning anew, since they count something else now: pier" in said
    assert mentions == [(3 * 720,)]
    assert told == []


def test_a_watch_that_is_taken_out_ends_its_alert_for_those_who_were_told(tmp_path: Path) -> None:
    with open_run(tmp_path, FILES) as running:
        running.feed(LEARNT + burst("Old Pier"))
        running.wait(lambda: "Old Pier" in running.told, "nobody is told of the alert")
        running.write(watches=WATCHES + MOLE)
        status, _ = running.reload()
        *_, end = running.changes("pier")
        left = running.states()
        running.wait(lambda: "no longer watched" in running.told, "nobody is told of the end")
        running.write(**FILES)
        again, _ = running.reload()
        running.feed(pages_about(["Old Pier"], AFTER + HOUR, MINUTE, 5))

    assert (status, again) == (200, 200)
    assert (end["state"], end["told_because"]) == ("resolved", ["watch_removed"])
    assert sorted(left) == ["mole"]


def hook(url: str) -> str:
    return f"channels:\n  - {{id: hook, kind: webhook, url: '{url}', allow_private: true, secret_env: HOOK}}\n"


SUBSCRIPTIONS = 'subscriptions: [{id: desk, watches: {ids: ["*"]}, channels: [hook]}]\n'


def test_a_subscription_that_was_added_is_told_and_a_channel_that_moved_is_found_there(tmp_path: Path) -> None:
    with open_receiver() as old, open_receiver() as new, open_run(tmp_path, FILES) as running:
        running.feed(LEARNT)
        running.write(channels=hook(old.url()), subscriptions=SUBSCRIPTIONS)
        first = running.reload()
        running.feed(burst("Old Pier"))
        running.wait(lambda: bool(old.came), "the subscription is not told")
        running.write(channels=hook(new.url()))
        second = running.reload()
        came = len(old.came)
        running.feed(burst("North Mole", 6))
        running.wait(lambda: bool(new.came), "the channel is not found where it is now")

    watches = {json.loads(one.body)["watch"]["id"] for one in new.came}
    assert (first[0], second[0]) == (200, 200)
    assert "subscriptions: 1 added (desk)" in first[1]
    assert "channels: 1 changed (hook)" in second[1]
    assert "mole" in watches
    assert len(old.came) == came


def test_pages_of_markup_are_read_by_the_new_config_too(tmp_path: Path) -> None:
    """They are read in another process, which has rules of its own."""
    body = "".join(
        f"<p>The council met about the Red Kiln again on day {n}, and agreed on little.</p>" for n in range(9)
    )
    page = f"<html><head><title>The kiln</title></head><body><article>{body}</article></body></html>"
    with open_run(tmp_path, FILES) as running:
        running.feed([{"url": "https://a.example/1", "fetched_at": AFTER.isoformat(), "html": page}])
        running.write(watches=WATCHES + PIER + KILN)
        running.reload()
        running.feed([{"url": "https://a.example/2", "fetched_at": AFTER.isoformat(), "html": page}])
        found = running.ask("select watch_id from mentions")

    assert found == [("kiln",)]


def test_a_folder_that_went_away_is_refused_and_the_run_goes_on(tmp_path: Path) -> None:
    with open_run(tmp_path, FILES) as running:
        shutil.rmtree(running.config)
        status, said = running.reload()
        running.feed(LEARNT[:4])

    assert (status, "no such folder" in said) == (400, True)
