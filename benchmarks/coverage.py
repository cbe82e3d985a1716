"""Made-up coverage with known bursts, outages and late arrivals: the same seed makes the same counts.

Each watch has a rate, a day, a week, a slow drift, arrivals that excite more arrivals (copies of copies), labelled
bursts, and perhaps a habit of small storms that are not labelled (wire copies).
"""

from collections.abc import Iterator
from math import exp

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
DAY = 288
"""Buckets of five minutes."""


class Burst(Struct, frozen=True, kw_only=True):
    """A true burst of one watch."""

    watch: int
    first: int
    last: int
    nats: float
    """How plain it is to one who knows its shape: the log-likelihood ratio."""
    in_outage: float
    """The share of it that nobody saw."""


class Outage(Struct, frozen=True, kw_only=True):
    """The scraper was down; perhaps what was missed came later."""

    start: int
    length: int
    comes_late: bool
    spread: int

    @property
    def end(self) -> int:
        """The bucket after the last one lost."""
        return self.start + self.length


class Coverage(Struct, frozen=True, kw_only=True):
    """Counts of many watches from a Monday, 00:00 UTC."""

    first: int
    counts: Floats
    """What arrived: watches x buckets."""
    outage: Flags
    late: Flags
    """Buckets into which missed articles came."""
    bursts: list[Burst]
    rates: Floats
    """True mean a bucket of each watch."""

    def seen(self) -> Iterator[list[int | None]]:
        """What a perfect guard hands on: outages and late arrivals are unknown."""
        blind = (self.outage | self.late).tolist()
        for row in self.counts.astype(int).tolist():
            yield [None if hidden else count for count, hidden in zip(row, blind, strict=True)]


class Restless(Struct, frozen=True, kw_only=True):
    """How one watch's arrivals stray from its mean."""

    size: float
    eta: float
    """The share of arrivals that others bring about."""
    decay: float


class Series(Struct, frozen=True, kw_only=True):
    """One watch before chance."""

    rate: float
    base: Floats
    extra: Floats
    storms: Floats
    bursts: list[tuple[int, int]]
    restless: Restless


def make_coverage(seed: int, *, watches: int, days: int, bursty: float) -> Coverage:
    """Make it.

    Args:
        seed: Of the generator; the order of its draws is part of the data.
        watches: How many series.
        days: How long.
        bursty: The share of watches with a habit of small storms.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    n = days * DAY
    outages = [_outage(rng, n) for _ in range(rng.poisson(4 * days / 30))]
    down = np.zeros(n, np.bool_)
    for one in outages:
        down[one.start : one.end] = True
    series = [_series(rng, n, days, bursty) for _ in range(watches)]
    bursts = [burst for watch, one in enumerate(series) for burst in _label(watch, one, down)]
    counts = _arrive(rng, series)
    late = _deliver_late(rng, counts, down, outages)
    rates = np.array([one.rate for one in series])
    first = 4 * DAY
    return Coverage(first=first, counts=counts, outage=down, late=late & ~down, bursts=bursts, rates=rates)


def _outage(rng: np.random.Generator, n: int) -> Outage:
    start, length = int(rng.integers(DAY, n - DAY)), int(np.exp(rng.uniform(np.log(3), np.log(96))))
    comes_late = bool(rng.random() < 0.6)
    return Outage(start=start, length=length, comes_late=comes_late, spread=int(rng.integers(1, 7)))


def _series(rng: np.random.Generator, n: int, days: int, bursty: float) -> Series:
    rate = float(10 ** rng.uniform(-2, np.log10(200)))
    base = _pattern(rng, n)
    base *= rate / base.mean()
    bursts: list[tuple[int, int]] = []
    extra = np.zeros(n)
    for _ in range(rng.poisson(4 * days / 60)):
        start, length = int(rng.integers(DAY, n - 2 * DAY)), int(np.exp(rng.uniform(np.log(3), np.log(2 * DAY))))
        multiple, ramp = float(np.exp(rng.uniform(np.log(2), np.log(50)))), bool(rng.random() < 0.4)
        rise = max(1, int(length * rng.uniform(0.2, 0.6))) if ramp else 0
        if any(abs(other - start) < 3 * DAY for other, _ in bursts):
            continue
        profile = _profile(length, rise, ramp=ramp)[: n - start]
        span = slice(start, start + len(profile))
        extra[span] += (multiple - 1) * np.maximum(base[span], 0.1) * profile
        bursts.append((start, start + length))
    size, eta = float(1 / 10 ** rng.uniform(-1.5, 0)), float(rng.uniform(0, 0.5))
    restless = Restless(size=size, eta=eta, decay=exp(-1 / rng.uniform(3, 12)))
    storms = _storms(rng, base, days) if rng.random() < bursty else np.zeros(n)
    return Series(rate=rate, base=base, extra=extra, storms=storms, bursts=bursts, restless=restless)


def _pattern(rng: np.random.Generator, n: int) -> Floats:
    """The day, the week, a trend over the whole, and a slow drift."""
    at = np.arange(n)
    hour, weekday = (at % DAY) / DAY * 24, (at // DAY) % 7
    lag, daily, twice = rng.normal(0, 1.5), rng.uniform(0.4, 1.2), rng.uniform(0, 0.4)
    shape = daily * np.cos(2 * np.pi * (hour - 14 - lag) / 24) + twice * np.cos(4 * np.pi * (hour - 10 - lag) / 24)
    weekend = np.where(weekday >= 5, np.log(rng.uniform(0.3, 1)), 0)
    shape += weekend + rng.normal(0, 0.35) * (at / n - 0.5) * 2 * np.log(2)
    strength, lasting = rng.uniform(0.05, 0.35), np.exp(-1 / np.exp(rng.uniform(np.log(72), np.log(2 * DAY))))
    level, drift = 0.0, []
    for step in (rng.normal(size=n) * np.sqrt(1 - lasting * lasting) * strength).tolist():
        level = float(lasting) * level + step
        drift.append(level)
    return np.asarray(np.exp(shape + np.array(drift)), np.float64)


def _profile(length: int, rise: int, *, ramp: bool) -> Floats:
    """A burst's shape: it rises at once or over a while, stays, and fades."""
    at = np.arange(int(length * 1.5) + 1)
    top = rise + int((length - rise) * 0.3)
    risen = np.minimum(1, (at + 1) / rise) if ramp else np.ones(len(at))
    return np.asarray(risen * np.where(at > top, np.exp(-(at - top) / max(1.0, length * 0.3)), 1.0), np.float64)


def _storms(rng: np.random.Generator, base: Floats, days: int) -> Floats:
    storms = np.zeros(len(base))
    for start in rng.integers(0, len(base) - 8, rng.poisson(np.exp(rng.uniform(np.log(0.2), np.log(2))) * days)):
        total = min((rng.pareto(1.6) + 1) * max(1.2, 2.5 * base[start]), 60 * max(base[start], 1))
        length = int(rng.integers(1, 6))
        storms[start : start + length] += total / length
    return storms


def _label(watch: int, series: Series, down: Flags) -> Iterator[Burst]:
    restless = series.restless
    for start, last in series.bursts:
        span = slice(start, start + int((last - start) * 1.5) + 1)
        more, mean = series.extra[span], series.base[span]
        gain = (mean + more) * np.log1p(more / mean) - more
        nats = float((gain / (1 / (1 - restless.eta) ** 2 + mean / restless.size)).sum())
        yield Burst(watch=watch, first=start, last=last, nats=nats, in_outage=float(down[span].mean()))


def _arrive(rng: np.random.Generator, series: list[Series]) -> Floats:
    """Negative binomial arrivals that bring about others."""
    base = np.array([one.base for one in series])
    more = np.array([one.extra for one in series]), np.array([one.storms for one in series])
    size, eta = np.array([one.restless.size for one in series]), np.array([one.restless.eta for one in series])
    decay = np.array([one.restless.decay for one in series])
    counts, echo = np.zeros(base.shape), np.zeros(len(series))
    for at in range(base.shape[1]):
        mean = base[:, at] * (1 - eta) + echo + more[0][:, at] + more[1][:, at]
        counts[:, at] = rng.poisson(rng.gamma(size, 1 / size) * mean)
        echo = echo * decay + eta * (1 - decay) * np.minimum(counts[:, at], 6 * base[:, at] + 6)
    return counts


def _deliver_late(rng: np.random.Generator, counts: Floats, down: Flags, outages: list[Outage]) -> Flags:
    """Take away what nobody saw, and let some of it come after the outage; ``counts`` is changed."""
    lost, late = counts * down, np.zeros(len(down), np.bool_)
    counts[:, down] = 0
    for one in outages:
        missed = lost[:, one.start : one.end].sum(1).astype(int)
        for at in range(one.end, min(len(down), one.end + one.spread)) if one.comes_late else ():
            counts[:, at] += rng.binomial(missed, 1 / one.spread)
            late[at] = True
    return late
