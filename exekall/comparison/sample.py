"""What is compared: computed values, by what a database tells of them without unpickling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from exekall.store.records import FailureRecord, Outcome

__all__ = ["Sample", "Side", "failure_of"]


def _nothing() -> object:
    raise LookupError


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One value of one database, or the failure to compute it.

    *id* is the full ID without tags, by which values are matched; *shown* is its short form.
    *params* are the values that it was computed from. *expression* is the UUID of the expression
    that it was computed for. *type*, *json*, *repr* and *text* are as
    :class:`~exekall.store.records.ValueRecord` has them, *text* that of ``format_result``.
    *load* unpickles the value and returns it. *is_lost* tells that the database is damaged here.
    """

    uuid: str
    id: str
    shown: str
    outcome: Outcome = Outcome.COMPUTED
    params: tuple[tuple[str, Sample], ...] = field(default=(), repr=False)
    tags: Mapping[str, str] = field(default_factory=dict)
    expression: str = ""
    is_generated: bool = False
    is_lost: bool = False
    duration: float = 0.0
    type: str = ""
    digest: bytes | None = None
    json: str | None = None
    repr: str = ""
    text: str | None = None
    failure: FailureRecord | None = None
    load: Callable[[], object] = _nothing

    @property
    def is_computed(self) -> bool:
        """Whether there is a value."""
        return self.outcome is Outcome.COMPUTED


@dataclass(frozen=True, slots=True)
class Side:
    """One of two databases that are compared, called *name*.

    *values* are all its values, parameters before what they feed, *roots* the results among them,
    in the order in which they were computed. *complete* has the UUIDs of the expressions that ran
    to their end. *is_damaged* tells that values may be lost.
    """

    name: str
    roots: tuple[Sample, ...]
    values: tuple[Sample, ...]
    complete: frozenset[str] = frozenset()
    is_damaged: bool = False


def failure_of(sample: Sample) -> FailureRecord | None:
    """Return why there is no value: what was raised here, or in the first parameter without one."""
    while sample.outcome is Outcome.SKIPPED and sample.failure is None:
        without = [param for _, param in sample.params if not param.is_computed]
        if not without:
            return None
        sample = without[0]
    return sample.failure
