"""The order in which the cells below a root are computed: nested loops, laid out flat.

Each generator is a level of the loop nest, in the order in which a depth-first walk through the
parameters meets it, so that the last parameter varies fastest. Each other cell is computed in the
outermost loop that knows its parameters. Cells that share a generator share its loop, so only
combinations that come from the same value are ever made.

A cell of stored values is a level, too, over those that go together with what the stored cells
around it are at. What they were made from is no part of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from exekall.evaluation.cell import Cell
from exekall.evaluation.lineage import Lineage

__all__ = ["Level", "Plan", "Step", "plan"]


@dataclass(slots=True)
class Step:
    """A cell to compute: into *slot*, from its parameters' *slots*.

    *key* are the slots that decide about reuse: the parameters', with a private parameter
    replaced by what it is made from. *private* are the steps to take first when nothing is reused.
    """

    cell: Cell
    slot: int
    slots: tuple[int, ...]
    key: tuple[int, ...]
    private: tuple[Step, ...] = ()


@dataclass(slots=True)
class Level:
    """A loop over the values of a generator, and the steps to take for each of them.

    *private* are the steps that make the generator's private parameters, anew for each opening.
    For stored values, *lineage* says which rows go with those in the slots *outer*.
    """

    step: Step
    steps: list[Step] = field(default_factory=list)
    lineage: Lineage | None = None
    outer: tuple[int, ...] = ()


@dataclass(slots=True)
class Plan:
    """What to compute for one root: the constants first, then the loops from the outside in.

    *constants* are cells with one value at most; those that have a slot are in the last row that
    they have then.
    """

    root: Cell
    root_slot: int
    slots: dict[Cell, int]
    constants: list[Cell]
    levels: list[Level]


def plan(root: Cell, whole: bool = False) -> Plan:
    """Lay out the computation of *root*.

    Constants that are computed already are entered only where the *whole* is wanted, so that
    every value that is reused can be told of; else a root costs what is new in it.
    """
    return _Planner(whole).plan(root)


class _Planner:
    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._slots: dict[Cell, int] = {}
        self._depths: list[int] = []
        self._keys: dict[Cell, tuple[int, ...]] = {}
        self._private: dict[Cell, tuple[Step, ...]] = {}
        self._constants: list[Cell] = []
        self._levels: list[Level] = []

    def plan(self, root: Cell) -> Plan:
        stack: list[tuple[Cell, bool]] = [(root, False)]
        entered: set[Cell] = set()
        while stack:
            cell, ready = stack.pop()
            if ready:
                if cell.constant and not self._is_step(cell, root):
                    self._constants.append(cell)
                else:
                    self._place(cell, root)
            elif cell not in entered:
                entered.add(cell)
                if self._whole or not cell.done:
                    stack.append((cell, True))
                    stack += [(p, False) for p in self._needed(cell) if p not in entered]
        self._connect_stored()
        return Plan(root, self._slot(root), self._slots, self._constants, self._levels)

    def _connect_stored(self) -> None:
        """Let the levels of stored values know what goes together."""
        levels = [level for level in self._levels if level.step.cell.stored is not None]
        if levels:
            lineage = Lineage([level.step.cell for level in levels])
            slots = tuple([level.step.slot for level in levels])
            for number, level in enumerate(levels):
                level.lineage = lineage
                level.outer = slots[:number]

    def _needed(self, cell: Cell) -> Iterable[Cell]:
        """Return the parameters to take first, the last one first.

        The private ones of a cell that is computed already are not computed anew, and those of
        stored values not at all.
        """
        if cell.stored is not None:
            return ()
        params = reversed(cell.params)
        return [param for param in params if not param.private] if cell.done else params

    def _is_step(self, cell: Cell, root: Cell) -> bool:
        """Tell whether a constant cell is computed anew within a loop, for its consumer."""
        consumer = cell
        while consumer.private and consumer.consumer is not None and consumer is not root:
            consumer = consumer.consumer
            if not consumer.constant:
                return True
        return False

    def _slot(self, cell: Cell, depth: int = -1) -> int:
        """Return the slot of *cell*, a new one where it has none yet."""
        slot = self._slots.get(cell)
        if slot is None:
            slot = self._slots[cell] = len(self._slots)
            self._depths.append(depth)
        return slot

    def _place(self, cell: Cell, root: Cell) -> None:
        """Give *cell* its slot, and its place among levels, their steps or private steps."""
        depths = self._depths
        given = cell.params if cell.stored is None else ()
        params = tuple([self._slot(param) for param in given])
        depth = max([depths[slot] for slot in params], default=-1)
        key: tuple[int, ...] = params
        private: tuple[Step, ...] = ()
        if any(param.private for param in given):
            key, private = self._flattened(cell)
        if cell.generates:
            depth = len(self._levels)
            if cell.private:
                key = (*key, *self._loops_before(cell))
        step = Step(cell, self._slot(cell, depth), params, key, private)
        if cell.generates:
            self._levels.append(Level(step))
        elif cell.private and cell is not root:
            self._keys[cell] = key
            self._private[cell] = (*private, step)
        else:
            self._levels[depth].steps.append(step)

    def _flattened(self, cell: Cell) -> tuple[tuple[int, ...], tuple[Step, ...]]:
        """Return what decides about the reuse of *cell*, and its private steps in order."""
        key: list[int] = []
        private: list[Step] = []
        for param in cell.params:
            if param.private and not param.generates:
                key.extend(self._keys[param])
                private.extend(self._private[param])
            else:
                key.append(self._slots[param])
        return tuple(key), tuple(private)

    def _loops_before(self, cell: Cell) -> tuple[int, ...]:
        """Return the slots of the loops inside which the private generator *cell* runs anew.

        They are those that its consumer's earlier parameters bring along, whatever the root is;
        a consumer that is private itself passes the question on to its own consumer.
        """
        found: dict[int, None] = {}
        current = cell
        while (consumer := current.consumer) is not None:
            earlier = consumer.params[: consumer.params.index(current)]
            found.update(dict.fromkeys(self._loops_of(earlier)))
            if not consumer.private:
                break
            current = consumer
        return tuple(found)

    def _loops_of(self, cells: Iterable[Cell]) -> Iterator[int]:
        pending, seen = list(cells), set(cells)
        while pending:
            cell = pending.pop()
            if cell.generates:
                yield self._slots[cell]
            if cell.stored is not None:
                continue
            new = [param for param in cell.params if param not in seen]
            seen.update(new)
            pending.extend(new)
