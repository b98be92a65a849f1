"""The questions that one can ask a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, TypeVar, overload

from exekall.names import NameForm
from exekall.traversal import walk
from exekall.valuedb.frozen import FrozenExprVal
from exekall.valuedb.query import IdQuery, TypeQuery
from exekall.valuedb.sequence import FrozenExprValSeq, ValueSet

__all__ = ["Queryable"]

T = TypeVar("T")

Values = ValueSet[FrozenExprVal]
Grouped = tuple[Values, ...]


class Queryable(ABC):
    """Questions about values.

    The answer is a set of values. With *flatten* false it is a tuple of sets, one for each
    expression in which there are such values: among its results and what they were made from.
    Then *deduplicate* leaves values that several expressions share in the first of them.
    """

    @property
    @abstractmethod
    def sequences(self) -> Sequence[FrozenExprValSeq]:
        """The results of each expression."""

    @abstractmethod
    def _every(self) -> Iterator[FrozenExprVal]:
        """Yield all values."""

    @overload
    def get_roots(self, flatten: Literal[True] = True, deduplicate: bool = False) -> Values: ...

    @overload
    def get_roots(self, flatten: Literal[False], deduplicate: bool = False) -> Grouped: ...

    def get_roots(self, flatten: bool = True, deduplicate: bool = False) -> Values | Grouped:
        """Return the results: the values of the expressions' roots."""
        if flatten:
            return ValueSet(value for sequence in self.sequences for value in sequence)
        return _grouped(self.sequences, deduplicate)

    @overload
    def get_all(self, flatten: Literal[True] = True, deduplicate: bool = False) -> Values: ...

    @overload
    def get_all(self, flatten: Literal[False], deduplicate: bool = False) -> Grouped: ...

    def get_all(self, flatten: bool = True, deduplicate: bool = False) -> Values | Grouped:
        """Return all values; flat, those that no result was made from are among them."""
        return self._selected(lambda _: True, flatten, deduplicate)

    @overload
    def get_by_predicate(
        self,
        predicate: Callable[[FrozenExprVal], bool],
        flatten: Literal[True] = True,
        deduplicate: bool = False,
    ) -> Values: ...

    @overload
    def get_by_predicate(
        self,
        predicate: Callable[[FrozenExprVal], bool],
        flatten: Literal[False],
        deduplicate: bool = False,
    ) -> Grouped: ...

    def get_by_predicate(
        self,
        predicate: Callable[[FrozenExprVal], bool],
        flatten: bool = True,
        deduplicate: bool = False,
    ) -> Values | Grouped:
        """Return the values for which *predicate* holds."""
        return self._selected(predicate, flatten, deduplicate)

    @overload
    def get_by_type(
        self,
        cls: type[T],
        include_subclasses: bool = True,
        flatten: Literal[True] = True,
        deduplicate: bool = False,
    ) -> ValueSet[FrozenExprVal[T]]: ...

    @overload
    def get_by_type(
        self,
        cls: Any,
        include_subclasses: bool = True,
        flatten: Literal[True] = True,
        deduplicate: bool = False,
    ) -> Values: ...

    @overload
    def get_by_type(
        self,
        cls: Any,
        include_subclasses: bool = True,
        *,
        flatten: Literal[False],
        deduplicate: bool = False,
    ) -> Grouped: ...

    def get_by_type(
        self,
        cls: Any,
        include_subclasses: bool = True,
        flatten: bool = True,
        deduplicate: bool = False,
    ) -> ValueSet[Any] | Grouped:
        """Return the values of type *cls*: a class, its name, or a pattern of names.

        See :class:`exekall.valuedb.query.TypeQuery`.
        """
        query = TypeQuery(cls, include_subclasses)
        return self._selected(query.matches, flatten, deduplicate)

    @overload
    def get_by_id(
        self,
        id_pattern: str,
        qual: bool = False,
        full_qual: bool = False,
        flatten: Literal[True] = True,
        deduplicate: bool = False,
    ) -> Values: ...

    @overload
    def get_by_id(
        self,
        id_pattern: str,
        qual: bool = False,
        full_qual: bool = False,
        *,
        flatten: Literal[False],
        deduplicate: bool = False,
    ) -> Grouped: ...

    def get_by_id(
        self,
        id_pattern: str,
        qual: bool = False,
        full_qual: bool = False,
        flatten: bool = True,
        deduplicate: bool = False,
    ) -> Values | Grouped:
        """Return the values whose ID matches: the short one, else qualified by classes or full.

        See :class:`exekall.valuedb.query.IdQuery`.
        """
        form = NameForm.of(full_qual, qual or full_qual)
        return self._selected(IdQuery(id_pattern, form).matches, flatten, deduplicate)

    def _selected(
        self, predicate: Callable[[FrozenExprVal], bool], flatten: bool, deduplicate: bool
    ) -> Values | Grouped:
        if flatten:
            return ValueSet(value for value in self._every() if predicate(value))
        matching = {value for value in self._every() if predicate(value)}
        groups = (
            [value for value in walk(sequence) if value in matching] for sequence in self.sequences
        )
        return _grouped(groups, deduplicate)


def _grouped(groups: Iterable[Iterable[FrozenExprVal]], deduplicate: bool) -> Grouped:
    """Return the sets that are not empty, each once, with *deduplicate* without common values."""
    found: dict[Values, None] = {}
    seen: set[FrozenExprVal] = set()
    for group in groups:
        values = ValueSet(value for value in group if not deduplicate or value not in seen)
        seen.update(values)
        if values:
            found[values] = None
    return tuple(found)
