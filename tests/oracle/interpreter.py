"""A slow and obvious interpreter of expressions, to judge the evaluator and the scripts by.

It tries the values of one parameter after the other by plain recursion, keeps what it computed by
the identity of the values' records, and knows nothing of loops, levels or laziness.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from exekall.expression import Expression
from exekall.injection import Consumer
from exekall.prebuilt import PrebuiltOperator

__all__ = ["Interpreter", "Outcome"]

Fixed = Mapping[Expression, "Record"]


@dataclass(eq=False)
class Record:
    """One value of one node, or the failure to get it; both are missing for what depends on it."""

    node: Expression
    value: Any = None
    failure: BaseException | None = None
    skipped: bool = False

    @property
    def usable(self) -> bool:
        return self.failure is None and not self.skipped


@dataclass
class Late:
    """A non-reusable value that its consumer will ask for whenever it is called."""

    node: Expression
    inputs: list[Record | Late]

    @property
    def usable(self) -> bool:
        return all(input_.usable for input_ in self.inputs)


@dataclass
class Outcome:
    """The values of a root in order, and what failed on the way, each failure once.

    *records* hold its values and the places of those that it has no value for.
    """

    values: list[Any] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def identity(input_: Record | Late) -> Any:
    """What decides whether a computation from this input is the same one."""
    return id(input_) if isinstance(input_, Record) else tuple(map(identity, input_.inputs))


class Interpreter:
    """Computes roots one after the other, and computes nothing twice.

    *facts* gives what ``ExprData`` parameters receive, *consumer* what ``Consumer`` ones do.
    *place* says of a node and a root where values are kept: elsewhere they are computed anew.
    """

    def __init__(
        self,
        facts: Callable[[Expression], Any] = lambda root: {},
        consumer: Callable[[Any], Any] = lambda op: op.callable_,
        place: Callable[[Expression, Expression], Any] = lambda node, root: None,
    ) -> None:
        self._facts = facts
        self._consumer = consumer
        self._place = place
        self._kept: dict[Any, list[Record]] = {}
        self._sources: dict[Any, Iterator[Record]] = {}
        self._failures: list[BaseException] = []
        self._root: Any = None
        self._alive: list[Any] = []

    def run(self, root: Expression) -> Outcome:
        self._root = root
        self._failures = []
        outcome = Outcome(failures=self._failures)
        for found, _ in self._values(root, {}, ()):
            record = self._call_late(found) if isinstance(found, Late) else found
            outcome.records.append(record)
            if record.usable:
                outcome.values.append(record.value)
        return outcome

    def _values(
        self, node: Expression, fixed: Fixed, asked: tuple[Any, ...]
    ) -> Iterator[tuple[Record | Late, Fixed]]:
        """Try each value of *node* that agrees with what is *fixed* already."""
        if node in fixed:
            yield fixed[node], fixed
            return
        reusable = node.op.reusable
        if reusable:
            asked = ()
        for inputs, wider in self._combinations(node, [], fixed, asked):
            if not reusable and not node.op.is_generator:
                yield Late(node, inputs), wider
                continue
            key = (self._here(node), asked, tuple(map(identity, inputs)))
            for record in self._kept_records(key, node, inputs):
                yield record, ({**wider, node: record} if reusable else wider)

    def _combinations(
        self, node: Expression, inputs: list[Record | Late], fixed: Fixed, asked: tuple[Any, ...]
    ) -> Iterator[tuple[list[Record | Late], Fixed]]:
        if len(inputs) == len(node.params):
            yield inputs, fixed
            return
        name, child = node.params[len(inputs)]
        here = (*asked, self._here(node), name, tuple(map(identity, inputs)))
        for record, wider in self._values(child, fixed, here):
            yield from self._combinations(node, [*inputs, record], wider, asked)

    def _here(self, node: Expression) -> Any:
        return node, self._place(node, self._root)

    def _kept_records(
        self, key: Any, node: Expression, inputs: list[Record | Late]
    ) -> Iterator[Record]:
        """Yield the records kept under *key*, asking for more where there are no more."""
        if key not in self._kept:
            self._kept[key] = []
            self._alive.append(inputs)
            self._sources[key] = self._compute(node, inputs)
        kept, index = self._kept[key], 0
        while True:
            if index == len(kept):
                record = next(self._sources[key], None)
                if record is None:
                    return
                kept.append(record)
            yield kept[index]
            index += 1

    def _call_late(self, late: Late) -> Record:
        [record] = self._compute(late.node, late.inputs)
        return record

    def _compute(self, node: Expression, inputs: list[Record | Late]) -> Iterator[Record]:
        """Call the operator, and yield a record for each value, or one for the failure."""
        given = [
            self._call_late(input_) if isinstance(input_, Late) else input_ for input_ in inputs
        ]
        if not all(input_.usable for input_ in given):
            yield Record(node, skipped=True)
            return
        values = [input_.value for input_ in given if isinstance(input_, Record)]
        try:
            for value in self._called(node, values):
                yield Record(node, value)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._failures.append(error)
            yield Record(node, failure=error)

    def _called(self, node: Expression, values: list[Any]) -> Iterator[Any]:
        op = node.op
        if isinstance(op, PrebuiltOperator):
            yield from op.values
            return
        named = dict(zip((name for name, _ in node.params), values, strict=True))
        for name, type_ in node.injected:
            if type_ is Consumer:
                named[name] = None if node.consumer is None else self._consumer(node.consumer)
            else:
                named[name] = self._facts(self._root)
        only = [parameter for parameter in op.raw_parameters() if parameter.positional_only]
        while only and only[-1].name not in named:
            only.pop()
        positional = [named.pop(parameter.name, parameter.default) for parameter in only]
        result = op.function(*positional, **named)
        if not op.is_asynchronous:
            yield from result if op.is_generator else [result]
        elif not op.is_generator:
            yield asyncio.run(awaited(result))
        else:
            with asyncio.Runner() as runner:
                while (value := runner.run(awaited(anext(result, self)))) is not self:
                    yield value


async def awaited(result: Any) -> Any:
    return await result
