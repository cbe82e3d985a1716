"""How unlikely is so high a count? The tail of the negative binomial distribution."""

from math import exp, lgamma, log, log10

_TINY = 1e-300
"""Stands for zero where Lentz's method would divide by it."""
_LEAST = 1e-15
"""Beneath this a difference from 1 is rounding."""
_CLOSE = 1e-10
_STEPS = 500


def surprise(count: float, mean: float, spread: float) -> float:
    """Say -log10 P(X >= count) for X with this mean and variance ``mean + spread * mean**2``.

    X is negative binomial, so the chance is the regularised incomplete beta
    function I_x(count, 1/spread) at x = mean / (1/spread + mean); of its two
    continued fractions the one that converges fast is taken (DLMF 8.17.22).

    Args:
        count: At least 1.
        mean: Above 0.
        spread: Above 0.
    """
    size = 1 / spread
    x, rest = mean / (size + mean), size / (size + mean)
    front = count * log(x) + size * log(rest) - lgamma(count) - lgamma(size) + lgamma(count + size)
    if x < (count + 1) / (count + size + 2):
        return -(front + log(_fraction(count, size, x) / count)) / log(10)
    return max(0.0, -log10(max(1 - exp(front) * _fraction(size, count, rest) / size, _LEAST)))


def _fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for step in range(1, _STEPS):
        at = a + 2 * step
        top = step * (b - step) * x / ((at - 1) * at)
        d, c = 1 / (1 + top * d or _TINY), 1 + top / c or _TINY
        value *= c * d
        top = -(a + step) * (a + b + step) * x / (at * (at + 1))
        d, c = 1 / (1 + top * d or _TINY), 1 + top / c or _TINY
        value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value
