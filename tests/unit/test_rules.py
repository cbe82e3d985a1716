from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.unit.documents.folder import documents_of, shipped_once, told
from workers.alert.counting import Counted, CountRules
from workers.detect.budget import threshold_for
from workers.detect.ratio import Ratio
from workers.detect.surprise import Surprise
from workers.documents.outside import Outside
from workers.errors import ConfigError
from workers.model.watch import Minimum, SeverityLine
from workers.rules import Rules, Shipped, check_documents, compile_rules

ALPHA = "{id: a, terms: [Alpha]}"


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return shipped_once()


@pytest.fixture(scope="module")
def compiled(shipped: Shipped) -> Callable[..., Rules]:
    return lambda **files: compile_rules(documents_of(**files), shipped)


@pytest.fixture(scope="module")
def one(compiled: Callable[..., Rules]) -> Callable[[str], CountRules]:
    """The rules of a watch, from what is written of it beside its id."""
    return lambda watch: compiled(watches=f"watches: [{{id: a, {watch}}}]").watches["a"]


@pytest.fixture(scope="module")
def mistakes(shipped: Shipped) -> Callable[..., list[str]]:
    return lambda **files: told(check_documents(documents_of(**files), shipped))


def test_a_watch_becomes_rules_for_counting(one: Callable[[str], CountRules]) -> None:
    rules = one(
        "name: Alpha Ltd, terms: [Alpha], count: articles, bucket: 15m, fold: 2d, minimum: {articles: 4, sources: 1}, "
        "severity: {warning: 2, critical: 3}, split_by: {region: [KR, JP]}, tags: [t], owner: o, "
        "detector: {kind: ratio, threshold: 5, least: 20}"
    )

    assert replace(rules, counted_hash="", watch_hash="", config_hash="") == CountRules(
        watch_id="a",
        name="Alpha Ltd",
        tags=("t",),
        owner="o",
        counted_hash="",
        watch_hash="",
        config_hash="",
        detector=Ratio(threshold=5, least=20),
        threshold=5,
        width_s=900,
        fold_s=172_800,
        count=Counted.ARTICLES,
        minimum=Minimum(articles=4, sources=1),
        severity=SeverityLine(warning=2, critical=3),
        split_by="region",
        split_values=("KR", "JP"),
    )


def test_a_watch_without_a_name_is_called_by_its_id(one: Callable[[str], CountRules]) -> None:
    assert one("terms: [Alpha]").name == "a"


@pytest.mark.parametrize(
    ("line", "threshold"),
    [
        ("", 1.95),
        ("sensitivity: sensitive,", 1.5),
        ("sensitivity: quiet,", 2.7),
        ("alerts_per_week: 0.5,", 2.366),
        ("detector: {kind: surprise, threshold: 2.3},", 2.3),
        ("detector: {kind: surprise, loud: 1.9}, sensitivity: quiet,", 2.7),
        ("detector: {kind: zscore, threshold: 4},", 4.0),
    ],
)
def test_a_watch_is_told_from_its_own_line_on(line: str, threshold: float, one: Callable[[str], CountRules]) -> None:
    assert one(f"{line} terms: [Alpha]").threshold == pytest.approx(threshold, abs=0.001)


def test_a_line_of_its_own_replaces_that_of_the_defaults(compiled: Callable[..., Rules]) -> None:
    """Whatever words either is drawn in; the rest of the detector is still the defaults'."""
    rules = compiled(
        watches="""
        defaults: {detector: {kind: surprise, threshold: 3, loud: 1.5}}
        watches: [{id: a, terms: [Alpha]}, {id: b, terms: [Beta], alerts_per_week: 1}]
        """
    )

    assert [one.threshold for one in rules.watches.values()] == [3, threshold_for(1)]
    assert [one.detector.loud for one in rules.watches.values() if isinstance(one.detector, Surprise)] == [1.5, 1.5]


@pytest.mark.parametrize(
    ("watch", "path"),
    [
        ("alerts_per_week: 1, sensitivity: quiet", "sensitivity"),
        ("alerts_per_week: 1, detector: {kind: surprise, threshold: 2}", "detector.threshold"),
        ("sensitivity: quiet, detector: {kind: ratio}", "sensitivity"),
        ("detector: {kind: surprise, threshold: 4}", "detector.threshold"),
        ("fold: 3m", "fold"),
        ("scope: {regions: [NO, QQ]}", "scope.regions[1]"),
        ("scope: {topics: [politics]}", "scope.topics[0]"),
        ("split_by: {region: [030]}", "split_by.region[0]"),
        ("mask: [Alpha]", "mask[0]"),
        ("unless: ['!']", "unless[0]"),
    ],
)
def test_what_cannot_be_is_told_with_its_path(watch: str, path: str, mistakes: Callable[..., list[str]]) -> None:
    (mistake,) = mistakes(watches=f"watches:\n  - {{id: a, terms: [Alpha], {watch}}}")

    assert mistake.startswith(f"config/watches.yaml:2: watches[0].{path}: found ")


@pytest.mark.parametrize(
    ("term", "path"),
    [
        ("{text: Beta, weight: 0.5}", "terms"),
        ("{text: Beta, needs: {list: nouns}}", "terms[0].needs.list"),
        ("{text: Beta, near: 5}", "terms[0].near"),
        ("{text: Beta, needs: {}}", "terms[0].needs"),
        ("{text: Beta, inflect: xx}", "terms[0].inflect"),
        ("'?'", "terms[0].text"),
    ],
)
def test_a_term_that_cannot_be_is_told_with_its_line(term: str, path: str, mistakes: Callable[..., list[str]]) -> None:
    (mistake,) = mistakes(watches=f"watches:\n  - id: a\n    terms:\n      - {term}")

    assert mistake.startswith(f"config/watches.yaml:4: watches[0].{path}: found ")


def test_a_region_is_a_country_or_an_area(mistakes: Callable[..., list[str]]) -> None:
    assert mistakes(watches="watches: [{id: a, terms: [Alpha], scope: {regions: [NO, 030]}}]") == []


def test_a_language_may_be_asked_for_only_where_it_can_be_told(
    compiled: Callable[..., Rules], mistakes: Callable[..., list[str]]
) -> None:
    watches = "watches: [{id: a, terms: [Alpha], scope: {languages: [yo]}}]"

    (mistake,) = mistakes(watches=watches)

    assert mistake.startswith('config/watches.yaml:1: watches[0].scope.languages[0]: found "yo"')
    assert mistakes(watches=watches, groundswell="input: {languages: py3langid}") == []
    assert "yo" in compiled(watches=watches, groundswell="input: {languages: py3langid}").codes.languages


def test_a_budget_is_divided_evenly_over_the_watches_it_names(compiled: Callable[..., Rules]) -> None:
    rules = compiled(
        watches="""
        watches:
          - {id: a, terms: [Alpha], tags: [t]}
          - {id: b, terms: [Beta], tags: [t], alerts_per_week: 0.1}
          - {id: c, terms: [Gamma], tags: [t], sensitivity: sensitive}
          - {id: d, terms: [Delta]}
        budgets: [{alerts_per_week: 3, watches: {tags: [t]}}]
        """
    )
    shared = threshold_for(1)

    thresholds = {watch: one.threshold for watch, one in rules.watches.items()}

    assert thresholds == {"a": shared, "b": threshold_for(0.1), "c": shared, "d": 1.95}


def test_of_several_budgets_the_strictest_holds(compiled: Callable[..., Rules]) -> None:
    rules = compiled(
        watches=f"""
        watches: [{ALPHA}]
        budgets: [{{alerts_per_week: 0.3, watches: {{ids: [a]}}}}, {{alerts_per_week: 2, watches: {{ids: ["*"]}}}}]
        """
    )

    assert rules.watches["a"].threshold == threshold_for(0.3)


def test_a_budget_too_small_for_its_watches_is_a_mistake(mistakes: Callable[..., list[str]]) -> None:
    watches = "".join(f"  - {{id: w{n}, terms: [Word{n}]}}\n" for n in range(4))

    (mistake,) = mistakes(watches=f"watches:\n{watches}budgets: [{{alerts_per_week: 0.2, watches: {{ids: ['*']}}}}]\n")

    assert mistake == (
        "config/watches.yaml:6: budgets[0].alerts_per_week: found 0.2 for 4 watches; "
        "expected at least 0.28 (0.07 for each)"
    )


def test_what_leads_nowhere_stops_the_start(shipped: Shipped) -> None:
    wish = "subscriptions: [{id: s, watches: {ids: [b]}, channels: [c]}]"

    with pytest.raises(ConfigError) as raised:
        compile_rules(documents_of(watches=f"watches: [{ALPHA}]", subscriptions=wish), shipped)

    assert [mistake.path for mistake in raised.value.mistakes] == [
        "subscriptions[0].channels[0]", "subscriptions[0].watches.ids[0]"
    ]  # fmt: skip


def test_the_world_is_looked_at_only_when_it_is_shown(shipped: Shipped) -> None:
    """A replay on another machine needs no secrets."""
    documents = documents_of(watches=f"watches: [{ALPHA}]", groundswell="http: {token_env: TOKEN}")
    empty = Outside(environment={}, is_file=lambda _: False)

    assert check_documents(documents, shipped).mistakes == ()
    assert len(check_documents(documents, shipped, empty).mistakes) == 1
