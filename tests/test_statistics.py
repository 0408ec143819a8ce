"""Statistics: worked by hand, beside slow and obvious versions of themselves, beside scipy, and laws for any rows."""

from __future__ import annotations

import math
from itertools import combinations, product
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from benchmark import statistics
from benchmark.exceptions import DatelineError
from benchmark.measures.base import precision_recall_f1
from benchmark.statistics import (
    Contrast,
    Interval,
    Resamples,
    Rows,
    compare,
    estimates,
    holm,
    seed_of,
    shared_letters,
    shared_ranks,
)


def rows(*documents: tuple[int, int, int]) -> Rows:
    """Documents as (matched, predicted, gold)."""
    return np.array([(matched, predicted, matched, gold) for matched, predicted, gold in documents], dtype=np.float64)


def system(documents: int, seed: int, recall: float = 0.6) -> Rows:
    """A system on a corpus that is the same for every seed."""
    draw = np.random.default_rng(seed)
    gold = np.random.default_rng(0).negative_binomial(2, 0.2, documents)
    matched = draw.binomial(gold, recall)
    return rows(*zip(matched, matched + draw.poisson(2, documents), gold, strict=True))


def headline(total: Rows) -> float:
    return float(precision_recall_f1(total)[..., -1])


def share(sums: Rows) -> Rows:
    """The first column over the second."""
    return sums[..., :1] / sums[..., 1:2]


def pair(first: Rows, second: Rows, count: int = 2000, seed: int = 1) -> Contrast:
    resamples = Resamples(first.shape[-2], seed, count)
    (contrast,) = compare({"first": first, "second": second}, precision_recall_f1, resamples).contrasts
    return contrast


corpora = st.integers(2, 12).flatmap(
    lambda documents: st.tuples(
        *[arrays(np.float64, (documents, 4), elements=st.integers(0, 5).map(float)) for _ in range(2)]
    )
)


# Resamples


def test_the_resamples_of_a_seed_never_change() -> None:
    assert seed_of("corpus:0.1.0@1f3bfb|split:dev") == 2645029239
    resamples = Resamples(documents=5, seed=2645029239, count=3)
    assert np.concatenate(list(resamples.multiplicities())).tolist() == [
        [0, 1, 1, 2, 1],
        [1, 0, 2, 2, 0],
        [0, 1, 1, 2, 1],
    ]
    assert np.concatenate(list(resamples.swaps())).tolist() == [[0, 1, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 1, 1, 0]]


@pytest.mark.parametrize("documents", [1, 2, 7, 64, 65, 1000])
def test_a_resample_is_as_many_documents_as_there_are(documents: int) -> None:
    blocks = np.concatenate(list(Resamples(documents, seed=3, count=300).multiplicities()))
    assert blocks.shape == (300, documents)
    assert (blocks.sum(axis=1) == documents).all()
    assert (blocks >= 0).all()


def test_resamples_are_documents_drawn_with_replacement() -> None:
    """The slow version: one raw 32-bit number a draw, scaled to the number of documents."""
    documents, count = 7, 50
    data = system(documents, 1)
    source = np.random.PCG64(seed_of("9|resamples"))
    expected = []
    for _ in range(count):
        bits = [half for word in source.random_raw(4).tolist() for half in (word % 2**32, word // 2**32)]
        drawn = [bit * documents // 2**32 for bit in bits[:documents]]
        expected.append([sum(data[place, column] for place in drawn) for column in range(4)])
    assert Resamples(documents, seed=9, count=count).resampled(data).tolist() == expected


def test_multiplicities_are_multinomial() -> None:
    documents, count = 20, 50_000
    counts = np.concatenate(list(Resamples(documents, seed=4, count=count).multiplicities()))
    covariance = np.cov(counts.T)
    off = covariance[~np.eye(documents, dtype=bool)]
    assert abs(counts.mean(axis=0) - 1).max() < 0.03
    assert abs(np.diag(covariance) - (1 - 1 / documents)).max() < 0.04
    assert abs(off + 1 / documents).max() < 0.03
    expected = stats.binom.pmf(range(4), documents, 1 / documents)
    found = [(counts == times).mean() for times in range(4)]
    assert found == pytest.approx(expected, abs=0.002)


def test_shuffles_swap_each_document_half_the_time_and_independently() -> None:
    swaps = np.concatenate(list(Resamples(100, seed=4, count=20_000).swaps()))
    assert set(np.unique(swaps)) == {0, 1}
    assert abs(swaps.mean(axis=0) - 0.5).max() < 0.02
    assert abs(np.corrcoef(swaps.T) - np.eye(100)).max() < 0.05


def test_neither_the_block_nor_the_count_nor_other_columns_change_a_resample(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = system(30, 1), system(30, 2)
    whole = Resamples(30, 5, 500)
    both = whole.resampled(np.concatenate([first, second], axis=1))
    shuffled = whole.swapped(first)
    monkeypatch.setattr(statistics, "_CELLS", 7 * 30)
    assert (whole.resampled(first) == both[:, :4]).all()
    assert (whole.resampled(second) == both[:, 4:]).all()
    assert (Resamples(30, 5, 100).resampled(first) == both[:100, :4]).all()
    assert (whole.swapped(first) == shuffled).all()


# Intervals


def test_an_interval_is_the_middle_of_the_resampled_scores() -> None:
    data, resamples = system(12, 1), Resamples(12, 8, count=999)
    scores = sorted(headline(total) for total in resamples.resampled(data))
    [(_, _, f1)] = estimates([(data, precision_recall_f1)], resamples, level=0.9)
    middle = [scores[49] + 0.9 * (scores[50] - scores[49]), scores[948] + 0.1 * (scores[949] - scores[948])]
    assert f1.value == headline(data.sum(axis=0))
    assert f1.interval == pytest.approx(middle)


def test_intervals_agree_with_scipy() -> None:
    data = system(40, 1)

    def f1(*columns: Rows, axis: int) -> Rows:
        sums = np.stack([column.sum(axis=axis) for column in columns], axis=-1)
        scores: Rows = precision_recall_f1(sums)[..., -1]
        return scores

    theirs = stats.bootstrap(
        tuple(data.T), f1, paired=True, method="percentile", n_resamples=10_000, rng=np.random.default_rng(1)
    )
    [(*_, ours)] = estimates([(data, precision_recall_f1)], Resamples(40, 1))
    assert ours.interval == pytest.approx(tuple(theirs.confidence_interval), abs=0.004)


@pytest.mark.parametrize("documents", [10, 40, 200])
def test_an_interval_contains_its_score_and_narrows_with_documents(documents: int) -> None:
    for estimate in estimates([(system(documents, 1), precision_recall_f1)], Resamples(documents, 1))[0]:
        assert estimate.interval is not None
        assert estimate.interval.low < estimate.value < estimate.interval.high
        assert estimate.interval.high - estimate.interval.low < 1.2 / math.sqrt(documents)


def test_measures_that_share_a_pass_get_what_each_gets_alone() -> None:
    parts = [(system(20, seed), precision_recall_f1) for seed in (1, 2, 3)]
    resamples = Resamples(20, 1, count=500)
    assert estimates(parts, resamples) == [estimates([part], resamples)[0] for part in parts]
    assert estimates([], resamples) == []


def test_a_macro_over_types_has_an_interval_like_any_function_of_totals() -> None:
    data = np.concatenate([system(30, 1), system(30, 2, recall=0.3)], axis=1)

    def macro(sums: Rows) -> Rows:
        means: Rows = precision_recall_f1(sums.reshape(*sums.shape[:-1], 2, 4)).mean(axis=-2)
        return means

    resamples = Resamples(30, 1, count=500)
    [(*_, both)] = estimates([(data, macro)], resamples)
    totals = resamples.resampled(data)
    slow = [(headline(total[:4]) + headline(total[4:])) / 2 for total in totals]
    assert both.interval == pytest.approx(np.quantile(slow, [0.025, 0.975]).tolist())


def test_one_document_has_no_interval() -> None:
    [(_, _, f1)] = estimates([(rows((1, 2, 2)), precision_recall_f1)], Resamples(1, 1))
    assert (f1.value, f1.interval) == (0.5, None)
    assert estimates([(np.zeros((0, 4)), precision_recall_f1)], Resamples(0, 1))[0][0].interval is None


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_resamples_without_a_score_are_left_out_unless_they_are_many() -> None:
    common = np.array([[1.0, 2.0]] * 5 + [[0.0, 0.0]] * 5)
    rare = np.array([[1.0, 2.0]] + [[0.0, 0.0]] * 9)
    [(defined,), (undefined,)] = estimates([(common, share), (rare, share)], Resamples(10, 1))
    assert (defined.value, defined.interval) == (0.5, Interval(0.5, 0.5))
    assert (undefined.value, undefined.interval) == (0.5, None)
    [(nothing,)] = estimates([(np.zeros((10, 2)), share)], Resamples(10, 1))
    assert math.isnan(nothing.value)
    assert nothing.interval is None


# Tests between two systems


def exact_p(first: Rows, second: Rows) -> float:
    """The slow version: all ways to swap documents, counted."""
    observed = abs(headline(first.sum(axis=0)) - headline(second.sum(axis=0)))
    as_far = 0
    for swaps in product([False, True], repeat=len(first)):
        one = sum(b if swap else a for a, b, swap in zip(first, second, swaps, strict=True))
        other = sum(a if swap else b for a, b, swap in zip(first, second, swaps, strict=True))
        as_far += abs(headline(one) - headline(other)) >= observed - 1e-12
    return as_far / float(2 ** len(first))


@pytest.mark.parametrize("seed", range(4))
def test_approximate_randomisation_approximates_all_shuffles(seed: int) -> None:
    first, second = system(10, 10 + seed, recall=0.7), system(10, 20 + seed, recall=0.5)
    exact = exact_p(first, second)
    assert pair(first, second, count=10_000).p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 10_000))


def test_approximate_randomisation_agrees_with_scipy() -> None:
    first, second = system(60, 1, recall=0.62), system(60, 2, recall=0.56)

    both = np.concatenate([first, second])

    def difference(one: Rows, other: Rows) -> float:
        return headline(both[one.astype(int)].sum(axis=0)) - headline(both[other.astype(int)].sum(axis=0))

    theirs = stats.permutation_test(
        (np.arange(60), np.arange(60, 120)),
        difference,
        permutation_type="samples",
        n_resamples=4000,
        rng=np.random.default_rng(1),
    )
    ours = pair(first, second, count=10_000)
    assert 0.001 < theirs.pvalue < 0.5
    assert ours.p == pytest.approx(theirs.pvalue, abs=0.03)


def test_the_least_p_is_one_in_shuffles_plus_one() -> None:
    first, second = system(100, 1, recall=0.95), system(100, 2, recall=0.1)
    assert pair(first, second, count=999).p == pair(first, second, count=999).p_bootstrap == 1 / 1000


def test_the_paired_bootstrap_moves_the_differences_to_zero() -> None:
    first, second = system(25, 1, recall=0.65), system(25, 2, recall=0.55)
    resamples = Resamples(25, 1, count=500)
    observed = headline(first.sum(axis=0)) - headline(second.sum(axis=0))
    drawn = [
        headline(one) - headline(other)
        for one, other in zip(resamples.resampled(first), resamples.resampled(second), strict=True)
    ]
    found = pair(first, second, count=500)
    assert found.difference == pytest.approx(observed)
    assert found.interval == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist())
    as_far = sum(abs(difference - observed) >= abs(observed) for difference in drawn)
    assert found.p_bootstrap == (as_far + 1) / 501


@given(corpora)
@settings(max_examples=30, deadline=None)
def test_a_system_does_not_differ_from_itself(sides: tuple[Rows, Rows]) -> None:
    found = pair(sides[0], sides[0].copy(), count=50)
    assert (found.difference, found.interval) == (0, (0, 0))
    assert (found.p, found.p_holm, found.p_bootstrap) == (1, 1, 1)
    assert (found.wins, found.losses, found.ties + found.empty) == (0, 0, len(sides[0]))
    assert not found.told_apart


@given(corpora, st.integers(0, 100))
@settings(max_examples=30, deadline=None)
def test_the_order_of_documents_changes_no_score_and_no_win(sides: tuple[Rows, Rows], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(sides[0]))
    before, after = pair(*sides, count=20), pair(sides[0][order], sides[1][order], count=20)
    assert (before.first, before.difference) == (after.first, after.difference)
    assert [before.wins, before.ties, before.losses, before.empty] == [
        after.wins,
        after.ties,
        after.losses,
        after.empty,
    ]
    assert before.wins + before.ties + before.losses + before.empty == len(order)


@given(corpora)
@settings(max_examples=30, deadline=None)
def test_two_systems_that_swap_names_swap_places(sides: tuple[Rows, Rows]) -> None:
    resamples = Resamples(len(sides[0]), 1, 100)
    (one,) = compare({"a": sides[0], "b": sides[1]}, precision_recall_f1, resamples).contrasts
    (two,) = compare({"a": sides[1], "b": sides[0]}, precision_recall_f1, resamples).contrasts
    if one.difference:
        assert (one.first, one.second) == (two.second, two.first)
        assert (one.difference, one.interval, one.p, one.p_bootstrap) == (
            two.difference,
            two.interval,
            two.p,
            two.p_bootstrap,
        )
        assert (one.wins, one.losses) == (two.wins, two.losses)
    else:
        assert (one.first, two.first) == ("a", "a")
        assert (one.p, two.p) == (1, 1)
        assert (one.wins, one.losses) == (two.losses, two.wins)


def test_a_win_is_a_document_with_the_better_headline() -> None:
    first = rows((2, 2, 2), (1, 2, 2), (0, 1, 2), (0, 0, 0), (0, 0, 0), (0, 1, 0), (3, 3, 3))
    second = rows((1, 2, 2), (1, 2, 2), (1, 1, 2), (0, 0, 0), (0, 3, 0), (0, 2, 0), (0, 0, 3))
    found = pair(first, second)
    # A win, a tie, a loss; nothing at all; silence beats a false alarm; two false alarms tie with one; a win.
    assert (found.first, found.wins, found.ties, found.losses, found.empty) == ("first", 3, 2, 1, 1)


def test_where_lower_is_better_the_lower_comes_first_and_wins() -> None:
    few, many = np.array([[1.0, 100.0]] * 30), np.array([[3.0, 100.0], [2.0, 100.0]] * 15)
    found = compare({"many": many, "few": few}, share, Resamples(30, 1), lower_is_better=True)
    (contrast,) = found.contrasts
    assert [standing.name for standing in found.systems] == ["few", "many"]
    assert (contrast.wins, contrast.losses, contrast.told_apart) == (30, 0, True)
    assert contrast.difference == pytest.approx(-0.015)
    assert [str(standing.ranks) for standing in found.systems] == ["1", "2"]


def test_the_detectable_difference_is_2_8_standard_errors() -> None:
    draw = np.random.default_rng(1)
    first, second = (np.stack([draw.normal(size=400), np.ones(400)], axis=1) for _ in range(2))
    (contrast,) = compare({"a": first, "b": second}, share, Resamples(400, 1)).contrasts
    error = np.std(first[:, 0] - second[:, 0]) / 20
    assert contrast.detectable == pytest.approx((1.95996 + 0.84162) * error, rel=0.03)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_what_has_no_score_comes_last_and_is_not_told_apart() -> None:
    (contrast,) = compare({"a": np.zeros((5, 2)), "b": np.ones((5, 2))}, share, Resamples(5, 1, 100)).contrasts
    assert (contrast.first, contrast.second) == ("b", "a")
    assert (contrast.p, contrast.p_bootstrap, contrast.interval, contrast.told_apart) == (1, 1, None, False)


def test_one_document_tells_nothing_apart() -> None:
    found = pair(rows((2, 2, 2)), rows((0, 2, 2)))
    assert (found.difference, found.p, found.p_bootstrap, found.interval) == (1, 1, 1, None)
    assert math.isnan(found.detectable)


# Many systems


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.6]) == [1, 1]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1)))
def test_holm_keeps_the_order_and_lies_between_p_and_bonferroni(p_values: list[float]) -> None:
    corrected = holm(p_values)
    for before, after in zip(p_values, corrected, strict=True):
        assert before <= after <= min(1, before * len(p_values))
    for one, other in combinations(range(len(p_values)), 2):
        assert (p_values[one] - p_values[other]) * (corrected[one] - corrected[other]) >= 0


def test_ranks_and_letters_by_hand() -> None:
    apart = [("a", "c"), ("a", "d"), ("a", "e"), ("b", "e"), ("c", "e")]
    ranks = {name: str(rank) for name, rank in shared_ranks("abcde", apart).items()}
    assert ranks == {"a": "1-2", "b": "1-4", "c": "2-4", "d": "2-5", "e": "4-5"}
    assert shared_letters("abcde", apart) == {"a": "a", "b": "ab", "c": "b", "d": "bc", "e": "c"}


@given(st.sets(st.sampled_from(list(combinations("abcdefg", 2)))))
def test_two_systems_share_a_letter_exactly_when_they_are_not_told_apart(apart: set[tuple[str, str]]) -> None:
    letters = shared_letters("abcdefg", sorted(apart))
    assert all(letters.values())
    for one, other in combinations("abcdefg", 2):
        assert bool(set(letters[one]) & set(letters[other])) == ((one, other) not in apart)


def test_there_are_no_letters_where_26_do_not_do() -> None:
    names = [f"s{number}" for number in range(10)]
    apart = [(names[number], names[number + 1]) for number in range(0, 10, 2)]
    assert set(shared_letters(names, apart).values()) == {""}


def test_three_systems_are_ranked_and_their_p_values_corrected_together() -> None:
    good, same, bad = system(80, 1, recall=0.85), system(80, 2, recall=0.8), system(80, 3, recall=0.4)
    found = compare({"bad": bad, "good": good, "same": same}, precision_recall_f1, Resamples(80, 1, 2000))
    assert [(one.name, str(one.ranks), one.letters) for one in found.systems] == [
        ("good", "1-2", "a"),
        ("same", "1-2", "a"),
        ("bad", "3", "b"),
    ]
    assert [(one.first, one.second) for one in found.contrasts] == [("good", "same"), ("good", "bad"), ("same", "bad")]
    assert found.not_told_apart == (("good", "same"),)
    assert [one.p_holm for one in found.contrasts] == holm([one.p for one in found.contrasts])
    assert found.detectable == sorted(one.detectable for one in found.contrasts)[1]
    assert found.contrasts[1].p_holm == pytest.approx(3 / 2001)


def test_neither_the_order_of_systems_nor_a_third_changes_a_p_value_or_an_interval() -> None:
    systems = {name: system(50, seed) for seed, name in enumerate("abc", start=1)}
    systems["d"] = runs(50, range(5, 8))
    resamples = Resamples(50, 1, 500)
    forward = compare(systems, precision_recall_f1, resamples)
    assert compare(dict(reversed(systems.items())), precision_recall_f1, resamples) == forward
    for contrast in forward.contrasts:
        two = {name: systems[name] for name in (contrast.second, contrast.first)}
        (alone,) = compare(two, precision_recall_f1, resamples).contrasts
        assert (alone.p, alone.p_bootstrap, alone.interval) == (contrast.p, contrast.p_bootstrap, contrast.interval)
    for standing in forward.systems:
        [(*_, f1)] = estimates([(systems[standing.name], precision_recall_f1)], resamples, name=standing.name)
        assert standing.headline == f1


def test_systems_of_equal_score_stand_by_name() -> None:
    found = compare(dict.fromkeys("cab", system(5, 1)), precision_recall_f1, Resamples(5, 1, 100))
    assert [(one.name, str(one.ranks), one.letters) for one in found.systems] == [
        ("a", "1-3", "a"),
        ("b", "1-3", "a"),
        ("c", "1-3", "a"),
    ]


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(DatelineError, match="at least two systems"):
        compare({"a": system(5, 1)}, precision_recall_f1, Resamples(5, 1))
    with pytest.raises(DatelineError, match='"b" has 4 documents where 5 are compared'):
        compare({"a": system(5, 1), "b": system(4, 1)}, precision_recall_f1, Resamples(5, 1))


# Several runs


def runs(documents: int, seeds: range, recall: float = 0.6, spread: float = 0.0) -> Rows:
    draw = np.random.default_rng(7)
    return np.stack([system(documents, seed, recall + spread * draw.normal()) for seed in seeds])


def test_a_pooled_score_is_the_mean_over_runs_with_its_deviation() -> None:
    pooled = runs(30, range(4), spread=0.1)
    scores = [headline(run.sum(axis=0)) for run in pooled]
    [(*_, f1)] = estimates([(pooled, precision_recall_f1)], Resamples(30, 1, 200))
    assert f1.runs == 4
    assert (f1.value, f1.sd) == pytest.approx((mean(scores), stdev(scores)))


def test_runs_that_do_not_vary_are_one_run() -> None:
    one = system(30, 1)
    single, pooled = (
        estimates([(data, precision_recall_f1)], Resamples(30, 1, 200))[0][-1] for data in (one, np.stack([one] * 3))
    )
    assert pooled.value == pytest.approx(single.value)
    assert pooled.interval == pytest.approx(single.interval)
    assert single.sd is None
    assert pooled.sd == pytest.approx(0)
    other = system(30, 2, recall=0.5)
    assert pair(np.stack([one] * 3), np.stack([other] * 2)).p == pair(one, other).p


def means(documents: Rows, of_runs: Rows) -> Rows:
    """A system whose score is a mean over documents, so that its variances are known."""
    scores = documents + of_runs[:, np.newaxis]
    return np.stack([scores, np.ones_like(scores)], axis=-1)


def standard_error(first: Rows, second: Rows) -> float:
    (contrast,) = compare({"a": first, "b": second}, share, Resamples(first.shape[1], 1, 20_000)).contrasts
    return contrast.detectable / (1.95996 + 0.84162)


def test_pooled_runs_vary_by_documents_and_by_runs() -> None:
    document, run = np.random.default_rng(3).normal(size=200), np.array([0.1, -0.1, 0.3])
    both = standard_error(means(document, run), means(np.zeros(200), np.zeros(1)))
    assert both**2 == pytest.approx(np.var(document) / 200 + np.var(run, ddof=1) / 3, rel=0.03)
    assert np.var(run, ddof=1) / 3 > np.var(document) / 200


def test_the_runs_of_two_systems_are_not_paired() -> None:
    run = np.array([0.1, -0.1, 0.3])
    both = standard_error(means(np.zeros(5), run), means(np.ones(5), run))
    assert both**2 == pytest.approx(2 * np.var(run, ddof=1) / 3, rel=0.03)


def test_what_other_runs_could_reverse_is_not_told_apart() -> None:
    first, second = means(np.full(50, 0.6), np.array([-0.2, 0.2])), means(np.full(50, 0.5), np.zeros(1))
    (pooled,) = compare({"a": first, "b": second}, share, Resamples(50, 1, 2000)).contrasts
    (as_one,) = compare({"a": first.mean(axis=0), "b": second}, share, Resamples(50, 1, 2000)).contrasts
    assert (pooled.told_apart, as_one.told_apart) == (False, True)
    assert pooled.difference == pytest.approx(as_one.difference)


def test_the_order_of_runs_changes_nothing() -> None:
    first, second = runs(30, range(3), spread=0.1), runs(30, range(10, 15), recall=0.5, spread=0.1)
    assert pair(first, second, count=200) == pair(first[::-1], second[[3, 1, 4, 0, 2]], count=200)


def test_systems_of_any_number_of_runs_are_compared_and_noisy_runs_tell_less() -> None:
    steady = pair(runs(40, range(5), recall=0.62), runs(40, range(10, 13), recall=0.5))
    noisy = pair(runs(40, range(5), recall=0.62, spread=0.15), runs(40, range(10, 13), recall=0.5, spread=0.15))
    assert steady.told_apart
    assert noisy.detectable > 1.5 * steady.detectable
    assert noisy.p > steady.p
    single = pair(runs(40, range(5), recall=0.62)[0], runs(40, range(10, 13), recall=0.5))
    assert single.difference > 0
