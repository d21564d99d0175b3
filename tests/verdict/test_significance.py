import gc
import itertools
import math
import random
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import (
    binom,
    binomtest,
    norm,
    permutation_test,
    rankdata,
    spearmanr,
)
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from transfer_demo.verdict.significance import (
    SIGNIFICANT,
    Z_95,
    Z_POWER_80,
    effective_size,
    holm,
    images_needed,
    mcnemar_exact,
    rank_correlation,
    ranks,
    sign_flip_test,
    wilson_interval,
)

counts = st.integers(0, 400)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 5000))
    return draw(st.integers(0, total)), total


def test_the_quantiles_are_those_of_the_normal_curve() -> None:
    assert norm.ppf(0.975) == pytest.approx(Z_95, rel=1e-15)
    assert norm.ppf(0.8) == pytest.approx(Z_POWER_80, rel=1e-15)


@pytest.mark.parametrize("total", [1, 2, 3, 8, 33, 200])
def test_wilson_agrees_with_scipy_and_statsmodels_for_every_count(total: int) -> None:
    for correct in range(total + 1):
        ours = wilson_interval(correct, total)
        scipy = binomtest(correct, total).proportion_ci(0.95, method="wilson")
        assert ours == pytest.approx((scipy.low, scipy.high), abs=1e-12)
        assert ours == pytest.approx(proportion_confint(correct, total, method="wilson"), abs=1e-12)


@given(shares(), st.floats(0.5, 4))
def test_wilson_agrees_with_statsmodels_at_any_level(share: tuple[int, int], z: float) -> None:
    theirs = proportion_confint(*share, alpha=2 * norm.sf(z), method="wilson")
    assert wilson_interval(*share, z) == pytest.approx(theirs, abs=1e-9)


@given(shares())
def test_an_interval_holds_its_share_and_stays_a_share(share: tuple[int, int]) -> None:
    correct, total = share
    low, high = wilson_interval(correct, total)
    assert 0 <= low <= correct / total <= high <= 1
    assert (low, high) == pytest.approx(
        tuple(1 - end for end in reversed(wilson_interval(total - correct, total)))
    )


def test_without_images_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0, 1)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_of_images_that_go_together_as_many_count_as_vary_as_much(sizes: list[int]) -> None:
    # The variance of a share in which each group is one toss of a coin, against that of single
    # images: p (1 - p) / n.
    total = sum(sizes)
    shares = [
        sum(size for size, up in zip(sizes, ups, strict=True) if up) / total
        for ups in itertools.product((False, True), repeat=len(sizes))
    ]
    variance = sum((share - 0.5) ** 2 for share in shares) / len(shares)
    names = [f"{place}" for place, size in enumerate(sizes) for _ in range(size)]
    assert effective_size(names) == pytest.approx(0.25 / variance)
    assert 1 <= effective_size(names) <= len(sizes) + 1e-9


def test_images_that_do_not_look_alike_all_count() -> None:
    assert effective_size("abcdefg") == 7
    assert effective_size(()) == 0


def test_mcnemar_agrees_with_statsmodels_and_scipy_over_a_grid() -> None:
    for first in range(18):
        for second in range(18):
            ours = mcnemar_exact(first, second)
            theirs = mcnemar([[7, first], [second, 5]], exact=True).pvalue
            assert ours == pytest.approx(min(theirs, 1), abs=1e-12)
            if first + second:
                two_sided = binomtest(first, first + second, 0.5).pvalue
                assert ours == pytest.approx(two_sided, abs=1e-12)


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_flipping_signs_agrees_with_trying_all_of_them(differences: list[int]) -> None:
    observed = abs(sum(differences))
    sums = [
        abs(sum(sign * d for sign, d in zip(signs, differences, strict=True)))
        for signs in itertools.product((-1, 1), repeat=len(differences))
    ]
    share = sum(total >= observed for total in sums) / len(sums)
    assert sign_flip_test(differences) == pytest.approx(share, rel=1e-12)


def test_flipping_signs_agrees_with_scipy() -> None:
    differences = [3, -1, 2, 2, 0, 1, -2, 3, 1, 1]
    theirs = permutation_test(
        (differences,), lambda x, axis: x.sum(axis=axis), permutation_type="samples"
    )
    assert sign_flip_test(differences) == pytest.approx(theirs.pvalue)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 5))
def test_of_one_training_flipping_signs_is_mcnemars_test(
    first: int, second: int, both: int, often: int
) -> None:
    differences = [often] * first + [-often] * second + [0] * both
    assert sign_flip_test(differences) == pytest.approx(mcnemar_exact(first, second))


def test_thousands_of_images_can_be_flipped() -> None:
    assert sign_flip_test([1, 2, 3] * 1000) < 1e-200
    assert sign_flip_test([1, -1, 2, -2, 3, -3] * 500) == pytest.approx(1)


@given(counts, counts)
def test_mcnemar_is_twice_the_binomial_tail(first: int, second: int) -> None:
    tail = binom.cdf(min(first, second), first + second, 0.5)
    assert mcnemar_exact(first, second) == pytest.approx(min(2 * tail, 1), rel=1e-9)
    assert mcnemar_exact(first, second) == mcnemar_exact(second, first)


def test_mcnemar_says_one_when_both_are_right_on_the_same_images() -> None:
    assert mcnemar_exact(0, 0) == 1


def test_mcnemar_stands_thousands_of_images() -> None:
    assert mcnemar_exact(3000, 3000) == 1
    assert 0 <= mcnemar_exact(5000, 1000) < 1e-300


def _power(differing: float, difference: float, images: int) -> float:
    """How often the exact test is significant, over all ways in which the images can fall."""
    first = (differing + difference) / 2
    power = 0.0
    for tosses in range(images + 1):
        weight = binom.pmf(tosses, images, differing)
        if weight < 1e-9:
            continue
        # The largest smaller side that is still significant.
        edge = max(
            (k for k in range(tosses // 2 + 1) if _tail(k, tosses) < SIGNIFICANT), default=-1
        )
        share = first / differing
        rejected = binom.cdf(edge, tosses, share) + binom.sf(tosses - edge - 1, tosses, share)
        power += weight * rejected
    return power


def _tail(smaller: int, tosses: int) -> float:
    return float(min(2 * binom.cdf(smaller, tosses, 0.5), 1))


@pytest.mark.parametrize(
    ("only_first", "only_second", "total"), [(4, 2, 33), (5, 1, 33), (6, 2, 20), (2, 5, 50)]
)
def test_so_many_images_give_the_test_about_the_promised_power(
    only_first: int, only_second: int, total: int
) -> None:
    needed = images_needed(only_first, only_second, total)
    assert needed is not None
    differing = (only_first + only_second) / total
    difference = (only_first - only_second) / total
    # The formula is for the normal curve; the exact test is a little more cautious.
    assert 0.72 < _power(differing, difference, needed) < 0.83
    assert _power(differing, difference, needed // 3) < 0.5


@given(counts, counts, counts)
def test_the_estimate_takes_no_side_and_depends_on_shares_alone(
    first: int, second: int, neither: int
) -> None:
    total = first + second + neither
    needed = images_needed(first, second, total)
    assert images_needed(second, first, total) == needed
    if first == second:
        assert needed is None
    else:
        assert needed is not None
        assert needed >= 1
        tenfold = images_needed(10 * first, 10 * second, 10 * total)
        assert tenfold == pytest.approx(needed, abs=1)  # rounding up may differ by one


def test_a_worked_example_of_the_formula() -> None:
    # 30 % and 10 % of the images differ: psi = 0.4, delta = 0.2, by hand from the paper.
    root = 1.959964 * math.sqrt(0.4) + 0.841621 * math.sqrt(0.4 - 0.2**2)
    assert images_needed(30, 10, 100) == math.ceil(root**2 / 0.2**2)


few_values = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=14)


@given(few_values)
def test_ranks_agree_with_scipy_and_start_with_the_highest(values: list[float]) -> None:
    assert ranks(values) == list(rankdata([-value for value in values]))


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-9, 9)), min_size=3, max_size=14))
def test_rank_correlation_agrees_with_scipy(pairs: list[tuple[int, float]]) -> None:
    first, second = [float(a) for a, _ in pairs], [b for _, b in pairs]
    ours = rank_correlation(first, second)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert ours is None
    else:
        assert ours == pytest.approx(spearmanr(first, second).statistic, abs=1e-9)


def test_two_of_a_kind_have_no_rank_correlation() -> None:
    assert rank_correlation([1, 2], [1, 2]) is None
    assert rank_correlation([1, 2, 3], [3, 2, 1]) == -1


def test_rank_correlation_wants_pairs() -> None:
    with pytest.raises(ValueError, match="3 values on one side and 2"):
        rank_correlation([1, 2, 3], [1, 2])


p_values = st.lists(st.floats(0, 1), max_size=20)


@given(p_values.filter(bool))
def test_holms_correction_agrees_with_statsmodels(found: list[float]) -> None:
    # It collects garbage at each call, which takes a second in a large process.
    with mock.patch.object(gc, "collect"):
        theirs = multipletests(found, method="holm")[1]
    assert holm(found) == pytest.approx(list(theirs), abs=1e-12)


@given(p_values, st.randoms())
def test_holms_correction_keeps_the_order_and_makes_nothing_surer(
    found: list[float], chance: random.Random
) -> None:
    corrected = holm(found)
    assert all(p <= q <= 1 for p, q in zip(found, corrected, strict=True))
    pairs = sorted(zip(found, corrected, strict=True))
    assert [q for _, q in pairs] == sorted(corrected)
    chance.shuffle(pairs)
    assert holm([p for p, _ in pairs]) == [q for _, q in pairs]


@given(p_values.filter(bool))
def test_the_smallest_of_a_family_counts_as_often_as_the_family_is_large(
    found: list[float],
) -> None:
    # Bonferroni's correction: no false alarm is likelier than in a single test.
    assert min(holm(found)) == min(len(found) * min(found), 1)


def test_a_single_test_and_no_test_need_no_correction() -> None:
    assert holm([0.03]) == [0.03]
    assert holm([]) == []
