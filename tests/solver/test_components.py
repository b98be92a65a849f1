"""Strongly connected components, against the definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exekall.solver.components import components

GRAPHS = st.integers(1, 7).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, count - 1), max_size=4), min_size=count, max_size=count
    )
)


def reachable(graph: list[list[int]], start: int) -> set[int]:
    found = {start}
    pending = [start]
    for node in pending:
        new = set(graph[node]) - found
        found |= new
        pending += new
    return found


@given(GRAPHS)
def test_are_what_reaches_one_another(graph: list[list[int]]) -> None:
    found = list(components(range(len(graph)), graph.__getitem__))
    assert sorted(node for members in found for node in members) == list(range(len(graph)))
    for members in found:
        expected = {
            node for node in reachable(graph, members[0]) if members[0] in reachable(graph, node)
        }
        assert set(members) == expected


@given(GRAPHS)
def test_successors_come_first(graph: list[list[int]]) -> None:
    place = {}
    for number, members in enumerate(components(range(len(graph)), graph.__getitem__)):
        place.update(dict.fromkeys(members, number))
    assert all(place[to] <= place[node] for node, out in enumerate(graph) for to in out)


@given(GRAPHS)
def test_only_what_is_asked_for_is_entered(graph: list[list[int]]) -> None:
    found = {node for members in components([0], graph.__getitem__) for node in members}
    assert found == reachable(graph, 0)


def test_a_long_path_and_a_long_cycle() -> None:
    path = list(components(range(50_000), lambda node: [node + 1] if node < 49_999 else []))
    assert path[:2] == [[49_999], [49_998]]
    [cycle] = components(range(50_000), lambda node: [(node + 1) % 50_000])
    assert len(cycle) == 50_000
