"""Computed values, recorded in columns: one column for each node, one row for each value.

A row costs a few list items; what hardly anybody asks for (UUID, ID, tags, the value object that
users see) is made when it is asked for. An :class:`ExprVal` is a view of one row.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from exekall.identifiers import IdWriter, format_tags
from exekall.injection import is_injected
from exekall.names import NameForm

if TYPE_CHECKING:
    from types import TracebackType

    from exekall.expression import Expression
    from exekall.operator import Operator

__all__ = ["NO_VALUE", "PENDING", "Column", "ExprVal", "Rows", "Span", "walk_values"]

__exekall_internal__ = True


class _Marker:
    """A value that no operator can produce."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __bool__(self) -> bool:
        return False


NO_VALUE: Final = _Marker("NoValue")
PENDING: Final = _Marker("Pending")

Rows = tuple[int, ...] | int


@dataclass(frozen=True, slots=True)
class Span:
    """What was written while a value was computed, as half-open ranges.

    *log* counts records of the log capture; *stdout* and *stderr* count characters.
    """

    log: tuple[int, int]
    stdout: tuple[int, int]
    stderr: tuple[int, int]


class Column:
    """The values of one node, in the order in which they were computed.

    ``parents`` holds for each value the row of each parameter in that parameter's own column: one
    number where there is one parameter, else a tuple. ``durations`` are seconds.
    """

    __slots__ = ("durations", "expr", "failures", "params", "parents", "spans", "uuids", "values")

    def __init__(self, expr: Expression, params: tuple[Column, ...]) -> None:
        self.expr = expr
        self.params = params
        self.values: list[Any] = []
        self.parents: list[Rows] = []
        self.durations: list[float] = []
        self.failures: dict[int, BaseException] = {}
        self.spans: dict[int, Span] = {}
        self.uuids: dict[int, str] = {}

    def parent_rows(self, row: int) -> tuple[int, ...]:
        """Return the row of each parameter of the value in *row*."""
        rows = self.parents[row]
        return rows if isinstance(rows, tuple) else (rows,)

    def value_at(self, row: int) -> ExprVal:
        """Return the value in *row*."""
        return ExprVal(self, row)


class ExprVal:
    """A value that an expression computed, or the failure to do so.

    Behaves as a mapping from parameter names to the values that were passed, and is compared and
    hashed by identity of the record, never by what is recorded.
    """

    __slots__ = ("_column", "_row")

    def __init__(self, column: Column, row: int) -> None:
        self._column = column
        self._row = row

    # What was computed

    @property
    def value(self) -> Any:
        """The value; ``NO_VALUE`` where computing it failed or was not attempted."""
        return self._column.values[self._row]

    @property
    def excep(self) -> BaseException | None:
        """What the operator raised, if anything."""
        return self._column.failures.get(self._row)

    @property
    def excep_tb(self) -> TracebackType | None:
        """The traceback of what the operator raised, without the engine's own frames."""
        excep = self.excep
        return None if excep is None else excep.__traceback__

    @property
    def computed(self) -> bool:
        """Whether there is a value."""
        return self.value is not NO_VALUE

    def get_excep(self) -> set[ExprVal]:
        """Return the values among this one and all that it was made of that failed."""
        return {value for value in walk_values([self]) if value.excep is not None}

    @property
    def duration(self) -> float:
        """How long the operator ran for this value, in seconds."""
        return self._column.durations[self._row]

    @property
    def span(self) -> Span | None:
        """What was logged and printed meanwhile, where that was captured."""
        return self._column.spans.get(self._row)

    @property
    def uuid(self) -> str:
        """32 hexadecimal digits that stand for this value alone, made when first asked for."""
        uuids = self._column.uuids
        found = uuids.get(self._row)
        if found is None:
            found = uuids[self._row] = uuid.uuid4().hex
        return found

    # How it was computed

    @property
    def expr(self) -> Expression:
        """The node that the value was computed for."""
        return self._column.expr

    @property
    def op(self) -> Operator:
        """The operator that made it."""
        return self._column.expr.op

    @property
    def callable_(self) -> Any:
        """The operator's callable."""
        return self.op.callable_

    @property
    def type_(self) -> Any:
        """The type that the operator declares to produce."""
        return self.op.product

    @property
    def params(self) -> tuple[tuple[str, ExprVal], ...]:
        """The values that were passed, with the parameters' names, in declaration order."""
        column = self._column
        return tuple(
            (name, parent.value_at(row))
            for (name, _), parent, row in zip(
                column.expr.params, column.params, column.parent_rows(self._row), strict=True
            )
        )

    @property
    def param_map(self) -> dict[str, ExprVal]:
        """The values that were passed, by parameter."""
        return dict(self.params)

    def __getitem__(self, name: str) -> ExprVal:
        return self.param_map[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.param_map)

    def __len__(self) -> int:
        return len(self._column.params)

    def __contains__(self, name: object) -> bool:
        return name in self.param_map

    def keys(self) -> Iterable[str]:
        """Return the parameters' names."""
        return self.param_map.keys()

    def values(self) -> Iterable[ExprVal]:
        """Return the values that were passed."""
        return self.param_map.values()

    def items(self) -> Iterable[tuple[str, ExprVal]]:
        """Return the pairs of parameter and value."""
        return self.params

    # Names

    def get_tags(self) -> dict[str, Any]:
        """Return the tags that the operator's tags getter gives the value.

        Whatever the getter raises is passed on.
        """
        return self.op.get_tags(self.value) if self.computed else {}

    def get_id(
        self,
        full_qual: bool = True,
        qual: bool = True,
        with_tags: bool = True,
        remove_tags: Iterable[str] = (),
        hidden_op_set: Iterable[Operator] = (),
        max_length: int | None = 1000,
    ) -> str:
        """Return the ID with the tags of the values.

        As in the original, *qual* false gives the class-qualified form on a live value.
        """
        form = NameForm.FULL if full_qual and qual else NameForm.QUALIFIED
        view = _ValueIds(with_tags, frozenset(remove_tags), frozenset(hidden_op_set))
        return IdWriter(view, form).write(self, max_length)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExprVal):
            return NotImplemented
        return self._column is other._column and self._row == other._row

    def __hash__(self) -> int:
        return hash((id(self._column), self._row))

    def __repr__(self) -> str:
        return f"<ExprVal {self.op.name} {self.uuid}>"


class _ValueIds:
    """How the ID writer sees values."""

    __slots__ = ("_hidden", "_removed", "_with_tags")

    def __init__(
        self, with_tags: bool, removed: frozenset[str], hidden: frozenset[Operator]
    ) -> None:
        self._with_tags = with_tags
        self._removed = removed
        self._hidden = hidden

    def label(self, node: ExprVal, form: NameForm) -> str:
        name = node.op.name_in(form)
        if not self._with_tags:
            return name
        tags = contained_tags(node)
        return name + format_tags({k: v for k, v in tags.items() if k not in self._removed})

    def arguments(self, node: ExprVal) -> list[tuple[str, ExprVal | None]]:
        given = node.param_map
        if not node.expr.injected:
            return list(given.items())
        return [
            (parameter.name, given.get(parameter.name))
            for parameter in node.op.parameters
            if parameter.name in given or is_injected(parameter.type)
        ]

    def hidden(self, node: ExprVal) -> bool:
        return node.op in self._hidden

    def digest(self, node: ExprVal) -> bytes:
        return node.expr.digest


def contained_tags(value: ExprVal) -> dict[str, Any]:
    """Return the tags of *value*, an error of the getter or of a tag's text being the tag."""
    try:
        return {name: str(tag) for name, tag in value.get_tags().items()}
    except Exception as error:  # user code: whatever it raises must not lose the value
        return {"tags": f"!{type(error).__name__}"}


def walk_values(roots: Iterable[ExprVal]) -> Iterator[ExprVal]:
    """Yield each value below and including *roots* once, parameters before what they feed."""
    done: set[tuple[int, int]] = set()
    stack: list[tuple[Column, int, bool]] = [
        (root._column, root._row, False)  # noqa: SLF001 - the module's own class
        for root in reversed(list(roots))
    ]
    while stack:
        column, row, ready = stack.pop()
        if ready:
            yield ExprVal(column, row)
            continue
        key = (id(column), row)
        if key in done:
            continue
        done.add(key)
        stack.append((column, row, True))
        for parent, parent_row in zip(
            reversed(column.params), reversed(column.parent_rows(row)), strict=True
        ):
            if (id(parent), parent_row) not in done:
                stack.append((parent, parent_row, False))
