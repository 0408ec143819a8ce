"""Coreference measures: published vectors, cases worked by hand, and laws that hold for any two clusterings."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from itertools import combinations, permutations, product

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark.exceptions import DatelineError
from benchmark.measures import coreference
from benchmark.measures.base import Measure
from benchmark.measures.comparison import Comparison
from benchmark.measures.coreference import B3, BLANC, LEA, MUC, CEAFe, CEAFm, CoNLL, Coreference, chains, tabulate
from benchmark.measures.peers.conll import PRESET, PrintedB3
from benchmark.schema import Annotation, Argument, Event, Mention, Span

SEVEN = (MUC, B3, CEAFm, CEAFe, BLANC, LEA, CoNLL)

VECTORS = """
A2  | a bc def    | a de          | .3333/1/.5        | .3889/1/.56       | .6/.9/.72         | .3333/1/.5        | .21591/1/.35385
A3  | a bc def    | a bcg dhef i  | 1/.6/.75          | 1/.5093/.6748     | .8857/.6643/.7592 | 1/.4444/.6154     | 1/.42593/.59717
A4  | a bc def    | a bcg dh i    | .3333/.3333/.3333 | .5556/.4048/.4683 | .7333/.55/.6286   | .5/.2857/.3636    | .35227/.27206/.30357
A5  | a bc def    | a gbch di j   | .3333/.25/.2857   | .5556/.3125/.4    | .6889/.5167/.5905 | .5/.2083/.2941    | .35227/.19048/.24716
A10 | a bc def    | a b c d e f   | 0/0/0             | .5/1/.6667        | .7222/.3611/.4815 | .1667/.1667/.1667 | .5/.36667/.42308
A11 | a bc def    | abcdef        | 1/.6/.75          | 1/.3889/.56       | .2222/.6667/.3333 | .8333/.2667/.4040 | .5/.13333/.21053
B1  | ab cde      | cbf de        | .3333/.3333/.3333 | .4333/.5333/.4782 | .6/.6/.6          | .2/.4/.2667       | .29167/.29167/.29167
C1  | ab cde fg   | cbh de fg     | .5/.5/.5          | .5952/.6667/.6289 | .7333/.7333/.7333 | .4286/.5714/.4898 | .5125/.5125/.5125
D1  | abcde fg hijkl | abcde fghijkl | 1/.9/.9474     | 1/.7619/.8649     | .6111/.9167/.7333 | 1/.7222/.8387     |
K1  | abcdefg     | hab cdi efj   | .5/.5/.5          | .2449/.4444/.3158 | .4/.1333/.2       | .1429/.3333/.2    |
L1  | abc defg    | ab cd fgh     | .4/.5/.4444       | .4167/.6190/.4981 | .6857/.4571/.5486 | .2381/.4286/.3061 |
M3  | abcdef      | ab cde f      | .6/1/.75          | .3889/1/.56       | .6667/.2222/.3333 | .2667/.8333/.4040 | .26667/1/.42105
M6  | abcdef      | ab cgh i      | .2/.3333/.25      | .1389/.3889/.2047 | .5/.1667/.25      | .0667/.3333/.1111 | .06667/.25/.10526
N1  | a b c d e f | a b c d e f   | 0/0/0             | 1/1/1             | 1/1/1             | 1/1/1             | 1/1/1
N3  | a b c d e f | ab cde f      | 0/0/0             | 1/.5/.6667        | .3611/.7222/.4815 | .1667/.1667/.1667 | .73333/1/.84615
N6  | a b c d e f | ab cgh i      | 0/0/0             | .5/.2222/.3077    | .1944/.3889/.2593 | 0/0/0             | .13333/.18182/.15385
"""  # noqa: E501
"""Names as in the tests of the CoNLL reference scorer; each letter a mention, each group a cluster; R/P/F."""

COLUMNS = (MUC, B3, CEAFe, LEA, BLANC)
PUBLISHED = [
    pytest.param(measure, key, response, tuple(map(float, cell.split("/"))), id=f"{measure.base}-{name}")
    for name, key, response, *cells in (
        [part.strip() for part in line.split("|")] for line in VECTORS.split("\n")[1:-1]
    )
    for measure, cell in zip(COLUMNS, cells, strict=True)
    if cell
]
MORE = [
    (CEAFm, "a bc def", "a bc def", (1, 1, 1)),
    (CEAFm, "a bc def", "a de", (0.5, 1, 0.66667)),
    (CEAFm, "a bc def", "a bcg dhef i", (1, 0.66667, 0.8)),
    (CEAFm, "a bc def", "a bcg dh i", (0.66667, 0.57143, 0.61538)),
    (CEAFm, "a bc def", "a gbch di j", (0.66667, 0.5, 0.57143)),
    (B3, "a bc def", "a g h c d e i", ((1 + 1 / 2 + 2 / 3) / 6, 4 / 7, 0.442478)),
    (BLANC, "a bc def", "a g h c d e i", (0.22727, 0.11905, 0.15625)),
    (MUC, "a bc def", "aghcdei", (1 / 3, 1 / 6, 2 / 9)),
    (BLANC, "a bc def", "aghcdei", (0.125, 0.02381, 0.04)),
    (MUC, "abcdef", "a b c d e f", (0, 0, 0)),
    (BLANC, "abcdef", "a b c d e f", (0, 0, 0)),
    (BLANC, "a b c d e f", "abcdef", (0, 0, 0)),
]
"""Further values of the same tests: A1-A5, A12, A13, M2 and N2."""


def events(clusters: Sequence[str], document: str = "doc") -> Annotation:
    """An event for each letter, a chain for each group."""
    made = [
        Event(type="Meeting", trigger=Span(ord(letter), ord(letter) + 1), chain=f"c{number}")
        for number, cluster in enumerate(clusters)
        for letter in cluster
    ]
    return Annotation(document=document, events=tuple(made))


def entities(clusters: Sequence[str]) -> Annotation:
    made = {
        f"e{number}": tuple(Mention(ord(letter), ord(letter) + 1) for letter in cluster)
        for number, cluster in enumerate(clusters)
    }
    return Annotation(document="doc", events=(), entities=made)


def visit(start: int, chain: str = "", *, to: int = 0, realis: str = "", type: str = "Visit") -> Event:
    arguments = (Argument(role="Destination", start=to, end=to + 1),) if to else ()
    return Event(type=type, trigger=Span(start, start + 1), arguments=arguments, realis=realis, chain=chain)


def annotated(*found: Event) -> Annotation:
    return Annotation(document="doc", events=found)


def scores(measure: Measure, *pairs: tuple[Annotation, Annotation]) -> tuple[float, float, float]:
    """Recall, precision and F1 over documents, in the order of the published vectors."""
    rows = [row for gold, predicted in pairs for row in measure.counts(Comparison(gold, predicted)).values()]
    sums = np.array(rows, dtype=np.float64).reshape(-1, len(measure.columns)).sum(axis=0)
    precision, recall, f1 = measure.values(sums).tolist()
    return recall, precision, f1


def of_letters(measure: Measure, key: str, response: str) -> tuple[float, float, float]:
    return scores(measure, (events(key.split()), events(response.split())))


@pytest.mark.parametrize(("measure", "key", "response", "expected"), PUBLISHED)
def test_published_vectors(
    measure: type[Coreference], key: str, response: str, expected: tuple[float, float, float]
) -> None:
    assert of_letters(measure(), key, response) == pytest.approx(expected, abs=1e-4)
    told = scores(measure(of="entities"), (entities(key.split()), entities(response.split())))
    assert told == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("measure", "key", "response", "expected"), MORE)
def test_further_published_values(
    measure: type[Coreference], key: str, response: str, expected: tuple[float, float, float]
) -> None:
    assert of_letters(measure(), key, response) == pytest.approx(expected, abs=1e-4)


def test_conll_is_the_mean_of_three() -> None:
    # MUC 1/3, 1, .5; B3 7/18, 1, .56; CEAFe .6, .9, .72
    expected = (1 / 3 + 7 / 18 + 0.6) / 3, (1 + 1 + 0.9) / 3, (0.5 + 0.56 + 0.72) / 3
    assert of_letters(CoNLL(), "a bc def", "a de") == pytest.approx(expected)


def test_names_say_the_settings() -> None:
    assert [measure().name for measure in SEVEN] == ["MUC", "B3", "CEAFm", "CEAFe", "BLANC", "LEA", "CoNLL"]
    assert MUC(of="entities").name == "MUC@entities"
    assert CoNLL("entities", "no-singletons").name == "CoNLL@entities,no-singletons"


def test_documents_add_up_before_scores_are_made() -> None:
    one, other = (events(["ab"], "1"), events(["ab"], "1")), (events(["cd", "e"], "2"), events(["c", "d", "e"], "2"))
    # MUC: 1 of 2 gold links, 1 of 1 predicted. BLANC: coreferent 1 of 2 and 1 of 1, apart 2 of 2 and 2 of 3.
    assert scores(MUC(), one, other) == pytest.approx((1 / 2, 1, 2 / 3))
    assert scores(BLANC(), one, other) == pytest.approx(((1 / 2 + 1) / 2, (1 + 2 / 3) / 2, (2 / 3 + 4 / 5) / 2))


def test_values_are_made_for_many_resamples_at_once() -> None:
    row = np.array(BLANC().row(tabulate(["a", "bc", "def"], ["a", "de"])), dtype=np.float64)
    apart_only = np.array([0, 1, 0, 5, 6, 10], dtype=np.float64)
    found = BLANC().values(np.stack([[row, apart_only], [0 * row, 2 * row]]))
    assert found.shape == (2, 2, 3)
    assert found[0, 0] == pytest.approx([1, 0.21591, 0.35385], abs=1e-5)
    assert found[0, 1] == pytest.approx([5 / 6, 1 / 2, 5 / 8])
    assert found[1].tolist() == [[0, 0, 0], found[0, 0].tolist()]
    assert CoNLL().values(np.zeros((4, 12))).tolist() == [[0, 0, 0]] * 4


def test_blanc_scores_the_links_of_the_one_kind_that_gold_has() -> None:
    assert of_letters(BLANC(), "ab", "ab") == (1, 1, 1)
    assert of_letters(BLANC(), "a b", "a b") == (1, 1, 1)
    assert of_letters(BLANC(), "ab", "a b") == (0, 0, 0)
    assert of_letters(BLANC(), "a", "a") == (0, 0, 0)


def test_an_empty_document_has_no_row() -> None:
    for measure in SEVEN:
        assert measure().counts(Comparison(events([]), events([]))) == {}
        assert measure("entities").counts(Comparison(events(["ab"]), events([]))) == {}
        assert measure(singletons="no-singletons").counts(Comparison(events(["a"]), events(["b", "c"]))) == {}


def test_a_silent_system_scores_zero_and_is_counted() -> None:
    for measure in SEVEN:
        assert of_letters(measure(), "a bc def", "") == (0, 0, 0)
        assert of_letters(measure(), "", "a bc def") == (0, 0, 0)
    assert B3().counts(Comparison(events(["ab"]), events([]))) == {(): (0, 0, 0, 2)}


def test_an_event_without_a_chain_is_a_chain_of_its_own() -> None:
    gold, predicted = annotated(visit(1), visit(2), visit(3, "c")), annotated(visit(1, "x"), visit(2, "y"), visit(3))
    assert [len(side) for side in chains(Comparison(gold, predicted), "events")] == [3, 3]
    assert scores(CEAFe(), (gold, predicted)) == (1, 1, 1)


def test_an_event_of_another_type_is_another_mention() -> None:
    gold, predicted = annotated(visit(1)), annotated(visit(1, type="Meeting"))
    assert scores(B3(), (gold, predicted)) == (0, 0, 0)
    assert scores(PRESET.measures["bcub"], (gold, predicted)) == (1, 1, 1)


def test_a_discontinuous_trigger_is_another_mention_than_one_of_the_same_ends() -> None:
    whole = Event(type="Visit", trigger=Span(1, 9))
    parts = Event(type="Visit", trigger=Span(1, 9, parts=((1, 3), (6, 9))))
    assert scores(B3(), (annotated(whole), annotated(parts))) == (0, 0, 0)
    assert scores(B3(), (annotated(parts), annotated(parts))) == (1, 1, 1)


def test_singletons_are_dropped_from_each_side_before_counting() -> None:
    # Without singletons gold is {bc} and predicted {ab}: b is found, a and c are twinless.
    assert of_letters(B3(singletons="no-singletons"), "a bc", "ab c") == (0.25, 0.25, 0.25)
    assert of_letters(MUC(singletons="no-singletons"), "a bc d", "a bc de") == of_letters(MUC(), "a bc d", "a bc de")
    assert of_letters(B3(), "a bc", "ab c") == pytest.approx(((0.5 + 1) / 3 + 1 / 6, 1 / 6 + 0.5, 2 / 3))


def test_two_events_on_one_trigger_are_two_mentions() -> None:
    gold = annotated(visit(1, "a"), visit(1, "b"))
    assert scores(B3(), (gold, annotated(visit(1, "x"), visit(1, "y")))) == (1, 1, 1)
    assert scores(B3(), (gold, annotated(visit(1, "x")))) == pytest.approx((0.5, 1, 2 / 3))
    assert scores(B3(), (gold, annotated(visit(1, "x"), visit(1, "x")))) == pytest.approx((1, 0.5, 2 / 3))
    assert scores(MUC(), (gold, annotated(visit(1, "x"), visit(1, "x")))) == (0, 0, 0)


@pytest.mark.parametrize(
    "told_by",
    [{"to": (50, 60)}, {"realis": ("Actual", "Planned")}, {}],
    ids=["their arguments", "their realis", "their chains"],
)
def test_twins_are_paired_by(told_by: dict[str, tuple[int, int]]) -> None:
    first, second = ({key: value[number] for key, value in told_by.items()} for number in (0, 1))
    gold = annotated(visit(1, "a", **first), visit(2, "a"), visit(1, "b", **second), visit(3, "b"))
    # The system has a mention more in each chain, so no cluster equals another.
    found = [
        *(visit(1, "x", **first), visit(2, "x"), visit(4, "x")),
        *(visit(1, "y", **second), visit(3, "y"), visit(5, "y")),
    ]
    for order in permutations(found):
        assert scores(MUC(), (gold, annotated(*order))) == pytest.approx((1, 0.5, 2 / 3))


def test_shared_arguments_come_before_shared_chains() -> None:
    gold = annotated(visit(1, "a", to=50), visit(2, "a"), visit(1, "b", to=60), visit(3, "b"))
    predicted = annotated(visit(1, "x", to=60), visit(2, "x"), visit(1, "y", to=50), visit(3, "y"))
    assert scores(MUC(), (gold, predicted)) == (0, 0, 0)


def test_a_span_in_two_entities_is_two_mentions() -> None:
    assert scores(B3("entities"), (entities(["ab", "ac"]), entities(["ca", "ba"]))) == (1, 1, 1)
    # The second a is spurious: predicted ab and ac, gold ab and c. P = (1 + 1 + 1/2 * 1) / 4, R = 3 / 3.
    assert scores(B3("entities"), (entities(["ab", "c"]), entities(["ab", "ac"]))) == pytest.approx((1, 0.625, 10 / 13))


def test_a_span_that_an_entity_names_twice_is_one_mention() -> None:
    for measure in SEVEN:
        clean = scores(measure("entities"), (entities(["a", "bc", "def"]), entities(["a", "bcx", "dy", "z"])))
        assert scores(measure("entities"), (entities(["a", "bc", "def"]), entities(["a", "bcxb", "dy", "z"]))) == clean
        assert scores(measure("entities"), (entities(["a", "bbc", "def"]), entities(["a", "bcx", "dy", "z"]))) == clean


TC_A4 = {
    "muc": (1 / 3, 1 / 3, 1 / 3),
    "bcub": (10 / 18, 17 / 42, 0.46825),
    "ceafm": (0.66667, 0.57143, 0.61538),
    "ceafe": (0.73333, 0.55, 0.62857),
    "blanc": (0.35227, 0.27206, 0.30357),
    "mentions": (4 / 6, 4 / 7, 8 / 13),
}


@pytest.mark.parametrize("response", ["a bcx dy z", "a bcxb dy z", "a bcx dy bz", "a bcx dy bbbbbbbbbbz"])
def test_the_reference_scorer_keeps_the_first_of_repeated_mentions(response: str) -> None:
    # A4 and A7 to A9 of its tests: all four print the same.
    for label, expected in TC_A4.items():
        assert of_letters(PRESET.measures[label], "a bc def", response) == pytest.approx(expected, abs=1e-4)


def test_the_reference_scorer_can_be_given_entities_and_no_singletons() -> None:
    both = entities(["a", "bc", "def"]), entities(["a", "bcxb", "dy", "z"])
    # Without singletons: bc and def against bcx and dy, the second b gone.
    recall, precision, _ = scores(PrintedB3("entities", "no-singletons"), both)
    assert (recall, precision) == pytest.approx(((2 * 2 / 2 + 1 / 3) / 5, (2 * 2 / 3 + 1 / 2) / 5))


def test_the_mean_of_the_reference_scorer_is_of_what_it_prints() -> None:
    both = events(["ab", "ac"]), events(["ab", "ac"])
    three = [scores(PRESET.measures[label], both)[2] for label in ("muc", "bcub", "ceafe")]
    assert scores(PRESET.measures["conll"], both)[2] == pytest.approx(sum(three) / 3)


def test_the_reference_scorer_has_no_row_for_an_empty_document() -> None:
    assert all(measure.counts(Comparison(events([]), events([]))) == {} for measure in PRESET.measures.values())


def test_the_reference_scorer_lets_a_mention_repeated_in_one_key_chain_exceed_one() -> None:
    assert scores(PRESET.measures["ceafe"], (events(["aa"]), events(["a"]))) == pytest.approx((4 / 3, 4 / 3, 4 / 3))


def test_the_reference_scorer_counts_a_mention_in_each_key_chain_that_repeats_it() -> None:
    # ab and ac against itself: the response loses the second a, the key does not, and its a is linked to c alone.
    both = events(["ab", "ac"]), events(["ab", "ac"])
    assert scores(PRESET.measures["muc"], both) == (0, 0, 0)
    assert scores(PRESET.measures["mentions"], both) == (1, 1, 1)
    assert scores(PRESET.measures["ceafm"], both) == pytest.approx((3 / 4, 1, 6 / 7))
    # The response is ab and c. Its a is compared with ac, where a stands alone of the two; its b with ab, where both
    # stand; its c with ac.
    assert scores(PRESET.measures["bcub"], both) == pytest.approx(((1 / 2 + 2 / 2 + 1 / 2) / 4, 2.5 / 3, 10 / 16))
    assert scores(MUC(), both) == (1, 1, 1)


@pytest.mark.parametrize(
    ("label", "measure"),
    [("muc", MUC), ("bcub", B3), ("ceafm", CEAFm), ("ceafe", CEAFe), ("blanc", BLANC), ("conll", CoNLL)],
)
def test_where_nothing_is_repeated_the_reference_scorer_prints_our_measures(
    label: str, measure: type[Coreference]
) -> None:
    for line in VECTORS.split("\n")[1:-1]:
        _, key, response, *_ = line.split("|")
        assert of_letters(PRESET.measures[label], key, response) == of_letters(measure(), key, response)


def test_too_many_mentions_at_one_place_are_refused() -> None:
    gold = annotated(*(visit(1, to=number + 2) for number in range(501)))
    predicted = annotated(*(visit(1, to=number + 1000) for number in range(500)))
    with pytest.raises(
        DatelineError, match=r'^document "doc": 501 gold and 500 predicted mentions stand at 1-2, and no'
    ):
        MUC().counts(Comparison(gold, predicted))


def test_a_hundred_thousand_equal_mentions_are_paired_at_once() -> None:
    many = annotated(*([visit(1, "a")] * 50_000 + [visit(1)] * 50_000))
    assert scores(CEAFe(), (many, many)) == (1, 1, 1)


def test_an_assignment_that_would_explode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coreference, "MAX_PAIRS", 24)
    key = ["ab", "cd", "ef", "gh", "ij"]
    response = ["bc", "de", "fg", "hi", "ja"]
    for measure in (CEAFm(), CEAFe(), CoNLL()):
        with pytest.raises(DatelineError, match=r'^document "doc": 5 by 5 clusters overlap one another, and no more'):
            of_letters(measure, " ".join(key), " ".join(response))
    assert of_letters(B3(), " ".join(key), " ".join(response)) == (0.5, 0.5, 0.5)


def test_listing_the_links_of_a_long_document_with_repeats_is_refused() -> None:
    long = annotated(*(visit(number, "c") for number in range(2000)), visit(5, "d"))
    with pytest.raises(DatelineError, match=r'^document "doc": a mention is repeated among 2001, and conll:blanc'):
        PRESET.measures["blanc"].counts(Comparison(long, long))


def test_a_document_of_a_hundred_thousand_mentions_takes_seconds() -> None:
    draw = random.Random(5)
    key = [draw.randrange(30_000) for _ in range(100_000)]
    gold = annotated(*(visit(number, str(chain)) for number, chain in enumerate(key)))
    mixed = [chain if draw.random() < 0.8 else draw.randrange(30_000) for chain in key]
    predicted = annotated(*(visit(number, str(chain)) for number, chain in enumerate(mixed)))
    both = Comparison(gold, predicted)
    began = time.process_time()
    for measure in SEVEN:
        assert 0 < measure().values(np.array(measure().counts(both)[()], dtype=np.float64))[2] < 1
    assert time.process_time() - began < 60


Clusters = list[list[int]]


def partitions(mentions: int) -> st.SearchStrategy[Clusters]:
    """Clusters of some of the mentions, each in one of them."""
    places = st.lists(st.integers(0, 5), min_size=mentions, max_size=mentions)
    return places.map(
        lambda found: [
            cluster for place in range(5) if (cluster := [n for n, where in enumerate(found) if where == place])
        ]
    )


def by_definition(key: Clusters, response: Clusters) -> dict[str, tuple[float, float]]:
    """Recall and precision of each measure, as the papers write them."""
    return {
        name: (recall(key, response), recall(response, key))
        for name, recall in {"MUC": _muc, "B3": _b3, "CEAFm": _ceafm, "CEAFe": _ceafe, "LEA": _lea}.items()
    }


def _muc(key: Clusters, response: Clusters) -> float:
    above = sum(
        len(k) - sum(1 for s in response if set(k) & set(s)) - len(set(k) - {m for s in response for m in s})
        for k in key
    )
    return _over(above, sum(len(k) - 1 for k in key))


def _b3(key: Clusters, response: Clusters) -> float:
    return _over(sum(len(set(k) & set(s)) ** 2 / len(k) for k in key for s in response), sum(map(len, key)))


def _best(key: Clusters, response: Clusters, phi: Callable[[set[int], set[int]], float]) -> float:
    few, many = sorted((key, response), key=len)
    return max(
        (sum(phi(set(a), set(b)) for a, b in zip(few, order, strict=True)) for order in permutations(many, len(few))),
        default=0,
    )


def _ceafm(key: Clusters, response: Clusters) -> float:
    return _over(_best(key, response, lambda k, s: len(k & s)), sum(map(len, key)))


def _ceafe(key: Clusters, response: Clusters) -> float:
    return _over(_best(key, response, lambda k, s: 2 * len(k & s) / (len(k) + len(s))), len(key))


def _lea(key: Clusters, response: Clusters) -> float:
    def links(cluster: Sequence[int]) -> set[tuple[int, ...]]:
        return set(combinations(sorted(cluster), 2)) if len(cluster) > 1 else {(cluster[0], cluster[0])}

    found = [links(s) for s in response]
    return _over(
        sum(len(k) * sum(len(links(k) & other) for other in found) / len(links(k)) for k in key), sum(map(len, key))
    )


def _over(above: float, below: float) -> float:
    return above / below if below else 0


def as_events(clusters: Clusters) -> Annotation:
    return annotated(*(visit(mention, f"c{number}") for number, cluster in enumerate(clusters) for mention in cluster))


@given(partitions(9), partitions(9))
def test_any_clusters_score_as_the_definitions_say(key: Clusters, response: Clusters) -> None:
    for measure in (MUC, B3, CEAFm, CEAFe, LEA):
        found = scores(measure(), (as_events(key), as_events(response)))
        assert found[:2] == pytest.approx(by_definition(key, response)[measure.base])


def _kinds(clusters: Sequence[Sequence[int]]) -> tuple[set[tuple[int, ...]], set[tuple[int, ...]]]:
    inside = {tuple(sorted(pair)) for cluster in clusters for pair in combinations(cluster, 2)}
    between = {tuple(sorted(pair)) for one, other in combinations(clusters, 2) for pair in product(one, other)}
    return inside, between


@given(partitions(9), partitions(9))
def test_blanc_counts_the_links_that_could_be_listed(key: Clusters, response: Clusters) -> None:
    (inside, between), (found, apart) = _kinds(key), _kinds(response)
    listed = len(inside & found), len(found), len(inside), len(between & apart), len(apart), len(between)
    assert BLANC().row(tabulate(key, response)) == listed


@pytest.mark.parametrize("clusters", [5, 12, 40, 130])
def test_assignments_of_any_size_are_the_best_there_are(clusters: int) -> None:
    from scipy.optimize import linear_sum_assignment

    draw = random.Random(clusters)
    sides = [[draw.randrange(clusters) for _ in range(4 * clusters)] for _ in range(2)]
    key, response = ([[n for n, c in enumerate(side) if c == place] for place in range(clusters)] for side in sides)
    table = tabulate(key, response)
    shared = np.array([[len(set(k) & set(s)) for s in response] for k in key], dtype=np.float64)
    sizes = np.array([[max(len(k) + len(s), 1) for s in response] for k in key])
    for weights, ours in ((shared, table.phi3), (2 * shared / sizes, table.phi4)):
        assert ours == pytest.approx(weights[linear_sum_assignment(weights, maximize=True)].sum(), abs=1e-9)


@st.composite
def crowded(draw: st.DrawFn) -> Annotation:
    """Events with many twins, in few chains."""
    made = st.builds(
        visit,
        st.integers(1, 3),
        st.sampled_from(["", "a", "b", "c"]),
        to=st.sampled_from([0, 50, 60]),
        realis=st.sampled_from(["", "Actual"]),
        type=st.sampled_from(["Visit", "Meeting"]),
    )
    return annotated(*draw(st.lists(made, max_size=9)))


def shuffled(annotation: Annotation, seed: int) -> Annotation:
    """The events in another order, and other names for the chains."""
    draw = random.Random(seed)
    found = list(annotation.events)
    draw.shuffle(found)
    names = dict(zip("abc", draw.sample(["x", "y", "z"], 3), strict=True))
    renamed = [msgspec.structs.replace(event, chain=names.get(event.chain, "")) for event in found]
    return msgspec.structs.replace(annotation, events=tuple(renamed))


@given(crowded(), crowded(), st.integers(0, 99))
def test_the_order_of_a_file_changes_no_row(gold: Annotation, predicted: Annotation, seed: int) -> None:
    other = Comparison(shuffled(gold, seed), shuffled(predicted, seed + 1))
    for measure in SEVEN:
        assert measure().counts(Comparison(gold, predicted)) == measure().counts(other)


@given(crowded(), st.integers(0, 99))
def test_gold_scored_against_itself_is_perfect(gold: Annotation, seed: int) -> None:
    for measure in (B3, CEAFm, CEAFe, LEA):
        if gold.events:
            assert scores(measure(), (gold, shuffled(gold, seed))) == pytest.approx((1, 1, 1))
    matched, predicted, _, wanted = MUC().row(tabulate(*chains(Comparison(gold, shuffled(gold, seed)), "events")))
    assert matched == predicted == wanted
    if len(gold.events) > 1:
        assert scores(BLANC(), (gold, shuffled(gold, seed))) == (1, 1, 1)


@given(crowded(), crowded())
def test_swapping_the_sides_swaps_precision_and_recall(gold: Annotation, predicted: Annotation) -> None:
    for measure in (MUC, B3, CEAFm, CEAFe, LEA):
        recall, precision, f1 = scores(measure(), (gold, predicted))
        assert scores(measure(), (predicted, gold)) == pytest.approx((precision, recall, f1))


@given(crowded(), crowded())
def test_every_score_is_a_share(gold: Annotation, predicted: Annotation) -> None:
    for measure in SEVEN:
        assert all(0 <= score <= 1 + 1e-9 for score in scores(measure(), (gold, predicted)))


@given(crowded(), crowded())
def test_each_mention_is_in_one_cluster_and_pairs_are_as_many_as_can_be(
    gold: Annotation, predicted: Annotation
) -> None:
    ours, theirs = chains(Comparison(gold, predicted), "events")
    for clusters, side in ((ours, gold), (theirs, predicted)):
        assert len({mention for cluster in clusters for mention in cluster}) == len(side.events)
    places = [[(event.trigger.start, event.type) for event in side.events] for side in (gold, predicted)]
    common = sum(min(places[0].count(place), places[1].count(place)) for place in set(places[0]))
    assert len({m for cluster in ours for m in cluster} & {m for cluster in theirs for m in cluster}) == common


def as_the_scorer_counts(key: list[list[int]], response: list[list[int]]) -> dict[str, tuple[float, ...]]:
    """The counts of the CoNLL reference scorer, mention by mention, with repeats as it has them."""
    known, found, kept = {m for cluster in key for m in cluster}, set(), []
    for cluster in response:
        kept.append([m for n, m in enumerate(cluster) if m not in found and (m not in known or m not in cluster[:n])])
        found |= known & set(cluster)
    response = [cluster for cluster in kept if cluster]
    last = {m: number for number, cluster in enumerate(key) for m in cluster}
    links = sum(
        any(a in last and b in last and last[a] == last[b] for b in cluster[n + 1 :])
        for cluster in response
        for n, a in enumerate(cluster)
    )
    muc = links, sum(len(s) - 1 for s in response), links, sum(len(k) - 1 for k in key)
    right = recalled = 0.0
    for cluster in response:
        for mention in cluster:
            if mention in last:
                common = sum(other in key[last[mention]] for other in cluster)
                right += common / len(cluster)
                recalled += common / len(key[last[mention]])
    mentions = sum(map(len, response)), sum(map(len, key))
    few, many = sorted((key, response), key=len)
    swapped = few is not key

    def phi(one: list[int], other: list[int]) -> int:
        k, s = (other, one) if swapped else (one, other)
        return sum(m in s for m in k)

    orders = [list(zip(few, order, strict=True)) for order in permutations(many, len(few))]
    phi3 = max(sum(phi(a, b) for a, b in pairs) for pairs in orders)
    phi4 = max(sum(2 * phi(a, b) / (len(a) + len(b)) for a, b in pairs) for pairs in orders)
    (inside, between), (coreferent, apart) = _kinds(key), _kinds(response)
    return {
        "muc": muc,
        "bcub": (right, mentions[0], recalled, mentions[1]),
        "ceafm": (phi3, mentions[0], phi3, mentions[1]),
        "ceafe": (phi4, len(response), phi4, len(key)),
        "blanc": (
            *(len(inside & coreferent), len(coreferent), len(inside)),
            *(len(between & apart), len(apart), len(between)),
        ),
    }


repeating = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda clusters: sorted(clusters, key=min)
)


@given(repeating, repeating)
def test_the_preset_counts_as_the_reference_scorer_does(key: list[list[int]], response: list[list[int]]) -> None:
    both = Comparison(as_events(key), as_events(response))
    for label, expected in as_the_scorer_counts(key, response).items():
        assert PRESET.measures[label].counts(both)[()] == pytest.approx(expected), label
