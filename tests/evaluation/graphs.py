"""Random graphs of operators that say what they were made from, and count their calls.

A graph is drawn as a plan; building it makes functions with real signatures, nodes applying them,
and a record of the calls. Two worlds of one plan can be evaluated in two ways and compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from exekall.expression import Expression, NodeTable
from exekall.injection import Consumer, ExprData
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator

__all__ = ["Graph", "NodePlan", "World", "graphs"]

KINDS = ("plain",) * 5 + ("generator",) * 3 + ("prebuilt", "coroutine", "stream")


class Token:
    """A value that says what it was made from; equal to nothing, not even to itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        raise AssertionError("values are never compared")

    __hash__ = None  # type: ignore[assignment]


class Fresh(Token):
    """A value that is computed anew for each consumer."""


class Failure(Exception):
    """What operators raise."""


@dataclass(frozen=True)
class NodePlan:
    """*size* is how many values a generator gives; one in *odds* calls or steps fails."""

    kind: str = "plain"
    inputs: tuple[int, ...] = ()
    fresh: bool = False
    size: int = 2
    odds: int = 0
    consumer: bool = False
    data: bool = False


@dataclass(frozen=True)
class Graph:
    """The nodes, providers first, and the numbers of those that are roots."""

    nodes: tuple[NodePlan, ...]
    roots: tuple[int, ...]

    def build(self) -> World:
        return World(self)


class World:
    """The expressions of a graph, and how often each call was made."""

    def __init__(self, graph: Graph) -> None:
        self.steps: list[str] = []
        self._called: list[str] = []
        self._names: dict[Any, str] = {None: "nobody"}
        self._table = NodeTable()
        self._plans = graph.nodes
        self._ops = [self._operator(index, plan) for index, plan in enumerate(graph.nodes)]
        self.nodes: list[Expression] = []
        for index, plan in enumerate(graph.nodes):
            params = tuple(
                (f"p{position}", self._as_used(child, index))
                for position, child in enumerate(plan.inputs)
            )
            self.nodes.append(self._table.node(self._ops[index], params))
        self.roots = [self.nodes[index] for index in graph.roots]

    @property
    def calls(self) -> Counter[str]:
        """How often each call was made; threads may have made them."""
        return Counter(self._called)

    def _as_used(self, child: int, by: int) -> Expression:
        """Return a child's node, one of its own for each consumer where it asks for that."""
        node = self.nodes[child]
        if not self._plans[child].consumer:
            return node
        return self._table.node(node.op, node.params, self._ops[by])

    def _operator(self, index: int, plan: NodePlan) -> Operator:
        name = f"n{index}"
        if plan.kind == "prebuilt":
            return PrebuiltOperator(Token, [Token(f"{name}.{i}") for i in range(plan.size)], name)
        function = _function(self, name, plan)
        function.__name__ = function.__qualname__ = name
        function.__annotations__ = {
            **{f"p{position}": Token for position, _ in enumerate(plan.inputs)},
            **({"consumer": Consumer} if plan.consumer else {}),
            **({"data": ExprData} if plan.data else {}),
            "return": _returned(plan),
        }
        self._names[function] = name
        return Operator(function, {Fresh})

    def called(self, name: str, plan: NodePlan, given: tuple[Any, ...], extra: Any) -> str:
        """Note a call and return what its value says."""
        texts = [token.text for token in given]
        if plan.consumer:
            texts.append(f"for {self._names[extra['consumer']]}")
        if plan.data:
            texts.append(f"in {extra['data']['root']}")
        text = f"{name}:{crc32(repr(texts).encode()):08x}"
        self._called.append(text)
        self.step(text, plan)
        return text

    def step(self, text: str, plan: NodePlan) -> None:
        """Note what happens, and fail where that is due."""
        self.steps.append(text)
        if plan.odds and crc32(text.encode()) % plan.odds == 0:
            raise Failure(text)


def _returned(plan: NodePlan) -> Any:
    type_: Any = Fresh if plan.fresh else Token
    wrappers = {"generator": Iterator, "stream": AsyncIterator}
    return wrappers[plan.kind][type_] if plan.kind in wrappers else type_


def _function(world: World, name: str, plan: NodePlan) -> Any:
    """Return a function whose signature has what *plan* wants."""
    names = [f"p{position}" for position, _ in enumerate(plan.inputs)]
    extra = [word for word in ("consumer", "data") if getattr(plan, word)]
    made = Fresh if plan.fresh else Token

    def plain(*given: Any, **extra: Any) -> Any:
        return made(world.called(name, plan, given, extra))

    async def coroutine(*given: Any, **extra: Any) -> Any:
        return plain(*given, **extra)

    def generator(*given: Any, **extra: Any) -> Any:
        text = world.called(name, plan, given, extra)
        for index in range(plan.size):
            world.step(f"{text}.{index}", plan)
            yield made(f"{text}.{index}")

    async def stream(*given: Any, **extra: Any) -> Any:
        for value in generator(*given, **extra):
            yield value

    kinds = {
        "plain": ("def", plain, "return call({})"),
        "coroutine": ("async def", coroutine, "return await call({})"),
        "generator": ("def", generator, "yield from call({})"),
        "stream": ("async def", stream, "async for value in call({}):\n  yield value"),
    }
    word, function, body = kinds[plan.kind]
    signature = ", ".join([*names, *(["*", *extra] if extra else [])])
    passed = ", ".join([*names, *(f"{word}={word}" for word in extra)])
    namespace: dict[str, Any] = {"call": function}
    exec(f"{word} function({signature}):\n {body.format(passed)}", namespace)
    return namespace["function"]


def is_too_large(nodes: Sequence[NodePlan]) -> bool:
    """Tell whether non-reusable nodes, which each consumer has for itself, become too many.

    Below one another they multiply, and so do the combinations of values if they generate.
    """
    own: list[tuple[int, int]] = []
    for plan in nodes:
        below = [own[child] for child in plan.inputs if nodes[child].fresh]
        loops = sum(child[1] for child in below) + (plan.kind in {"generator", "stream"})
        own.append((1 + sum(child[0] for child in below), loops))
    shared = [own[index] for index, plan in enumerate(nodes) if not plan.fresh]
    calls = max(sum(calls for calls, _ in shared), *(calls for calls, _ in own))
    loops = max(sum(loops for _, loops in shared), *(loops for _, loops in own))
    return calls > 100 or loops > 6


class _Draw:
    """Makes choices from bytes, the first option once there are none left."""

    def __init__(self, data: bytes, smallest: int) -> None:
        self._data = iter(data)
        self._smallest = smallest

    def below(self, count: int) -> int:
        return next(self._data, 0) % count

    def size(self) -> int:
        return self._smallest + self.below(4 - self._smallest)

    def graph(self, largest: int, failing: bool) -> Graph:
        nodes: list[NodePlan] = []
        loops = 0
        for index in range(1 + self.below(largest)):
            plan = self.node(index, failing)
            if plan.kind in {"generator", "stream", "prebuilt"}:
                loops += 1
                if loops > 4:
                    plan = NodePlan("plain", plan.inputs, plan.fresh)
            nodes.append(plan)
        if is_too_large(nodes):
            nodes = [replace(plan, fresh=False) for plan in nodes]
        count = len(nodes)
        roots = dict.fromkeys([count - 1, *(self.below(count) for _ in range(self.below(3)))])
        return Graph(tuple(nodes), tuple(roots))

    def node(self, index: int, failing: bool) -> NodePlan:
        kind = KINDS[self.below(len(KINDS))]
        width = min(index, self.below(4))
        inputs = tuple(index - 1 - self.below(min(index, 5)) for _ in range(width))
        odds = 3 + self.below(4) if failing and self.below(3) == 0 else 0
        if kind == "prebuilt":
            return NodePlan(kind, size=self.size())
        return NodePlan(
            kind,
            inputs,
            self.below(4) == 3,
            self.size(),
            odds,
            self.below(10) == 9,
            self.below(12) == 11,
        )


@st.composite
def graphs(draw: st.DrawFn, largest: int = 12, failing: bool = True, smallest: int = 0) -> Graph:
    """Draw a graph of up to *largest* nodes, with at most four generators.

    Each gives at least *smallest* values, unless it fails.
    """
    data = draw(st.binary(min_size=150, max_size=150))
    return _Draw(data, smallest).graph(largest, failing)
