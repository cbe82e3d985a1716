"""The funnel in words: a line for each step, and the first step that said no in one sentence."""

from collections.abc import Iterator, Sequence

from workers.alert.counting import threshold_of
from workers.detect.judge import sources_judged
from workers.detect.surprise import Surprise
from workers.model.notice import Delivery
from workers.study.funnel import Funnel, Moment, window_of
from workers.study.replayed import Life
from workers.study.words import NEAR, clock, counted, span
from workers.watch.weigh import Because


def explain_funnel(funnel: Funnel, deliveries: Sequence[Delivery] = ()) -> Iterator[str]:
    """Explain it, a line at a time, the verdict last.

    Args:
        funnel: What became of everything.
        deliveries: Of the alerts in it.
    """
    rules, read = funnel.rules, funnel.read
    yield f"{rules.watch_id} ({rules.name}), {clock(funnel.from_)} to {clock(funnel.to)}"
    if read.pages is not None:
        yield f"  {counted(read.pages, 'page')} read, {read.refused or 0:,} of them refused"
    yield f"  {counted(read.articles, 'article')}"
    for reason, number in _by_number(read.near):
        yield f"  {number:,} nearly named the watch: {NEAR[Because(reason)]} ({reason})"
    yield f"  {read.found:,} named it; {read.stale:,} of them too old to count"
    yield f"  {counted(funnel.mentions + funnel.late, 'mention')}; {funnel.late:,} came too late to count"
    yield f"  {funnel.repeats:,} were articles fetched again, {funnel.copies:,} were copies, folded"
    yield f"  {counted(funnel.origins, 'origin')}"
    if funnel.unknown:
        yield f"  {counted(funnel.unknown, 'mention')} in buckets nobody knows the true count of: ingest was not sound"
    if funnel.moment is not None:
        yield from _moment_lines(funnel, funnel.moment)
    for life in funnel.alerts:
        yield from _alert_lines(life, deliveries)
    yield first_no(funnel, deliveries)


def _by_number(near: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(near.items(), key=lambda item: (-item[1], item[0]))


def _moment_lines(funnel: Funnel, moment: Moment) -> Iterator[str]:
    rules = funnel.rules
    unknown = ", which nobody knows the true count of" if moment.blind else ""
    yield f"  nearest to an alert: {_bucket(moment, funnel)}, {moment.count} counted ({rules.count.value}){unknown}"
    for window in moment.score.windows:
        yield f"    {span(window.window_s):>4}: {window.observed} seen, {window.expected:.2g} expected"
    yield f"    score {moment.score.value:.2f}, the watch's line {_line(funnel):.2f}"
    articles, sources = counted(moment.facts.articles, "article"), counted(moment.facts.sources, "source")
    least = f"at least {rules.minimum.articles} and {rules.minimum.sources} are asked for"
    yield f"    in the {span(window_of(moment))} that decide: {articles}, {sources}; {least}"


def _bucket(moment: Moment, funnel: Funnel) -> str:
    start = funnel.from_.fromtimestamp(moment.start_s, tz=funnel.from_.tzinfo)
    return f"the {span(moment.width_s)} from {clock(start)}"


def _line(funnel: Funnel) -> float:
    return threshold_of(funnel.rules, whole=True)


def _alert_lines(life: Life, deliveries: Sequence[Delivery]) -> Iterator[str]:
    end = "still open" if life.last.resolved_at is None else f"over {clock(life.last.resolved_at)}"
    part = f" of {life.first.series.value}" if life.first.series is not None else ""
    yield f"  alert {life.first.alert_id}{part}: opened {clock(life.first.opened_at)}, {life.severity.value}, {end}"
    for delivery in deliveries:
        if delivery.alert_id == life.first.alert_id and delivery.attempt is None:
            verdict = f"{delivery.verdict.value} {delivery.detail}".rstrip()
            yield f"    change {delivery.sequence} to {delivery.subscription}: {verdict}"


def first_no(funnel: Funnel, deliveries: Sequence[Delivery] = ()) -> str:
    """The first step that said no, in one sentence."""
    if funnel.alerts:
        return _after_alert(funnel.alerts, deliveries)
    return _before_mention(funnel) or _before_count(funnel) or _before_alert(funnel) + _besides(funnel)


def _besides(funnel: Funnel) -> str:
    """What took more away before than was left to be judged."""
    near = sum(funnel.read.near.values())
    losses = (
        (near, f"{counted(near, 'article')} only came near"),
        (funnel.read.stale, f"{funnel.read.stale:,} were too old to count"),
        (funnel.late, f"{funnel.late:,} came too late"),
        (funnel.copies, f"{counted(funnel.copies, 'copy', 'copies')} of what was known folded"),
    )
    told = [words for number, words in losses if number > funnel.origins]
    return f" Besides, {', and '.join(told)}." if told else ""


def _after_alert(alerts: Sequence[Life], deliveries: Sequence[Delivery]) -> str:
    ids = {life.first.alert_id for life in alerts}
    verdicts = [one for one in deliveries if one.alert_id in ids and one.attempt is None]
    named = " ".join(sorted(ids))
    if verdicts and not any(one.verdict.send for one in verdicts):
        held = ", ".join(dict.fromkeys(f"{one.subscription} {one.verdict.value}" for one in verdicts))
        return f"It did alert ({named}), and nobody was told: {held}."
    return f"It did alert: {named}; `groundswell explain {min(ids)}` says why."


def _before_mention(funnel: Funnel) -> str | None:
    """What kept articles from naming the watch."""
    read = funnel.read
    if funnel.mentions or funnel.late:
        return None
    if read.pages == 0 or (read.pages is None and not read.articles):
        return "Nothing was read in this time."
    if not read.articles:
        return f"All {counted(read.pages or 0, 'page')} were refused; `groundswell read` says why."
    if not read.found and not read.near:
        return f"None of {counted(read.articles, 'article')} has a term of the watch."
    if not read.found:
        reasons = "; ".join(f"{number} x {NEAR[Because(reason)]}" for reason, number in _by_number(read.near))
        return f"No article is a mention, though {sum(read.near.values())} came near: {reasons}."
    if read.stale == read.found:
        return f"All {counted(read.found, 'article')} that name it were published too long before they were fetched."
    return f"{counted(read.found, 'article')} named it, but no mention was counted: was the watch another one then?"


def _before_count(funnel: Funnel) -> str | None:
    """What kept mentions from being counted."""
    if not funnel.mentions and funnel.late:
        return f"All {counted(funnel.late, 'mention')} came after their buckets were closed: too late to count."
    if not funnel.origins and not funnel.copies:
        return f"All {counted(funnel.repeats, 'mention')} are articles that were counted before."
    if not funnel.origins and funnel.rules.count.value == "origins":
        return f"All {counted(funnel.copies, 'new article')} are copies of what was counted before: no new origin."
    return None


def _before_alert(funnel: Funnel) -> str:
    """What kept a count from being an alert."""
    moment, rules = funnel.moment, funnel.rules
    if moment is None:
        return "No mention was counted within an hour of this time."
    if moment.blind or 2 * funnel.unknown > funnel.mentions:
        blind = f"{funnel.unknown} of {counted(funnel.mentions, 'mention')}"
        return f"Ingest was broken, or had just recovered: {blind} fell into buckets whose true count nobody knows."
    detector, score, facts = rules.detector, moment.score, moment.facts
    if isinstance(detector, Surprise) and score.baseline_days * 86_400 < detector.warm_up.seconds:
        return f"The watch was still learning: {score.baseline_days:.1f} days are known, {detector.warm_up} are needed."
    if score.value < _line(funnel):
        return f"{_seen(moment)}: a score of {score.value:.2f}, and the watch's line is {_line(funnel):.2f}."
    if facts.articles < rules.minimum.articles:
        return f"Rare enough, but on {counted(facts.articles, 'article')} only; {rules.minimum.articles} are asked for."
    if sources_judged(facts) and facts.sources < rules.minimum.sources:
        return f"Rare enough, but from {counted(facts.sources, 'source')} only; {rules.minimum.sources} are asked for."
    return "Nothing said no by the config as it is now; no alert is known all the same: has the config changed since?"


def _seen(moment: Moment) -> str:
    deciding = moment.score.deciding
    if deciding is None:
        return "Nothing was mentioned that counts"
    return f"Not rare enough: {deciding.observed} in {span(deciding.window_s)}, where {deciding.expected:.2g} are usual"
