"""The structure as a graph for analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from exekall.structure.nodes import StructureNode, product_name
from exekall.traversal import walk

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["to_networkx"]

N = TypeVar("N", bound=StructureNode)


def to_networkx(
    roots: Iterable[N], identify: Callable[[N], str] | None = None
) -> nx.MultiDiGraph[Any]:
    """Return the graph of all that *roots* are made of, with edges from parameters to consumers.

    Nodes are the numbers from 0 in an order in which parameters come before their consumers. A
    node has the attributes ``operator`` and ``type`` (full names), and with *identify* ``id``,
    what that returns for it; an edge has ``parameter``. All are text, so the graph can be
    exported to any format.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    numbers: dict[int, int] = {}
    for number, node in enumerate(walk(roots)):
        numbers[id(node)] = number
        identity = {} if identify is None else {"id": identify(node)}
        graph.add_node(number, operator=node.op.name, type=product_name(node), **identity)
        for name, child in node.params:
            graph.add_edge(numbers[id(child)], number, parameter=name)
    return graph
