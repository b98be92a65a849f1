"""Random graphs of objects, as specifications from which the same graph can be built again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

# What only holds what was made before, and can be an element or a key where all of that can.
FROZEN = ("tuple", "frozenset", "subtuple", "text")
HASHED = ("plain", "slotted", "data", "reducing", "text")
KINDS = ("list", "dict", "set", "sublist", "subdict", "subset", *FROZEN, *HASHED)


class Plain:
    def __init__(self, label: int) -> None:
        self.label = label
        self.held: list[Any] = []


class Slotted:
    __slots__ = ("held", "label", "next")

    def __init__(self, label: int) -> None:
        self.label = label
        self.held: list[Any] = []


@dataclass(eq=False)
class Data:
    label: int
    held: list[Any] = field(default_factory=list)


class Reducing:
    """Gives its state in a way of its own."""

    def __init__(self, label: int) -> None:
        self.label = label
        self.held: list[Any] = []

    def __reduce__(self) -> Any:
        return Reducing, (self.label,), {"contents": self.held}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.held = state["contents"]


class SubList(list[Any]):
    label: int


class SubDict(dict[Any, Any]):
    label: int


class SubSet(set[Any]):
    label: int


class SubTuple(tuple[Any, ...]):
    __slots__ = ()


@dataclass(frozen=True)
class Spec:
    """A node of a kind, and the numbers of the nodes that it holds."""

    kind: str
    edges: tuple[int, ...]


def random_specs(rng: random.Random, size: int) -> list[Spec]:
    """Make the specification of a graph."""
    return [
        Spec(rng.choice(KINDS), tuple(rng.randrange(size) for _ in range(rng.randrange(5))))
        for _ in range(size)
    ]


def build(specs: Sequence[Spec]) -> list[Any]:
    """Build the nodes of a graph. Edges that a node cannot have are left out."""
    hashable = hashable_nodes(specs)
    nodes: list[Any] = []
    for number, spec in enumerate(specs):
        nodes.append(MAKERS[spec.kind](number, [nodes[e] for e in before(number, spec)]))
    for number, spec in enumerate(specs):
        fill(nodes[number], spec, nodes, hashable)
    return nodes


def before(number: int, spec: Spec) -> list[int]:
    return [edge for edge in spec.edges if edge < number]


def hashable_nodes(specs: Sequence[Spec]) -> set[int]:
    found: set[int] = set()
    for number, spec in enumerate(specs):
        if spec.kind in HASHED or (
            spec.kind in FROZEN
            and (spec.kind == "frozenset" or all(edge in found for edge in before(number, spec)))
        ):
            found.add(number)
    return found


def elements(nodes: Sequence[Any]) -> list[Any]:
    found = []
    for node in nodes:
        try:
            hash(node)
        except TypeError:
            continue
        found.append(node)
    return found


def labelled(made: Any, number: int) -> Any:
    made.label = number
    return made


MAKERS: dict[str, Callable[[int, list[Any]], Any]] = {
    "list": lambda number, held: [number],
    "dict": lambda number, held: {"label": number},
    "set": lambda number, held: {number},
    "sublist": lambda number, held: labelled(SubList(), number),
    "subdict": lambda number, held: labelled(SubDict(), number),
    "subset": lambda number, held: labelled(SubSet(), number),
    "tuple": lambda number, held: (number, *held),
    "subtuple": lambda number, held: SubTuple((number, *held)),
    "frozenset": lambda number, held: frozenset([number, *elements(held)]),
    "text": lambda number, held: f"{number} " * 1000,
    "plain": lambda number, held: Plain(number),
    "slotted": lambda number, held: Slotted(number),
    "data": lambda number, held: Data(number),
    "reducing": lambda number, held: Reducing(number),
}


def fill(node: Any, spec: Spec, nodes: Sequence[Any], hashable: set[int]) -> None:
    """Make a node hold others, later ones, too."""
    held = [nodes[edge] for edge in spec.edges]
    keys = [nodes[edge] for edge in spec.edges if edge in hashable]
    if isinstance(node, list):
        node += held
    elif isinstance(node, dict):
        node.update({edge: nodes[edge] for edge in spec.edges})
        node.update(dict.fromkeys(keys))
    elif isinstance(node, set):
        node.update(keys)
    elif isinstance(node, Plain | Slotted | Data | Reducing):
        node.held += held
        if held and not isinstance(node, Data | Reducing):
            node.next = held[0]


def assert_isomorphic(before: Sequence[Any], after: Sequence[Any]) -> None:
    """Compare graphs: equal throughout, and the same objects wherever they are the same."""
    there: dict[int, Any] = {}
    back: dict[int, Any] = {}
    pending = list(zip(before, after, strict=True))
    while pending:
        old, new = pending.pop()
        assert type(old) is type(new)
        if isinstance(old, int | str | None) and not (isinstance(old, str) and len(old) > 1000):
            assert old == new
            continue
        if id(old) in there or id(new) in back:
            assert there.get(id(old)) is new
            assert back.get(id(new)) is old
            continue
        there[id(old)] = new
        back[id(new)] = old
        pending += zip(parts(old), parts(new), strict=True)


def parts(node: Any) -> Iterator[Any]:
    """Yield what a node holds, in an order that does not depend on hashes."""
    if isinstance(node, list | tuple):
        yield from node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield value
    elif isinstance(node, set | frozenset):
        yield from sorted(node, key=name)
    elif isinstance(node, str):
        yield node[:20]
    for attribute in ("label", "held", "next"):
        if hasattr(node, attribute):
            yield getattr(node, attribute)


def name(node: Any) -> str:
    """Tell nodes in one set apart: by the numbers that they were made with."""
    if isinstance(node, tuple):
        return f"{type(node).__name__} {node[0]}"
    if isinstance(node, frozenset):
        return f"frozenset {min(each for each in node if isinstance(each, int))}"
    if isinstance(node, int | str):
        return f"{type(node).__name__} {node[:20] if isinstance(node, str) else node}"
    return f"{type(node).__name__} {node.label}"
