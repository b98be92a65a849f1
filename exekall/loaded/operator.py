"""Operators whose values come from databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from exekall.injection import ExprData
from exekall.loaded.library import Held
from exekall.names import NameForm
from exekall.prebuilt import PrebuiltOperator, StoredRow
from exekall.signature import Parameter
from exekall.store.errors import ValueUnavailable
from exekall.store.records import NodeRecord

__all__ = ["LoadedOperator", "LoadedValues", "OnLost"]

# Called once for each value that turns out not to be loadable.
OnLost = Callable[[Held, ValueUnavailable], object]


class LoadedValues:
    """The values that one operator made in earlier runs; an object is loaded when it is wanted.

    *on_lost* hears of each that cannot be loaded.
    """

    def __init__(
        self,
        held: Sequence[Held],
        rows: Sequence[StoredRow],
        is_shared: bool = True,
        on_lost: OnLost | None = None,
    ) -> None:
        self.held = tuple(held)
        self.rows: Sequence[StoredRow] = tuple(rows)
        self.is_shared = is_shared
        self._on_lost = on_lost
        self._lost: dict[int, ValueUnavailable] = {}

    @property
    def lost(self) -> list[tuple[Held, ValueUnavailable]]:
        """The values that turned out not to be loadable, with the reasons."""
        return [(self.held[row], why) for row, why in self._lost.items()]

    def load(self, row: int) -> Any:
        """Return the object in *row*. Raises :class:`ValueUnavailable`."""
        if row in self._lost:
            raise self._lost[row]
        held = self.held[row]
        try:
            return held.value()
        except ValueUnavailable as error:
            self._lost[row] = error
            if self._on_lost is not None:
                self._on_lost(held, error)
            raise


class LoadedOperator(PrebuiltOperator):
    """An operator of an earlier run that gives the values that it made then.

    It looks as it did: *node* says what it is called and what it takes. *product* is the type that
    it produces here, *types* are those of its parameters that *origins* have values for. It serves
    wherever its type is wanted, or, where it *is_companion*, only beside what was made from it.
    """

    __slots__ = ("node",)

    stored: LoadedValues
    origins: Mapping[str, LoadedOperator]

    def __init__(
        self,
        node: NodeRecord,
        product: Any,
        values: LoadedValues,
        origins: Mapping[str, LoadedOperator],
        types: Mapping[str, Any],
        *,
        is_companion: bool = False,
    ) -> None:
        super().__init__(product, ())
        self.node = node
        self.stored = values
        self.origins = origins
        self.is_companion = is_companion
        # Which facts the engine filled in then matters no more, only where they stood.
        self._parameters = tuple(
            Parameter(name, types.get(name, ExprData)) for name, _ in node.params
        )

    def _give(self) -> Any:
        if self.is_generator:
            return self._loaded()
        return self.stored.load(0)

    def _loaded(self) -> Iterator[Any]:
        for row in range(len(self.stored.rows)):
            yield self.stored.load(row)

    @property
    def module(self) -> str:
        """The module of what made the values."""
        full, qualified, _ = self.node.names
        return full.removesuffix(qualified).rstrip(".")

    @property
    def qualname(self) -> str:
        """The name, within its module, of what made the values."""
        return self.node.names[1]

    def name_in(self, form: NameForm) -> str:
        """Return the name of what made the values."""
        full, qualified, short = self.node.names
        return {NameForm.FULL: full, NameForm.QUALIFIED: qualified, NameForm.SHORT: short}[form]

    @property
    def place(self) -> str:
        """Where what made the values was defined, in that run."""
        return self.node.place
