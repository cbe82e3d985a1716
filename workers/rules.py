"""Config compiled for use: made once, handed to each room in the part it needs."""

from collections.abc import Collection, Mapping
from functools import cache
from hashlib import sha256
from zoneinfo import available_timezones

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workers.alert.counting import CountRules
from workers.alert.silence import Silence
from workers.alert.subscription import Subscription
from workers.classify import AnyTopicClassifier
from workers.classify.gazetteer import load_groups
from workers.classify.linear import Weights
from workers.classify.other_languages import LANGUAGES
from workers.classify.script import known_languages
from workers.classify.tag import Knowledge, load_knowledge
from workers.documents.codes import Codes, check_codes
from workers.documents.groups import check_groups, with_groups, without_groups
from workers.documents.line import Line, check_line, shared_lines, strictest
from workers.documents.outside import Outside, check_outside
from workers.documents.placed import Documents, Findings
from workers.documents.references import check_references
from workers.documents.settings import SettingsFile, check_settings
from workers.documents.subscriptions import SilenceItem, SubscriptionItem
from workers.documents.terms import check_terms, split_of, watch_terms
from workers.documents.watches import WatchItem
from workers.documents.wishes import Way, check_wishes
from workers.errors import ConfigError
from workers.ingest.rules import InputRules, Tables, load_tables
from workers.model.setting import to_text
from workers.model.watch import Minimum, SeverityLine, WatchTerms
from workers.watch.inflections import Inflections, load_inflections
from workers.watch.terms import Matcher, compile_matcher


class Shipped(Struct, frozen=True, kw_only=True):
    """What comes with the package and no operator writes."""

    tables: Tables
    knowledge: Knowledge
    inflections: Inflections
    groups: dict[str, tuple[str, ...]]
    """Groups of regions, by name."""
    time_zones: frozenset[str]
    """IANA names."""


class Rules(Struct, frozen=True, kw_only=True):
    """Everything the steps need to know, ready for use."""

    input: InputRules
    tables: Tables
    knowledge: Knowledge
    terms: tuple[WatchTerms, ...]
    """What the matcher is made of: the rules for another process are made from it there."""
    matcher: Matcher
    watches: dict[str, CountRules]
    """Those that are counted, by id."""
    subscriptions: tuple[Subscription, ...]
    silences: tuple[Silence, ...]
    max_age_s: int
    """An article published longer than this before it was fetched is no mention."""
    settings: SettingsFile
    codes: Codes
    """What a region, a subject and a language may be called, with the config's own groups of regions."""
    config_hash: str
    """``sha256:`` and eight digits."""


@cache
def load_shipped() -> Shipped:
    """Read what is shipped with the package; takes some tenths of a second, so it is done once a process."""
    return Shipped(
        tables=load_tables(),
        knowledge=load_knowledge(),
        inflections=load_inflections(),
        groups=load_groups(),
        time_zones=frozenset(available_timezones()),
    )


def codes_of(knowledge: Knowledge, groups: Mapping[str, tuple[str, ...]], others: Collection[str] = ()) -> Codes:
    """What articles are tagged with, and the groups of regions.

    Args:
        knowledge: What is shipped, with the config's own subjects.
        groups: Name of a group of regions to what it holds.
        others: Languages beyond those of our own tables.
    """
    return Codes(
        areas=knowledge.gazetteer.areas,
        topics=knowledge.topics.names,
        languages=known_languages(knowledge.profiles.scripts).union(others),
        groups=groups,
    )


def _others(settings: SettingsFile) -> Collection[str]:
    return LANGUAGES if settings.input.languages == "py3langid" else ()


def with_topics(knowledge: Knowledge, rule: AnyTopicClassifier, weights: Weights | None) -> Knowledge:
    """The same knowledge, with another rule for subjects.

    Args:
        knowledge: What is shipped.
        rule: Of the config.
        weights: Its file's, for `Linear`.
    """
    return replace(knowledge, topics=replace(knowledge.topics, rule=rule, weights=weights))


def compile_rules(documents: Documents[Way], shipped: Shipped) -> Rules:
    """Make the rules of a config.

    Raises:
        ConfigError: something in it leads nowhere, stands twice or cannot be.
    """
    findings = check_documents(documents, shipped)
    if findings.mistakes:
        raise ConfigError(findings.mistakes)
    settings = documents.settings.value
    knowledge = with_topics(shipped.knowledge, settings.topics, documents.weights)
    codes = with_groups(codes_of(knowledge, shipped.groups, _others(settings)), documents.groups)
    documents = without_groups(documents, codes)
    terms = tuple(watch_terms(placed.value, documents.lists) for placed in documents.watches)
    lines = _lines(documents)
    watches = [placed.value for placed in documents.watches]
    hashes = [
        _digest((watch, one.lists, line.threshold)) for watch, one, line in zip(watches, terms, lines, strict=True)
    ]
    whole = f"sha256:{_digest((hashes, settings, _values(documents), documents.weights))[:8]}"
    return Rules(
        input=settings.input,
        tables=shipped.tables,
        knowledge=knowledge,
        terms=terms,
        matcher=compile_matcher(terms, shipped.inflections),
        watches={
            watch.id: _count_rules(watch, one, line, f"sha256:{digest[:8]}", whole, settings.link_base)
            for watch, one, line, digest in zip(watches, terms, lines, hashes, strict=True)
        },
        subscriptions=tuple(_subscription(placed.value, codes) for placed in documents.subscriptions),
        silences=tuple(_silence(placed.value, codes) for placed in documents.silences),
        max_age_s=settings.max_age.seconds,
        settings=settings,
        codes=codes,
        config_hash=whole,
    )


def only_watches(rules: Rules, watch_ids: Collection[str]) -> Rules:
    """The same rules, by which only these watches are counted.

    The others are still looked for: what stands inside a longer term of theirs is not read as one of these.
    """
    return replace(rules, watches={name: one for name, one in rules.watches.items() if name in watch_ids})


def check_documents(documents: Documents[Way], shipped: Shipped, outside: Outside | None = None) -> Findings:
    """Find what only shows between items and files.

    Args:
        documents: What could be read of the config.
        shipped: What the product knows.
        outside: What the config rests on beside its files; None: that is not looked at.
    """
    languages = shipped.inflections.languages
    mistakes = [one for placed in documents.watches for one in check_terms(placed, documents.lists, languages)]
    mistakes += [one for placed in documents.watches for one in check_line(placed)]
    rule = documents.settings.value.topics
    knowledge = with_topics(shipped.knowledge, rule, documents.weights)
    codes = codes_of(knowledge, shipped.groups, _others(documents.settings.value))
    mistakes += check_groups(documents.groups, codes)
    mistakes += check_codes(documents, with_groups(codes, documents.groups))
    mistakes += check_settings(documents.settings.place, documents.settings.value)
    mistakes += shared_lines(documents.budgets, documents.watches)[1]
    found = check_references(documents) + Findings(mistakes=tuple(mistakes))
    found += check_wishes(documents, shipped.time_zones)
    return found if outside is None else found + check_outside(documents, outside)


def _lines(documents: Documents[object]) -> list[Line]:
    shared, _ = shared_lines(documents.budgets, documents.watches)
    return [strictest(placed, shared.get(placed.value.id)) for placed in documents.watches]


def _count_rules(
    watch: WatchItem, terms: WatchTerms, line: Line, watch_hash: str, config_hash: str, link_base: str | None
) -> CountRules:
    split_by, split_values = split_of(watch.split_by)
    learning = replace(line.detector, threshold=1.0)  # a line drawn elsewhere teaches the detector nothing else
    return CountRules(
        watch_id=watch.id,
        name=watch.name or watch.id,
        tags=watch.tags,
        owner=watch.owner,
        counted_hash=_digest((terms, watch.count, watch.bucket.seconds, learning))[:12],
        watch_hash=watch_hash,
        config_hash=config_hash,
        detector=line.detector,
        threshold=line.threshold,
        width_s=watch.bucket.seconds,
        fold_s=watch.fold.seconds,
        count=watch.count,
        minimum=Minimum(articles=watch.minimum.articles, sources=watch.minimum.sources),
        severity=SeverityLine(warning=watch.severity.warning, critical=watch.severity.critical),
        split_by=split_by,
        split_values=split_values,
        link_base=link_base,
    )


def _subscription(wish: SubscriptionItem, codes: Codes) -> Subscription:
    """An alert knows countries only, so an area becomes those that lie in it."""
    return Subscription(
        id=wish.id,
        watches=wish.watches,
        channels=wish.channels,
        kinds=wish.kinds,
        severity=wish.severity,
        regions=codes.countries(wish.regions),
        topics=wish.topics,
        languages=wish.languages,
        time_zone=wish.time_zone,
        quiet_hours=wish.quiet_hours,
        digest=wish.digest,
        limit=wish.limit,
        max_age=wish.max_age,
        repeat_after=wish.repeat_after,
        tell_resolved=wish.tell_resolved,
    )


def _silence(silence: SilenceItem, codes: Codes) -> Silence:
    return Silence(
        id=silence.id,
        watches=silence.watches,
        regions=codes.countries(silence.regions),
        topics=silence.topics,
        languages=silence.languages,
        kinds=silence.kinds,
        severity=silence.severity,
        alert=silence.alert,
        until=silence.until.at,
        by=silence.by,
        because=silence.because,
    )


def _values(documents: Documents[object]) -> tuple[list[object], ...]:
    placed = (documents.subscriptions, documents.silences, documents.channels)
    return tuple([one.value for one in items] for items in placed)


def _digest(value: object) -> str:
    """The SHA-256 of a value's canonical JSON, in hexadecimal digits."""
    return sha256(msgspec.json.encode(value, enc_hook=to_text, order="deterministic")).hexdigest()
