"""Exact statistics of the 8D, all computed by SciPy, which is loaded when first needed.

Sources: Fisher's exact test (Fisher 1935) for contrasts of two groups; the exact conditional test
of two Poisson rates (Przyborowski & Wilenski 1940), i.e. a binomial test of the counts given
their sum; Garwood's exact interval of a rate (Garwood 1936); Benjamini & Hochberg (1995) for many
contrasts at once.
"""

from collections import namedtuple
from importlib import import_module

Contrast = namedtuple("Contrast", "odds_ratio p_value")
RateComparison = namedtuple("RateComparison", "before after p_value")
MAX_FACTOR = 1e6


class SciPyMissing(Exception):
    """The statistics are asked for and SciPy is not installed."""


def _stats():
    try:
        return import_module("scipy.stats")
    except ImportError as error:
        raise SciPyMissing("pip install scipy") from error


def contrast(with_affected, affected, with_unaffected, unaffected):
    """Is a trait more frequent among affected units than among the others?

    One-sided Fisher test (`scipy.stats.fisher_exact`, alternative "greater").

    :param with_affected: affected units that have the trait, of `affected`
    :param with_unaffected: unaffected units that have it, of `unaffected`
    """
    table = [
        [with_affected, affected - with_affected],
        [with_unaffected, unaffected - with_unaffected],
    ]
    result = _stats().fisher_exact(table, alternative="greater")
    return Contrast(float(result.statistic), float(result.pvalue))


def adjust(p_values):
    """False-discovery-rate adjusted p-values (`scipy.stats.false_discovery_control`,
    Benjamini-Hochberg)."""
    return (
        [float(value) for value in _stats().false_discovery_control(p_values)] if p_values else []
    )


def compare_rates(count_before, exposure_before, count_after, exposure_after):
    """Has the rate fallen? Exact conditional test of two Poisson rates, one-sided.

    :param exposure_before: units or unit-months the counts were observed on; same unit after
    :return: both rates and the probability of so few failures after if nothing had changed
    """
    if not exposure_before or not exposure_after:
        return RateComparison(
            _rate(count_before, exposure_before), _rate(count_after, exposure_after), 1.0
        )
    total = count_before + count_after
    share = exposure_after / (exposure_before + exposure_after)
    p_value = (
        _stats().binomtest(count_after, total, share, alternative="less").pvalue if total else 1.0
    )
    return RateComparison(
        count_before / exposure_before, count_after / exposure_after, float(p_value)
    )


def exposure_needed(count_before, exposure_before, count_after, exposure_after, alpha=0.05):
    """How much exposure after the change proves the fall, if failures go on at the rate seen after.

    :return: total exposure (same unit as given); None where the rate did not fall or no
        exposure could ever prove it (too few failures before)
    """
    rate_before = _rate(count_before, exposure_before)
    rate_after = _rate(count_after, exposure_after)
    if not rate_before or rate_after >= rate_before:
        return None

    def is_proven(exposure):
        expected = round(rate_after * exposure)
        return compare_rates(count_before, exposure_before, expected, exposure).p_value < alpha

    high = max(exposure_after, exposure_before / 100, 1.0)
    while not is_proven(high):
        high *= 2
        if high > exposure_before * MAX_FACTOR:
            return None
    low = high / 2
    while high - low > max(high * 0.005, 0.5):
        middle = (low + high) / 2
        low, high = (low, middle) if is_proven(middle) else (middle, high)
    return high


def rate_interval(count, exposure, confidence=0.95):
    """Garwood's exact two-sided interval of a Poisson rate, per unit of exposure."""
    if not exposure:
        return 0.0, 0.0
    tail = (1 - confidence) / 2
    chi2 = _stats().chi2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = chi2.ppf(1 - tail, 2 * count + 2) / 2
    return float(low) / exposure, float(high) / exposure


def _rate(count, exposure):
    return count / exposure if exposure else 0.0
