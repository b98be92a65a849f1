"""Computed values, recorded in columns: one column for each node, one row for each value.

A row costs a few list items; what hardly anybody asks for (UUID, ID, tags, the value object that
users see) is made when it is asked for. An :class:`ExprVal` is a view of one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic

from typing_extensions import TypeVar

from exekall.errors import ExekallError
from exekall.identifiers import IdWriter, format_tags, value_digest
from exekall.injection import is_injected
from exekall.names import NameForm
from exekall.parameter_map import ParameterMap
from exekall.prebuilt import PrebuiltOperator
from exekall.uuids import new_uuid

if TYPE_CHECKING:
    from types import TracebackType

    from exekall.expression import Expression
    from exekall.operator import Operator
    from exekall.prebuilt import StoredValues

__all__ = [
    "NO_VALUE",
    "PENDING",
    "Column",
    "ExprVal",
    "Marker",
    "Rows",
    "Span",
    "contained_tags",
    "walk_values",
]

__exekall_internal__ = True


class Marker:
    """A value that no operator can produce."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __bool__(self) -> bool:
        return False


NO_VALUE: Final = Marker("NoValue")
PENDING: Final = Marker("Pending")
UNLOADED: Final = Marker("Unloaded")

Rows = tuple[int, ...] | int

T_co = TypeVar("T_co", default=Any, covariant=True)


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
    number where there is one parameter, else a tuple. ``durations`` are seconds. What few rows
    have (``failures``, ``spans``, ``uuids``) is kept by row. ``stored`` are values of an earlier
    run, with which the column begins; they are ``UNLOADED`` until somebody wants them.
    """

    __slots__ = (
        "durations",
        "expr",
        "failures",
        "params",
        "parents",
        "spans",
        "stored",
        "uuids",
        "values",
    )

    def __init__(self, expr: Expression, params: tuple[Column, ...]) -> None:
        self.expr = expr
        self.params = params
        self.values: list[Any] = []
        self.parents: list[Rows] = []
        self.durations: list[float] = []
        self.failures: dict[int, BaseException] | None = None
        self.spans: dict[int, Span] | None = None
        self.uuids: dict[int, str] | None = None
        self.stored: StoredValues | None = None
        if isinstance(expr.op, PrebuiltOperator) and expr.op.stored is not None:
            self._take(expr.op.stored)

    def _take(self, stored: StoredValues) -> None:
        """Make a row of each stored value."""
        rows = stored.rows
        self.stored = stored
        self.values = [UNLOADED] * len(rows)
        self.parents = [row.parents[0] if len(row.parents) == 1 else row.parents for row in rows]
        self.durations = [row.duration for row in rows]
        self.uuids = {number: row.uuid for number, row in enumerate(rows)}

    def value(self, row: int) -> Any:
        """Return the value in *row*, loaded if need be; ``NO_VALUE`` where that is impossible."""
        value = self.values[row]
        if value is UNLOADED:
            assert self.stored is not None
            try:
                value = self.stored.load(row)
            except ExekallError:
                value = NO_VALUE
            self.values[row] = value
        return value

    def parent_rows(self, row: int) -> tuple[int, ...]:
        """Return the row of each parameter of the value in *row*."""
        rows = self.parents[row]
        return rows if isinstance(rows, tuple) else (rows,)

    def note_failure(self, row: int, failure: BaseException) -> None:
        """Record what computing the value in *row* raised."""
        if self.failures is None:
            self.failures = {}
        self.failures[row] = failure

    def note_span(self, row: int, span: Span) -> None:
        """Record what was logged and printed while the value in *row* was computed."""
        if self.spans is None:
            self.spans = {}
        self.spans[row] = span

    def uuid(self, row: int) -> str:
        """Return the UUID of the value in *row*, made when it is first asked for."""
        if self.uuids is None:
            self.uuids = {}
        found = self.uuids.get(row)
        if found is None:
            found = self.uuids[row] = new_uuid()
        return found


class ExprVal(ParameterMap["ExprVal[Any]"], Generic[T_co]):
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
    def value(self) -> T_co:
        """The value; ``NO_VALUE`` where computing it failed or was not attempted.

        That of an earlier run is loaded when it is first asked for; ``NO_VALUE`` if that fails.
        """
        return self._column.value(self._row)  # type: ignore[no-any-return]  # the operator says so

    @property
    def excep(self) -> BaseException | None:
        """What the operator raised, if anything."""
        failures = self._column.failures
        return None if failures is None else failures.get(self._row)

    @property
    def excep_tb(self) -> TracebackType | None:
        """The traceback of what the operator raised, without the engine's own frames."""
        excep = self.excep
        return None if excep is None else excep.__traceback__

    @property
    def computed(self) -> bool:
        """Whether there is a value."""
        value = self._column.values[self._row]
        return value is not NO_VALUE and value is not PENDING

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
        spans = self._column.spans
        return None if spans is None else spans.get(self._row)

    @property
    def uuid(self) -> str:
        """32 hexadecimal digits that stand for this value alone, made when first asked for."""
        return self._column.uuid(self._row)

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
            (name, ExprVal(parent, row))
            for (name, _), parent, row in zip(
                column.expr.params, column.params, column.parent_rows(self._row), strict=True
            )
        )

    # Names

    def get_tags(self) -> dict[str, Any]:
        """Return the tags that the operator's tags getter gives the value, or gave it once.

        Whatever the getter raises is passed on.
        """
        stored = self._column.stored
        if stored is not None:
            return dict(stored.rows[self._row].tags)
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
        return self.id_in(form, with_tags, remove_tags, hidden_op_set, max_length)

    def id_in(
        self,
        form: NameForm,
        with_tags: bool = True,
        remove_tags: Iterable[str] = (),
        hidden_op_set: Iterable[Operator] = (),
        max_length: int | None = 1000,
    ) -> str:
        """Return the ID in *form*, with the tags of the values but for those to remove."""
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

    __slots__ = ("_digests", "_hidden", "_removed", "_seen", "_with_tags")

    def __init__(
        self, with_tags: bool, removed: frozenset[str], hidden: frozenset[Operator]
    ) -> None:
        self._with_tags = with_tags
        self._removed = removed
        self._hidden = hidden
        self._digests: dict[ExprVal, bytes] = {}
        self._seen: dict[ExprVal, ExprVal] = {}

    def label(self, node: ExprVal, form: NameForm) -> str:
        return node.op.name_in(form) + self._tags(node)

    def _tags(self, node: ExprVal) -> str:
        if not self._with_tags:
            return ""
        tags = contained_tags(node)
        return format_tags({k: v for k, v in tags.items() if k not in self._removed})

    def arguments(self, node: ExprVal) -> list[tuple[str, ExprVal | None]]:
        # The writer tells nodes apart by identity, so equal views must be one object.
        given = {name: self._seen.setdefault(value, value) for name, value in node.params}
        if not node.op.injected:
            return list(given.items())
        return [
            (parameter.name, given.get(parameter.name))
            for parameter in node.op.parameters
            if parameter.name in given or is_injected(parameter.type)
        ]

    def hidden(self, node: ExprVal) -> bool:
        return node.op in self._hidden

    def digest(self, node: ExprVal) -> bytes:
        """Return a digest of the structure and of the tags that the ID shows."""
        for value in walk_values([node], stop=self._digests.__contains__):
            params = ((name, self._digests[parent]) for name, parent in value.params)
            self._digests[value] = value_digest(f"{value.op.name}{self._tags(value)}", params)
        return self._digests[node]


def contained_tags(value: ExprVal) -> dict[str, Any]:
    """Return the tags of *value*, an error of the getter or of a tag's text being the tag."""
    try:
        return {str(name): str(tag) for name, tag in value.get_tags().items()}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # user code: whatever it raises must not lose the value
        return {"tags": f"!{type(error).__name__}"}


def walk_values(
    roots: Iterable[ExprVal], stop: Callable[[ExprVal], bool] | None = None
) -> Iterator[ExprVal]:
    """Yield each value below and including *roots* once, parameters before what they feed.

    Where *stop* holds for a value, neither it nor, by this way, what is below it is visited.
    """
    done: set[ExprVal] = set()
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        value, ready = stack.pop()
        if ready:
            yield value
        elif value not in done and not (stop is not None and stop(value)):
            done.add(value)
            stack.append((value, True))
            stack.extend((parent, False) for _, parent in reversed(value.params))
