"""What a state folder answers about the articles and alerts in it."""

from pathlib import Path

from tests.unit.study.steps import after, opened, read_article, resolved
from workers.hosts.local.looking import open_look
from workers.hosts.local.store import Stored, open_store
from workers.hosts.report import encode_article
from workers.model.alert import Change
from workers.pipeline import ReadArticle
from workers.study.funnel import Read
from workers.watch.weigh import Because


def write(state: Path, *articles: ReadArticle, changes: tuple[Change, ...] = ()) -> Path:
    """A state with an article a minute from noon on."""
    rows = [(f"a{n}", int(after(n).timestamp()), encode_article(one)) for n, one in enumerate(articles)]
    with open_store(state) as store:
        store.write(Stored(articles=rows, changes=list(changes)))
    return state


def test_articles_are_counted_as_one_watch_sees_them(tmp_path: Path) -> None:
    state = write(
        tmp_path,
        read_article(mentions=("pier", "mole")),
        read_article(mentions=("pier",), stale=True),
        read_article(mentions=("mole",), stale=True),
        read_article(near={"pier": Because.MASKED, "mole": Because.NEEDS_MISSING}),
        read_article(),
    )
    with open_look(state) as look:
        assert look.read("pier", after(0), after(9)) == Read(articles=5, found=2, stale=1, near={"masked": 1})
        assert look.read("pier", after(1), after(4)) == Read(articles=3, found=1, stale=1, near={"masked": 1})
        assert look.read("quay", after(0), after(9)) == Read(articles=5)


def test_alerts_of_a_watch_come_with_all_their_changes(tmp_path: Path) -> None:
    changes = (opened("a1"), opened("m1", watch="mole"), resolved("a1"))
    with open_look(write(tmp_path, changes=changes)) as look:
        (life,) = look.lives("pier")

    assert life.changes == (changes[0], changes[2])
