"""The pairing found is the best there is, checked against trying everything."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes.assignment import assign

Scores = dict[tuple[int, int], float]
scores = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 20).map(lambda tenth: tenth / 20), max_size=14)


def best(table: Scores) -> float:
    return max(sum(table.get((row, column), 0.0) for row, column in enumerate(columns)) for columns in permutations(range(5)))


@given(scores)
def test_the_total_score_is_the_greatest_possible(table: Scores) -> None:
    pairs = assign(table)
    assert abs(sum(table[pair] for pair in pairs) - best(table)) < 1e-9
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(table[pair] > 0 for pair in pairs)


def test_a_good_pair_gives_way_to_two_fair_ones() -> None:
    assert assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.7}) == [(0, 1), (1, 0)]


def test_nothing_allowed_pairs_nothing() -> None:
    assert assign({}) == [] and assign({(0, 0): 0.0}) == []
