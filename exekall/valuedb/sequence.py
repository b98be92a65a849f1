"""Collections of stored values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar, overload

from exekall.store.records import ExpressionRecord
from exekall.valuedb.frozen import FrozenExprVal

__all__ = ["FrozenExprValSeq", "ValueSet"]

V_co = TypeVar("V_co", bound=FrozenExprVal, covariant=True)


class ValueSet(AbstractSet[V_co]):
    """An immutable set of values that keeps their order; equal to, and combined with, any set."""

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[V_co] = ()) -> None:
        self._values = dict.fromkeys(values)

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> ValueSet[Any]:
        return ValueSet(it)

    def __contains__(self, value: object) -> bool:
        return value in self._values

    def __iter__(self) -> Iterator[V_co]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return self._hash()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} values>"


class FrozenExprValSeq(Sequence[FrozenExprVal]):
    """The values of one expression's root, in the order in which they came."""

    __slots__ = ("_values", "expression")

    def __init__(self, expression: ExpressionRecord, values: Iterable[FrozenExprVal]) -> None:
        self.expression = expression
        self._values = tuple(values)

    @overload
    def __getitem__(self, index: int) -> FrozenExprVal: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[FrozenExprVal, ...]: ...

    def __getitem__(self, index: int | slice) -> FrozenExprVal | tuple[FrozenExprVal, ...]:
        return self._values[index]

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.expression.short_id} of {len(self)} values>"
