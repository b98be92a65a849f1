"""Stored values: everything that is known of them, and their objects when asked for.

What imports the user's modules or unpickles is below "Loading"; nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, cast

from typing_extensions import TypeVar

from exekall.identifiers import MAX_LENGTH
from exekall.names import NameForm
from exekall.parameter_map import ParameterMap
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import (
    ExpressionRecord,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Outcome,
    Refusal,
    RunRecord,
    ValueRecord,
)
from exekall.traversal import walk
from exekall.valuedb.imports import imported
from exekall.values import NO_VALUE

__all__ = ["FrozenExprVal", "Home", "IdOptions", "LostFrozVal", "PrunedFrozVal"]

T_co = TypeVar("T_co", default=Any, covariant=True)


@dataclass(frozen=True, slots=True)
class IdOptions:
    """What an ID shows: its names in *form*, tags but for the *removed* ones, hidden operators."""

    form: NameForm
    with_tags: bool = True
    removed: frozenset[str] = frozenset()
    show_hidden: bool = False


class Home(Protocol):
    """The database as a value knows it."""

    def node(self, key: bytes) -> NodeRecord:
        """Return a node."""

    def parents(self, record: ValueRecord) -> tuple[tuple[str, FrozenExprVal], ...]:
        """Return the values that were passed, with the parameters' names."""

    def id_of(self, value: FrozenExprVal, options: IdOptions, max_length: int | None) -> str:
        """Return the value's ID."""

    def failure(self, record: ValueRecord) -> FailureRecord | None:
        """Return what was raised, if anything."""

    def log(self, record: ValueRecord) -> Sequence[LogRecord]:
        """Return what was logged."""

    def text(self, record: ValueRecord) -> str | None:
        """Return what the adaptor made of the value, if it is a result."""

    def expression(self, record: ValueRecord) -> ExpressionRecord | None:
        """Return the expression that the value was computed for."""

    def run(self, record: ValueRecord) -> RunRecord | None:
        """Return the run that computed the value."""

    def load(self, record: ValueRecord) -> object:
        """Load the value's object."""

    def load_failure(self, record: ValueRecord) -> BaseException | None:
        """Load the exception, or a stand-in for it."""


class FrozenExprVal(ParameterMap["FrozenExprVal[Any]"], Generic[T_co]):
    """A stored value, or the stored failure to compute it.

    Behaves as a mapping from parameter names to the values that were passed. Equal, and of equal
    hash, are those of equal UUID, from whatever database. There is one object for each value of
    an open database.
    """

    __slots__ = ("_home", "_params", "_record")

    def __init__(self, record: ValueRecord, home: Home) -> None:
        self._record = record
        self._home = home
        self._params: tuple[tuple[str, FrozenExprVal], ...] | None = None

    # What was computed

    @property
    def record(self) -> ValueRecord:
        """What the database says of the value, as data."""
        return self._record

    @property
    def node(self) -> NodeRecord:
        """The operator and the parameters that the value was computed for, as data."""
        return self._home.node(self._record.node)

    @property
    def uuid(self) -> str:
        """32 hexadecimal digits that stand for this value alone."""
        return self._record.uuid

    @property
    def outcome(self) -> Outcome:
        """Whether the value was computed, failed, or could not be attempted."""
        return self._record.outcome

    @property
    def computed(self) -> bool:
        """Whether there was a value."""
        return self._record.outcome is Outcome.COMPUTED

    @property
    def duration(self) -> float:
        """How long the operator ran for this value, in seconds."""
        return self._record.duration

    @property
    def repr_text(self) -> str:
        """The value's ``repr``, cut and without addresses, sets in a fixed order."""
        return self._record.repr

    @property
    def json(self) -> str | None:
        """The value's JSON, where it is that and small."""
        return self._record.json

    @property
    def text(self) -> str | None:
        """What the adaptor's ``format_result`` made of it, where it is a result."""
        return self._home.text(self._record)

    @property
    def size(self) -> int:
        """How many bytes the stored object takes, uncompressed."""
        return self._record.size

    @property
    def digest(self) -> bytes | None:
        """The digest of the value's content: values with equal ones are equal."""
        return self._record.digest

    @property
    def refusal(self) -> Refusal | None:
        """Why the object could not be stored, if it could not."""
        return self._record.refusal

    @property
    def is_stale(self) -> bool:
        """Whether a part of the value was changed after it was stored."""
        return self._record.is_stale

    @property
    def failure(self) -> FailureRecord | None:
        """What the operator raised, if anything, as data."""
        return self._home.failure(self._record)

    @property
    def excep_tb(self) -> str | None:
        """The formatted traceback of what the operator raised."""
        failure = self.failure
        return None if failure is None else failure.traceback

    def get_excep(self) -> set[FrozenExprVal]:
        """Return the values among this one and all that it was made of that failed."""
        return {value for value in walk([self]) if value.outcome is Outcome.FAILED}

    @property
    def log(self) -> Sequence[LogRecord]:
        """What was logged while the value was computed."""
        return self._home.log(self._record)

    # How it was computed

    @property
    def type_name(self) -> str:
        """The full name of the object's type; of the declared type where there is no object."""
        type_ = self._record.type
        return self.product_name if type_ is None else type_.name

    @property
    def type_base_names(self) -> tuple[str, ...]:
        """The full names along the MRO of that type, itself first, ``object`` left out."""
        type_ = self._record.type
        return self.product_base_names if type_ is None else type_.bases

    @property
    def product_name(self) -> str:
        """The full name of the type that the operator declares to produce."""
        return self.node.product.name

    @property
    def product_base_names(self) -> tuple[str, ...]:
        """The full names along the MRO of the declared type."""
        return self.node.product.bases

    @property
    def callable_name(self) -> str:
        """The full name of the operator."""
        return self.node.names[0]

    @property
    def is_hidden(self) -> bool:
        """Whether IDs leave the operator out."""
        return self.node.is_hidden

    @property
    def expression(self) -> ExpressionRecord | None:
        """The expression that the value was computed for, where that is known."""
        return self._home.expression(self._record)

    @property
    def run(self) -> RunRecord | None:
        """The run that computed the value, where that is known."""
        return self._home.run(self._record)

    @property
    def params(self) -> tuple[tuple[str, FrozenExprVal], ...]:
        """The values that were passed, with the parameters' names, in declaration order."""
        if self._params is None:
            self._params = self._home.parents(self._record)
        return self._params

    def __bool__(self) -> bool:
        return True

    # Names

    def get_tags(self) -> dict[str, str]:
        """Return the tags that the value got when it was computed."""
        return dict(self._record.tags)

    def get_id(
        self,
        full_qual: bool = True,
        qual: bool = True,
        with_tags: bool = True,
        remove_tags: Iterable[str] = (),
        max_length: int | None = MAX_LENGTH,
        *,
        show_hidden: bool = False,
    ) -> str:
        """Return the ID with the tags of the values.

        As in the original, *qual* false gives the short form on a stored value. Operators that
        the run's adaptor hid are left out, unless *show_hidden*.
        """
        form = NameForm.of(full_qual, qual)
        return self.id_in(form, with_tags, remove_tags, max_length, show_hidden=show_hidden)

    def id_in(
        self,
        form: NameForm,
        with_tags: bool = True,
        remove_tags: Iterable[str] = (),
        max_length: int | None = MAX_LENGTH,
        *,
        show_hidden: bool = False,
    ) -> str:
        """Return the ID in *form*, with the tags of the values but for those to remove."""
        options = IdOptions(form, with_tags, frozenset(remove_tags), show_hidden)
        return self._home.id_of(self, options, max_length)

    # Loading

    @property
    def value(self) -> T_co:
        """The object, the same one each time; ``NO_VALUE`` where computing it failed.

        Raises :class:`ValueUnavailable` where the object is not in the database, or cannot be
        loaded. This runs what the value's pickle says.
        """
        if not self.computed:
            return cast("T_co", NO_VALUE)
        return cast("T_co", self._home.load(self._record))

    @property
    def excep(self) -> BaseException | None:
        """What the operator raised, if anything.

        A :class:`StoredFailure` stands in for what could not be stored or cannot be loaded.
        """
        return self._home.load_failure(self._record)

    @property
    def type_(self) -> Any:
        """The type called :attr:`type_name`; raises :class:`ValueUnavailable` where it is gone."""
        return self._imported(self.type_name)

    @property
    def callable_(self) -> Any:
        """The operator's callable; raises :class:`ValueUnavailable` where it is gone."""
        return self._imported(self.callable_name)

    def _imported(self, name: str) -> Any:
        try:
            return imported(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever importing other people's code may raise
            problem = ValueProblem.CLASS_MISSING
            raise ValueUnavailable(problem, self.uuid, name, str(error)) from error

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FrozenExprVal):
            return NotImplemented
        return self.uuid == other.uuid

    def __hash__(self) -> int:
        return hash(self.uuid)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.callable_name} {self.uuid}>"


class PrunedFrozVal(FrozenExprVal[T_co]):
    """A value without its object and without what it was made from; UUID, ID and type stay."""

    __slots__ = ()

    @property
    def params(self) -> tuple[tuple[str, FrozenExprVal], ...]:
        """Nothing."""
        return ()

    @property
    def value(self) -> T_co:
        """``NO_VALUE``."""
        return cast("T_co", NO_VALUE)


class LostFrozVal(PrunedFrozVal[T_co]):
    """A value that others refer to, and of which the database lost all but its place in them.

    It takes the place of a value whose record is damaged.
    """

    __slots__ = ()

    @property
    def computed(self) -> bool:
        """Nobody knows."""
        return False

    @property
    def value(self) -> T_co:
        """Nothing: raises :class:`ValueUnavailable`."""
        raise ValueUnavailable(ValueProblem.DAMAGED, self.uuid)
