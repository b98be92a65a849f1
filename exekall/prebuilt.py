"""Operators whose values exist already: sparks, forced parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from exekall.callables import Kind
from exekall.names import NameForm, type_name
from exekall.operator import Operator, TagsGetter
from exekall.relation import canonical

__all__ = ["PrebuiltOperator", "StoredRow", "StoredValues"]

__exekall_internal__ = True


@dataclass(frozen=True, slots=True)
class StoredRow:
    """What is known of a stored value without having it.

    *parents* are the rows of the values that it was made from, in the tables of the operators that
    gave them, in the order of the parameters. *duration* is in seconds, *digest* that of the
    value's content.
    """

    uuid: str
    parents: tuple[int, ...] = ()
    duration: float = 0.0
    tags: Mapping[str, str] = field(default_factory=dict)
    digest: bytes | None = None


class StoredValues(Protocol):
    """The values that an operator made in an earlier run, one a row.

    *is_shared* tells whether an expression had one value of it at a time: it had not where the
    operator was not reusable.
    """

    rows: Sequence[StoredRow]
    is_shared: bool

    def load(self, row: int) -> Any:
        """Return the value in *row*, the same object each time.

        Raises :class:`exekall.errors.ExekallError` where it cannot be had.
        """
        ...


class PrebuiltOperator(Operator):
    """An operator that gives values which were not computed.

    *obj_type* is the type that it produces, *obj_list* its values: several make it fan out.
    *id_* is its name in IDs, by default the type's.
    *stored* are values of an earlier run instead of such a list; *origins* are then, by parameter,
    the operators that give what these were made from. The values of an operator that
    *is_companion* are there only because others were made from them, and serve beside those alone.
    Raises :class:`exekall.relation.UnsupportedType` for a type that means nothing.
    """

    __slots__ = ("id_", "is_companion", "origins", "stored", "values")

    def __init__(
        self,
        obj_type: Any,
        obj_list: Sequence[Any],
        id_: str | None = None,
        non_reusable_type_set: Iterable[type] | None = None,
        tags_getter: TagsGetter | None = None,
    ) -> None:
        self.values = tuple(obj_list)
        self.id_ = id_
        self.stored: StoredValues | None = None
        self.origins: Mapping[str, PrebuiltOperator] = {}
        self.is_companion = False
        super().__init__(self._give, non_reusable_type_set, tags_getter)
        self.kind = Kind.PREBUILT
        self.owner = None
        self._product = canonical(obj_type)
        self._parameters = ()

    def _give(self) -> Any:
        return iter(self.values) if self.is_generator else self.values[0]

    @property
    def module(self) -> str:
        """The module of the type, unless an ID was given."""
        return "" if self.id_ is not None else getattr(self._product, "__module__", "")

    @property
    def qualname(self) -> str:
        """The given ID or the name of the type."""
        return self.id_ if self.id_ is not None else type_name(self._product, NameForm.QUALIFIED)

    def name_in(self, form: NameForm) -> str:
        """Return the given ID, the same in every form, or the name of the type."""
        return self.id_ if self.id_ is not None else type_name(self._product, form)

    @property
    def place(self) -> str:
        """Values have no place in a source file."""
        return ""

    @property
    def is_generator(self) -> bool:
        """Whether there is any other number of values than one."""
        return len(self.values if self.stored is None else self.stored.rows) != 1
