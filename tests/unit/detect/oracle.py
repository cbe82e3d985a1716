"""Coverage surprise, bucket by bucket and window by window: nothing is skipped, summed ahead or kept short."""

from dataclasses import dataclass, field
from math import exp, inf, lgamma, log, log10

WINDOWS_H = (0.25, 1.0, 4.0, 16.0)


@dataclass
class Plain:
    """A series as a list of all its counts; None where nobody knows."""

    width_s: int
    first: int
    counts: list[int | None] = field(default_factory=list)
    mentions: float = 0.4
    hours: float = 1 / 6
    by_hour: list[float] = field(default_factory=lambda: [0.0] * 24)
    usual: list[float] = field(default_factory=lambda: [0.0] * 24)
    excess: list[float] = field(default_factory=lambda: [0.0] * 4)
    square: list[float] = field(default_factory=lambda: [0.0] * 4)
    habit: float = 0.0
    hot_at: int = -1
    seen: int = 0

    def score(self, count: int | None) -> float:
        """Count the next bucket."""
        width, bucket = self.width_s / 3_600, self.first + len(self.counts)
        self.counts.append(count)
        self.habit *= 0.5 ** (width / (14 * 24))
        if count is None:
            self.hot_at += self.hot_at >= 0
            return 0.0
        looks = [self.look(max(1, round(hours / width)), k) for k, hours in enumerate(WINDOWS_H)]
        value = sum(min(said / (1 + 0.1 * self.habit), 4) for said in self.surprises(count, looks, width)) / 4
        usual = max(self.level(width) * self.factor(bucket), 1e-4)
        most = usual + 4 * (usual + looks[0][2] * usual**2) ** 0.5 + 1
        learnt = min(count, most if count and self.seen * width > 24 else inf)
        for k, hours in enumerate(WINDOWS_H):
            if self.seen % (length := max(1, round(hours / width))) == 0:
                observed, mean, spread = looks[k]
                error = min((observed - mean) ** 2, 16 * (mean + spread * mean**2))
                keep = 0.5 ** (length * width / (28 * 24))
                self.excess[k] = self.excess[k] * keep + (error - mean) * length * width
                self.square[k] = self.square[k] * keep + mean**2 * length * width
        self.remember_habit(value, bucket, width)
        self.learn(learnt, bucket, width)
        return value

    def level(self, width: float) -> float:
        return self.mentions / self.hours * width

    def factor(self, bucket: int) -> float:
        hour = bucket * self.width_s // 3_600 % 24
        return max((self.by_hour[hour] + 200) / (self.usual[hour] + 200), 0.03)

    def look(self, length: int, k: int) -> tuple[int, float, float]:
        bucket = self.first + len(self.counts) - 1
        known = [self.count_at(at) for at in range(bucket + 1 - length, bucket + 1)]
        share = sum(self.factor(bucket + 1 - length + i) for i, one in enumerate(known) if one is not None)
        spread = max((self.excess[k] + 2.5) / (self.square[k] + 5), 0.003) + 1 / (self.mentions + 0.5)
        return sum(one or 0 for one in known), max(self.level(self.width_s / 3_600) * share, 1e-9), spread

    def count_at(self, bucket: int) -> int | None:
        return self.counts[bucket - self.first] if bucket >= self.first else 0

    def surprises(self, count: int, looks: list[tuple[int, float, float]], width: float) -> list[float]:
        grown = count > 0 and self.seen * width >= 24
        return [tail(y, mean, spread) if grown and y > mean + 1e-9 else 0.0 for y, mean, spread in looks]

    def remember_habit(self, value: float, bucket: int, width: float) -> None:
        if value >= (2.0 if self.hot_at < 0 else 1.0):
            self.hot_at = bucket
        elif self.hot_at >= 0 and (bucket - self.hot_at) * width >= 3:
            self.hot_at, self.habit = -1, self.habit + 1

    def learn(self, learnt: float, bucket: int, width: float) -> None:
        hour, level, factor = bucket * self.width_s // 3_600 % 24, self.level(width), self.factor(bucket)
        keep, keep_hour = 0.5 ** (width / (5 * 24)), 0.5 ** (24 * width / (90 * 24))
        self.mentions, self.hours = self.mentions * keep + learnt / factor, self.hours * keep + width
        self.by_hour[hour] = self.by_hour[hour] * keep_hour + learnt
        self.usual[hour] = self.usual[hour] * keep_hour + level
        self.seen += 1


def tail(count: int, mean: float, spread: float) -> float:
    """-log10 of the negative binomial tail, term by term from the count up, or from it down."""
    size = 1 / spread
    x = mean / (size + mean)

    def log_chance(k: int) -> float:
        return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + k * log(x) + size * log(size / (size + mean))

    below = sum(exp(log_chance(k)) for k in range(count))
    if below < 0.5:
        return -log10(1 - below)
    total, k, term = 0.0, count, 1.0
    while term > total * 1e-14:
        total, k = total + term, k + 1
        term *= x * (k - 1 + size) / k
    return -log_chance(count) / log(10) - log10(total)
