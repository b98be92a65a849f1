"""One operator's call as source text."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from types import FunctionType
from typing import TYPE_CHECKING

from exekall.injection import Consumer
from exekall.names import NameForm, type_name
from exekall.operator import Kind, Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts.literals import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from exekall.expression import Expression
    from exekall.scripts.plan import Step
    from exekall.scripts.references import References
    from exekall.signature import Parameter

__all__ = ["Call", "Calls", "missing"]

_WIDTH = 100
# Deep within loops a line may end further to the right rather than be chopped up.
_LEAST_WIDTH = 60
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Call:
    """Source text: *head* alone, or called with *arguments*, within calls of *around*.

    What is to be had *instead* takes the place of the call *within* other calls.
    """

    head: str
    arguments: tuple[str, ...] | None = None
    around: tuple[str, ...] = ()
    instead: str = ""
    within: tuple[str, ...] = ()

    def replaceable(self, instead: str) -> Call:
        """Return the text with a commented line which, uncommented, has *instead* take its place.

        That is the beginning of a conditional expression.
        """
        return Call(self.head, self.arguments, (), instead, self.around)

    def wrapped(self, function: str) -> Call:
        """Return the text of calling *function* with this."""
        return replace(self, around=(function, *self.around))

    def lines(self, before: str = "", after: str = "", depth: int = 0) -> list[str]:
        """Return the lines of a statement, one argument a line where it is long."""
        if self.instead:
            opening = "".join(f"{name}(" for name in self.around) or "("
            inner = Call(self.head, self.arguments, self.within).lines(depth=depth + 1)
            inside = [f"{_INDENT}{line}" for line in (f"# {self.instead}", *inner)]
            return [before + opening, *inside, ")" * opening.count("(") + after]
        start = before + "".join(f"{name}(" for name in self.around) + self.head
        end = ")" * len(self.around) + after
        if self.arguments is None:
            return [f"{start}{end}"]
        line = f"{start}({', '.join(self.arguments)}){end}"
        if len(line) <= max(_WIDTH - depth * len(_INDENT), _LEAST_WIDTH) or not self.arguments:
            return [line]
        return [f"{start}(", *(f"{_INDENT}{text}," for text in self.arguments), f"){end}"]


def missing(what: str) -> str:
    """Return an expression that raises, asking to put *what* in its place."""
    return f"missing({what!r})"


@dataclass(slots=True)
class Calls:
    """Writes the calls of the steps of one script.

    *placeholders* are the names of variables that stand for the values of prebuilt operators,
    *saved* the UUIDs of such values in the database, as far as they are there.
    """

    references: References
    placeholders: Mapping[Operator, str] = field(default_factory=dict)
    saved: Mapping[Operator, Sequence[str | None]] = field(default_factory=dict)
    _heads: dict[Operator, str] = field(default_factory=dict)
    _constants: dict[Operator, str] = field(default_factory=dict)
    _consumers: dict[Expression, str] = field(default_factory=dict)
    _positional: dict[Expression, list[tuple[str, str]]] = field(default_factory=dict)
    _incomplete: set[Operator] = field(default_factory=set)

    def prepare(self, node: Expression) -> None:
        """Find how everything that the call of *node* names is reached, and import it."""
        op = node.op
        if isinstance(op, PrebuiltOperator):
            if op not in self.placeholders and op not in self._constants:
                self._constants[op] = self._constant(op)
            return
        self.head(op)
        if any(type_ is Consumer for _, type_ in node.injected):
            self._consumers[node] = "None" if node.consumer is None else self.head(node.consumer)
        self._positional[node] = self._by_position(node)

    def head(self, op: Operator) -> str:
        """Return what is called for *op*; it raises where *op* can't be imported by name."""
        if op not in self._heads:
            text = self.references.operator(op)
            if text is None:
                self._incomplete.add(op)
                text = missing(f"the callable {op.name}")
            self._heads[op] = text
        return self._heads[op]

    def call(self, step: Step, value: Callable[[Step], str], facts: str) -> Call:
        """Return the call of *step*, *value* giving the text of each input's value.

        *facts* is the text of what ``ExprData`` parameters receive.
        """
        node = step.node
        if isinstance(node.op, PrebuiltOperator):
            return Call(self.placeholders.get(node.op) or self._constants[node.op])
        given = {name: value(input_) for name, input_ in step.inputs}
        for name, type_ in node.injected:
            given[name] = self._consumers[node] if type_ is Consumer else facts
        arguments = [given.pop(name, default) for name, default in self._positional[node]]
        arguments += [f"{name}={text}" for name, text in given.items()]
        call = Call(self.head(node.op), tuple(arguments))
        if node.op.is_asynchronous:
            call = call.wrapped("stepped" if node.op.is_generator else "runner.run")
        return call

    def may_raise(self, step: Step) -> bool:
        """Tell whether evaluating the call of *step* may raise, before any value is asked for."""
        op = step.node.op
        if op in self._incomplete:
            return True
        if isinstance(op, PrebuiltOperator):
            return op.stored is not None
        is_bare = op.is_generator and isinstance(op.function, FunctionType)
        return not is_bare or "__wrapped__" in vars(op.function)

    def _constant(self, op: PrebuiltOperator) -> str:
        if op.stored is not None:
            placeholder = missing(f"values of type {type_name(op.product, NameForm.FULL)}")
            return f"[{placeholder}]" if op.is_generator else placeholder
        texts = []
        for value, uuid in zip_longest(op.values, self.saved.get(op, ())):
            text = literal(value, self.references)
            if text is None:
                self._incomplete.add(op)
                what = f"a value of type {type_name(op.product, NameForm.FULL)}"
                text = missing(what) if uuid is None else f"db.value({uuid!r})"
            texts.append(text)
        return f"[{', '.join(texts)}]" if op.is_generator else texts[0]

    def _by_position(self, node: Expression) -> list[tuple[str, str]]:
        """Return the parameters to pass by position, with the defaults of those not given."""
        op = node.op
        if op.kind is Kind.DECLARED:
            return []
        given = {name for name, _ in (*node.params, *node.injected)}
        parameters = [
            parameter
            for index, parameter in enumerate(op.raw_parameters())
            if parameter.positional_only or (op.kind is Kind.METHOD and index == 0)
        ]
        while parameters and parameters[-1].name not in given:
            parameters.pop()
        return [
            (parameter.name, "" if parameter.name in given else self._default(op, parameter))
            for parameter in parameters
        ]

    def _default(self, op: Operator, parameter: Parameter) -> str:
        text = literal(parameter.default, self.references)
        if text is not None:
            return text
        module = self.references.module(inspect)
        return f"{module}.signature({self.head(op)}).parameters[{parameter.name!r}].default"
