"""Pair rows with columns so that the total score is greatest: which claim before is which claim after.

The Hungarian method in its shortest-augmenting-path form (Kuhn 1955; Jonker and Volgenant 1987), on each connected part
of the allowed pairs by itself: articles give many parts of two or three claims, hardly ever a large one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Pair = tuple[int, int]


def assign(scores: Mapping[Pair, float]) -> list[Pair]:
    """The allowed pairs (row, column) of greatest total score, no row and no column twice, in order.

    Only pairs with a score above 0 in `scores` are allowed; a row or column may stay alone. Cubic in the largest part.
    """
    found: list[Pair] = []
    for rows, columns in _parts([pair for pair, score in sorted(scores.items()) if score > 0]):
        # Small on the left: the method needs at least as many columns as rows.
        flipped = len(rows) > len(columns)
        left, right = (columns, rows) if flipped else (rows, columns)
        costs = [[-max(0.0, scores.get((b, a) if flipped else (a, b), 0.0)) for b in right] for a in left]
        pairs = [(left[i], right[j]) for i, j in _cheapest(costs) if costs[i][j] < 0]
        found += [(b, a) for a, b in pairs] if flipped else pairs
    return sorted(found)


def _parts(pairs: Sequence[Pair]) -> list[tuple[list[int], list[int]]]:
    by_row: dict[int, list[int]] = defaultdict(list)
    by_column: dict[int, list[int]] = defaultdict(list)
    for row, column in pairs:
        by_row[row].append(column)
        by_column[column].append(row)
    seen: set[int] = set()
    result = []
    for start in by_row:
        if start not in seen:
            rows, columns = _reached(start, by_row, by_column)
            seen |= rows
            result.append((sorted(rows), sorted(columns)))
    return result


def _reached(start: int, by_row: Mapping[int, list[int]], by_column: Mapping[int, list[int]]) -> tuple[set[int], set[int]]:
    rows, columns, waiting = {start}, set[int](), [start]
    while waiting:
        for column in by_row[waiting.pop()]:
            if column not in columns:
                columns.add(column)
                fresh = [row for row in by_column[column] if row not in rows]
                rows.update(fresh)
                waiting += fresh
    return rows, columns


def _cheapest(costs: Sequence[Sequence[float]]) -> list[Pair]:
    """Every row with a column at the least total cost; at least as many columns as rows."""
    n, m = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (n + 1), [0.0] * (m + 1)
    holder = [0] * (m + 1)  # row of each column, counted from 1; 0 is free
    for row in range(1, n + 1):
        _augment(row, costs, row_price, column_price, holder)
    return [(holder[column] - 1, column - 1) for column in range(1, m + 1) if holder[column]]


def _augment(row: int, costs: Sequence[Sequence[float]], row_price: list[float], column_price: list[float], holder: list[int]) -> None:
    """Give one more row a column along the cheapest path of exchanges; prices and holders change in place."""
    m = len(column_price) - 1
    least, way, used = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
    holder[0], column = row, 0
    while holder[column]:
        used[column] = True
        current = holder[column]
        step, following = float("inf"), 0
        for j in range(1, m + 1):
            if used[j]:
                continue
            reduced = costs[current - 1][j - 1] - row_price[current] - column_price[j]
            if reduced < least[j]:
                least[j], way[j] = reduced, column
            if least[j] < step:
                step, following = least[j], j
        for j in range(m + 1):
            if used[j]:
                row_price[holder[j]] += step
                column_price[j] -= step
            else:
                least[j] -= step
        column = following
    while column:
        holder[column] = holder[way[column]]
        column = way[column]
