"""Which recorded values each line of a script stands for, so that it can load them instead.

A step has one value for each combination of the values of the loops that it depends on. In a
script these are told apart by numbers: each loop counts its values from 0. Loops that never gave
more than one value tell nothing, hence are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from exekall.scripts.plan import bits

if TYPE_CHECKING:
    from exekall.expression import Expression
    from exekall.operator import Operator
    from exekall.scripts.plan import Plan, Step

__all__ = ["Reload", "Run", "Saved", "find_reloads", "saved_sparks"]

# In one script, which takes 40 bytes for each; nobody finds the way through more of them.
MAX_VALUES: Final = 20_000
MAX_NUMBERS: Final = 1_000_000

_Numbers = Mapping[int, int]
_NONE: Final[_Numbers] = {}
_UNKNOWN: Final = -1


class Run(NamedTuple):
    """One call of a generator: the rows of its parameters' values, and those that it gave."""

    parents: tuple[int, ...]
    rows: Sequence[int]
    is_complete: bool


class Saved(Protocol):
    """The values that were recorded for one node, by row."""

    @property
    def params(self) -> Sequence[Saved]:
        """The values of the parameters, in declaration order."""

    def __len__(self) -> int: ...

    def parents(self, row: int) -> tuple[int, ...]:
        """Return the row of each parameter's value that the one in *row* was made from."""

    def uuid(self, row: int) -> str | None:
        """Return the UUID of the value in *row*; None where there is nothing to load."""

    def runs(self) -> Iterator[Run]:
        """Yield the calls of a generator; there are none of other operators."""

    def combinations(self, nodes: Sequence[Expression]) -> Sequence[tuple[int, ...]]:
        """Return the rows of stored values, one of each of *nodes* below, that went together."""


@dataclass(frozen=True, slots=True)
class Reload:
    """What to load in place of a step.

    *loops* are the bits of the loops whose numbers tell the values apart, *values* the UUIDs by
    these numbers: those of all values of a call where the step *is_loop*, else one.
    """

    loops: tuple[int, ...]
    values: Mapping[tuple[int, ...], tuple[str, ...]]
    is_loop: bool


def find_reloads(
    plan: Plan,
    saved: Callable[[Expression], Saved | None],
    skip: Callable[[Step], bool],
    stored: Mapping[Step, Mapping[int, int]] = MappingProxyType({}),
) -> dict[Step, Reload]:
    """Return what there is to load in place of each step, given what was *saved* for the roots.

    Steps to *skip* are left out, and those that have more values than there is room for in a
    script. *stored* gives the numbers of the rows of stored values, where these are the same
    whenever a loop over them begins.
    """
    return _Search(plan, saved, stored).reloads(skip)


def saved_sparks(
    plan: Plan, saved: Callable[[Expression], Saved | None]
) -> dict[Operator, tuple[str | None, ...]]:
    """Return the UUIDs of the values of operators without parameters, in their order."""
    found: dict[Operator, tuple[str | None, ...]] = {}
    for step, values in _by_step(plan, saved).items():
        if step.inputs or step.stored or step.node.op in found or not len(values):
            continue
        rows = next(values.runs()).rows if step.loop else [0]
        found[step.node.op] = tuple([values.uuid(row) for row in rows])
    return found


def _by_step(plan: Plan, saved: Callable[[Expression], Saved | None]) -> dict[Step, Saved]:
    """Return what was saved for each step; steps are wired as the values were."""
    found: dict[Step, Saved] = {}
    pending = [(root, saved(root.node)) for root in plan.roots]
    for step, values in pending:
        if values is not None and step not in found:
            found[step] = values
            given = [input_ for _, input_ in step.inputs]
            pending += zip(given, _params(step, values), strict=True)
    # What is shared by several roots may have been computed for each of them.
    for step in plan.steps:
        if step in found and any(
            found.get(given) is not param
            for (_, given), param in zip(step.inputs, _params(step, found[step]), strict=True)
        ):
            del found[step]
    return found


def _params(step: Step, values: Saved) -> Sequence[Saved]:
    """Return what was saved for the inputs of *step*; stored values have none."""
    return values.params if step.inputs else ()


class _Search:
    """Numbers the values of all loops, and finds the numbers that each value belongs to."""

    def __init__(
        self,
        plan: Plan,
        saved: Callable[[Expression], Saved | None],
        stored: Mapping[Step, Mapping[int, int]],
    ) -> None:
        self._stored_numbers = stored
        self._saved = _by_step(plan, saved)
        self._steps = [step for step in plan.steps if step in self._saved]
        self._positions: dict[Step, dict[int, int]] = {}
        self._several = 0
        self._numbers: dict[Step, list[_Numbers]] = {}
        self._budget = MAX_NUMBERS

    def reloads(self, skip: Callable[[Step], bool]) -> dict[Step, Reload]:
        for step in self._steps:
            if step.loop:
                self._count(step)
        for step in self._steps:
            self._numbers[step] = self._from_parents(step)
            if self._budget < 0:
                return {}
        for step in reversed(self._steps):
            self._tell_private(step)
        found: dict[Step, Reload] = {}
        room = MAX_VALUES
        for step in self._steps:
            size = len(self._saved[step])
            if size > room or skip(step):
                continue
            reload = self._reload(step)
            if reload is not None:
                found[step] = reload
                room -= size
        return found

    def _count(self, step: Step) -> None:
        """Number the values of each call of a generator from 0."""
        positions = self._positions[step] = {}
        if step.stored is not None:
            positions.update(self._stored_numbers.get(step, {}))
            self._several |= step.loop
            return
        for run in self._saved[step].runs():
            positions.update((row, number) for number, row in enumerate(run.rows))
            if len(run.rows) > 1:
                self._several |= step.loop

    def _from_parents(self, step: Step) -> list[_Numbers]:
        """Return for each row the numbers of the loops that its ancestors and itself come from."""
        saved = self._saved[step]
        is_made = bool(step.inputs)
        rows = [
            self._merged(step, saved.parents(row) if is_made else ()) for row in range(len(saved))
        ]
        if not step.loop & self._several:
            return rows
        positions = self._positions[step]
        self._budget -= sum(map(len, rows))
        return [
            {**numbers, step.loop: positions.get(row, _UNKNOWN)} for row, numbers in enumerate(rows)
        ]

    def _merged(self, step: Step, parents: Sequence[int]) -> _Numbers:
        """Return the numbers of all *parents*, which are rows of the inputs of *step*."""
        told = [
            numbers
            for (_, given), row in zip(step.inputs, parents, strict=True)
            if (numbers := self._numbers[given][row])
        ]
        if len(told) < 2:
            return told[0] if told else _NONE
        merged: dict[int, int] = {}
        for numbers in told:
            merged.update(numbers)
        self._budget -= len(merged)
        return merged

    def _tell_private(self, step: Step) -> None:
        """Tell the values that were computed for those of *step* alone which loops these are in."""
        saved = self._saved[step]
        own = self._numbers[step]
        for index, (_, given) in enumerate(step.inputs):
            if given.node.op.reusable:
                continue
            wanted = given.needs & self._several
            below = self._numbers[given]
            for row, numbers in enumerate(own):
                parent = saved.parents(row)[index]
                if any(bit not in below[parent] for bit in numbers if bit & wanted):
                    below[parent] = {
                        **{bit: number for bit, number in numbers.items() if bit & wanted},
                        **below[parent],
                    }

    def _reload(self, step: Step) -> Reload | None:
        saved = self._saved[step]
        loops = tuple(bits(step.needs & self._several))
        values: dict[tuple[int, ...], tuple[str, ...]] = {}
        for numbers, rows in self._loaded(step):
            key = tuple([numbers.get(bit, _UNKNOWN) for bit in loops])
            uuids = [uuid for row in rows if (uuid := saved.uuid(row)) is not None]
            if _UNKNOWN not in key and len(uuids) == len(rows):
                values.setdefault(key, tuple(uuids))
        if not values:
            return None
        return Reload(loops, dict(sorted(values.items())), bool(step.loop))

    def _loaded(self, step: Step) -> Iterator[tuple[_Numbers, Sequence[int]]]:
        """Yield what is loaded at once, as rows, with the numbers of the loops around."""
        numbers = self._numbers[step]
        if not step.loop:
            yield from ((numbers[row], [row]) for row in range(len(numbers)))
            return
        for run in self._saved[step].runs():
            if run.is_complete:
                yield (
                    numbers[run.rows[0]] if run.rows else self._merged(step, run.parents),
                    run.rows,
                )
