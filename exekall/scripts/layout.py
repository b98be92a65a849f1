"""Where in a nest of loops each step of one root expression belongs.

The loops follow one another in the order in which the parameters ask for them, so the last one
varies fastest. A step goes to the outermost level at which all that it depends on is known; where
loops that it does not depend on lie in between, its values are kept by those that it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING

from exekall.scripts.plan import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from exekall.scripts.plan import Step

__all__ = ["Layout", "lay_out"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The loops of *root*, outermost first, and for each level the steps that belong there.

    Level 0 is outside of all loops, level n inside the first n of them. A loop that is *kept* has
    its values asked for at an outer level, as one of the steps there, and kept. ``keys`` are the
    loops by which the values of a step are kept; a step without an entry is computed in place.
    Loops that are keys are *counted*: from 0, or, where they are run more than once and are
    *numbered*, by numbers that no other value has.
    """

    root: Step
    loops: tuple[Step, ...]
    levels: tuple[tuple[Step, ...], ...]
    kept: frozenset[Step]
    keys: Mapping[Step, tuple[Step, ...]]
    counted: frozenset[Step]
    numbered: frozenset[Step]


def lay_out(
    root: Step,
    is_shared: Callable[[Step], bool],
    is_given: Callable[[Step], bool],
    is_constant: Callable[[Step], bool],
) -> Layout:
    """Return the layout of *root*.

    What *is_shared* by other expressions is always kept; what *is_given* is computed elsewhere, and
    only asked for here; a loop that *is_constant* can be run again at will.
    """
    steps = list(_parameters_first(root, is_given))
    loops = [step for step in steps if step.loop]
    positions = {step.loop: position for position, step in enumerate(loops)}
    by_bit = {step.loop: step for step in loops}
    opened = [0, *accumulate((step.loop for step in loops), or_)]
    known: dict[Step, int] = {}
    levels: list[list[Step]] = [[] for _ in opened]
    kept: set[Step] = set()
    keys: dict[Step, tuple[Step, ...]] = {}
    for step in steps:
        level = max((known.get(given, 0) for _, given in step.inputs), default=0)
        if not step.node.op.reusable:
            level = max([level, *(positions[bit] + 1 for bit in bits(step.needs))])
        known[step] = positions[step.loop] + 1 if step.loop else level
        if step.loop and (is_given(step) or is_constant(step)):
            continue
        if is_given(step):
            levels[0].append(step)
            continue
        if step.needs != opened[level] or is_shared(step):
            keys[step] = _innermost(step.needs, by_bit, is_constant)
        elif step.loop and level == positions[step.loop]:
            continue
        if step.loop:
            kept.add(step)
        levels[level].append(step)
    several = {loop for loop in loops if loop.needs and not is_constant(loop)}
    # Whoever asks for shared values first decides whether they have numbers.
    counted = {loop for key in keys.values() for loop in key}
    counted |= {loop for loop in several & kept if is_shared(loop)}
    return Layout(
        root=root,
        loops=tuple(loops),
        levels=tuple(map(tuple, levels)),
        kept=frozenset(kept),
        keys=keys,
        counted=frozenset(counted),
        numbered=frozenset(counted & several),
    )


def _innermost(
    needs: int, by_bit: Mapping[int, Step], is_constant: Callable[[Step], bool]
) -> tuple[Step, ...]:
    """Return those of the needed loops whose numbers tell the ones of all others."""
    found: list[Step] = []
    while needs:
        loop = by_bit[1 << (needs.bit_length() - 1)]
        found.append(loop)
        needs &= ~(loop.loop if is_constant(loop) else loop.fixes)
    return tuple(reversed(found))


def _parameters_first(root: Step, is_given: Callable[[Step], bool]) -> Iterator[Step]:
    """Yield the steps below *root* once each, going no deeper where a step is given."""
    done: set[Step] = set()
    stack = [(root, False)]
    while stack:
        step, ready = stack.pop()
        if ready:
            yield step
        elif step not in done:
            done.add(step)
            stack.append((step, True))
            if not is_given(step):
                stack.extend((given, False) for _, given in reversed(step.inputs))
