"""How often each watch would have alerted, and whether it was news."""

import pytest

from tests.unit.study.steps import after, opened, page, read_article, resolved, told
from workers.study.backtest import Label, Labelled, gather, label_of, report, told_of
from workers.study.replayed import Step, lives_of

DAY = 24 * 60
WEEK = 7 * DAY


def label(from_: float, to: float, *, news: bool = True, watch: str = "pier") -> Label:
    return Label(watch=watch, from_=after(from_), to=after(to), news=news)


def compared(*labels: Label, steps: tuple[Step, ...] | None = None) -> Labelled:
    """One alert at noon that is over four hours later, in a day, against labels."""
    steps = steps or (page(at=-120), told(opened(), resolved()), page(at=DAY))
    return report(gather(steps, None, None), ["pier"], labels)[0].labelled


def test_alerts_are_counted_by_watch_and_week() -> None:
    changes = told(opened("a"), resolved("a"), opened("b", at=DAY), opened("c", at=9, watch="mole"))
    pier, mole, quiet = report(gather([page(), changes, page(at=2 * WEEK)], None, None), ["pier", "mole", "quay"])

    assert (pier.alerts, pier.per_week, pier.open) == (2, 1.0, 1)
    assert (mole.alerts, mole.per_week) == (1, 0.5)
    assert (quiet.alerts, quiet.per_week) == (0, 0.0)


def test_an_alert_that_was_not_confirmed_counts_and_is_told_apart() -> None:
    steps = [page(), told(opened(), resolved(because="not_confirmed", at=5)), page(at=WEEK)]
    (pier,) = report(gather(steps, None, None), ["pier"])

    assert (pier.alerts, pier.confirmed) == (1, 0)


def test_the_rate_of_no_time_is_not_known() -> None:
    (pier,) = report(gather([page()], None, None), ["pier"])

    assert pier.per_week is None


def test_no_page_is_no_span() -> None:
    assert gather([Step()], None, None).span is None


def test_the_span_is_what_was_asked_for() -> None:
    found = gather([page(), page(at=DAY)], after(60), after(WEEK))

    assert found.span is not None
    assert (found.span.from_, found.span.to) == (after(60), after(WEEK))


def test_what_opened_before_the_span_is_left_out_to_its_end() -> None:
    steps = [told(opened("a")), told(resolved("a"), opened("b", at=300))]
    changes = [change for step in told_of(steps, after(120)) for change in step.changes]

    assert [change.alert_id for change in changes] == ["b"]


def test_an_id_that_opens_again_in_the_span_is_told() -> None:
    steps = [told(opened("a"), resolved("a", because="not_confirmed", at=5), opened("a", at=200))]
    changes = [change for step in told_of(steps, after(120)) for change in step.changes]

    assert [change.opened_at for change in changes] == [after(200)]


def test_mentions_before_the_span_are_not_counted() -> None:
    steps = [page(read_article(mentions=("pier",)))]

    assert gather(told_of(steps, after(-1)), None, None).mentions == {"pier": 1}
    assert gather(told_of(steps, after(1)), None, None).mentions == {}


def test_news_with_an_alert_is_found() -> None:
    assert compared(label(-30, 30)) == Labelled(found=1)


@pytest.mark.parametrize("when", [(-60, -30), (70, 120)], ids=["before it opened", "in the calm that ended it"])
def test_news_without_an_alert_is_missed(when: tuple[float, float]) -> None:
    assert compared(label(*when)) == Labelled(missed=1)


def test_an_alert_of_what_was_no_news_is_false() -> None:
    assert compared(label(-30, 30, news=False)) == Labelled(false=1)


def test_an_alert_that_also_told_news_is_not_false() -> None:
    assert compared(label(-30, 30, news=False), label(20, 50)) == Labelled(found=1)


def test_labels_of_other_watches_and_other_times_do_not_count() -> None:
    assert compared(label(-30, 30, watch="mole"), label(2 * DAY, 3 * DAY)) == Labelled()


def test_a_label_made_of_an_alert_finds_that_alert() -> None:
    (life,) = lives_of([opened(), resolved()])

    assert compared(label_of(life, news=True, because="a fire")) == Labelled(found=1)
    assert compared(label_of(life, news=False, because="a quiz")) == Labelled(false=1)
