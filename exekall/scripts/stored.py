"""How scripts load stored values: those of one loop after those of another that they go with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exekall.scripts.plan import bits
from exekall.scripts.reloading import Reload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from exekall.expression import Expression
    from exekall.scripts.plan import Plan, Step
    from exekall.scripts.reloading import Saved

__all__ = ["Loads", "find_loads"]


@dataclass(frozen=True, slots=True)
class Loads:
    """What steps of stored values load, and the numbers that loops give their rows.

    The numbers are known of loops that depend on no other loop.
    """

    reloads: Mapping[Step, Reload]
    numbers: Mapping[Step, Mapping[int, int]]


def find_loads(plan: Plan, saved: Callable[[Expression], Saved | None]) -> Loads:
    """Return what the steps of *plan* that stand for stored values load."""
    reloads: dict[Step, Reload] = {}
    numbers: dict[Step, Mapping[int, int]] = {}
    for root in plan.roots:
        steps = list(_stored_below(root))
        values = saved(root.node) if steps else None
        if values is not None:
            combinations = values.combinations([step.node for step in steps])
            for index, step in enumerate(steps):
                loops = [i for i in range(index) if steps[i].loop]
                found = _rows_by_number(combinations, loops, index)
                reloads[step] = _reload(step, found)
                if step.loop and not loops:
                    numbers[step] = {row: n for n, row in enumerate(found.get((), ()))}
    return Loads(reloads, numbers)


def _stored_below(root: Step) -> Iterator[Step]:
    """Yield the steps of stored values below *root*, in the order of their loops."""
    seen = {root}
    stack = [root]
    while stack:
        step = stack.pop()
        if step.stored is not None:
            yield step
        new = [given for _, given in step.inputs if given not in seen]
        seen.update(new)
        stack += reversed(new)


def _rows_by_number(
    combinations: Sequence[tuple[int, ...]], loops: Sequence[int], index: int
) -> dict[tuple[int, ...], list[int]]:
    """Return the rows at *index* by the numbers that the *loops* before it are at.

    A loop counts its rows from 0 whenever it begins.
    """
    found: dict[tuple[int, ...], dict[int, None]] = {}
    counted: dict[tuple[int, ...], dict[int, int]] = {}
    for rows in combinations:
        numbers: tuple[int, ...] = ()
        for loop in loops:
            known = counted.setdefault(numbers, {})
            numbers = (*numbers, known.setdefault(rows[loop], len(known)))
        found.setdefault(numbers, {})[rows[index]] = None
    return {numbers: list(rows) for numbers, rows in found.items()}


def _reload(step: Step, rows: Mapping[tuple[int, ...], Sequence[int]]) -> Reload:
    assert step.stored is not None
    known = step.stored.rows
    if not step.loop:
        return Reload((), {(): (known[0].uuid,)}, False)
    values = {numbers: tuple([known[row].uuid for row in found]) for numbers, found in rows.items()}
    return Reload(tuple(bits(step.needs)), values or {(): ()}, True)
