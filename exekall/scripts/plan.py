"""What a script computes: one step for each value that is asked for, and the loops it depends on.

A reusable node is one step however often it is used. A node of a non-reusable type is a step of
its own for each parameter that asks for it: called anew for each call of its consumer, or, where
it is a generator, run anew for all that was fixed before it was asked: by the parameters in front
of it, and by those in front of its consumer where that is not reusable either.
A node of stored values has no inputs: its values are loaded, those that go with the ones that the
loops over other stored values are at. So it is a step of one root alone, and so is all below it.
Sets of loops are integers with one bit a loop, so that thousands of nodes cost little.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exekall.errors import ExekallError
from exekall.prebuilt import PrebuiltOperator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exekall.expression import Expression
    from exekall.prebuilt import StoredValues

__all__ = ["Plan", "ScriptSizeError", "Step", "bits", "make_plan"]

MAX_STEPS = 200_000
_Users = dict["Step", int]


class ScriptSizeError(ExekallError):
    """Non-reusable nodes that feed one another several times need too many calls to write down.

    :attr:`steps` is how many there were when it was given up.
    """

    def __init__(self, steps: int) -> None:
        """Note how many steps there were."""
        super().__init__(steps)
        self.steps = steps


@dataclass(slots=True, eq=False)
class Step:
    """One computation of *node* from the values of *inputs*, by parameter name.

    *loop* is the bit of the loop over its values, 0 where there is one value a call. *needs* are
    the loops that a call depends on, *fixes* those that are fixed once its value is known.
    """

    node: Expression
    inputs: tuple[tuple[str, Step], ...]
    loop: int
    needs: int
    fixes: int

    @property
    def follows_consumer(self) -> bool:
        """Whether this is called whenever its consumer is."""
        return not self.loop and not self.node.op.reusable

    @property
    def stored(self) -> StoredValues | None:
        """The values that are loaded instead of being computed."""
        return _stored(self.node)


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of some root expressions, parameters first.

    *shared* are those that several roots use, *first_user* is the index of the first root that
    uses a step.
    """

    roots: tuple[Step, ...]
    steps: tuple[Step, ...]
    shared: frozenset[Step]
    first_user: Mapping[Step, int]

    def depth(self, among: frozenset[Step]) -> int:
        """Return how many steps *among* those given feed one another in a row."""
        depths: dict[Step, int] = {}
        for step in self.steps:
            if step in among:
                below = (depths.get(given, 0) for _, given in step.inputs)
                depths[step] = 1 + max(below, default=0)
        return max(depths.values(), default=0)


@dataclass(slots=True)
class _Frame:
    """A node whose inputs are being made; *before* are the loops that those made so far fix."""

    node: Expression
    asked: int = 0
    before: int = 0
    inputs: list[tuple[str, Step]] = field(default_factory=list)

    def add(self, step: Step) -> None:
        self.inputs.append((self.node.params[len(self.inputs)][0], step))
        self.before |= step.fixes


def bits(loops: int) -> Iterator[int]:
    """Yield the single bits of a set of loops, lowest first."""
    while loops:
        bit = loops & -loops
        yield bit
        loops ^= bit


def make_plan(roots: Sequence[Expression]) -> Plan:
    """Return the plan of *roots*.

    Raises :class:`ScriptSizeError` where it would take more than ``MAX_STEPS`` steps.
    """
    known: dict[Expression, Step] = {}
    steps: list[Step] = []
    made = [_visit(root, known, steps) for root in roots]
    for step in reversed(steps):
        for _, given in step.inputs:
            if given.follows_consumer:
                given.needs = step.needs
    first, last = _users(made, steps)
    shared = frozenset(step for step in steps if first[step] != last[step])
    return Plan(tuple(made), tuple(steps), shared, first)


def _visit(root: Expression, known: dict[Expression, Step], steps: list[Step]) -> Step:
    if root in known:
        return known[root]
    own: dict[Expression, Step] = {}
    of_root: set[Step] = set()
    stored_loops = 0
    loops = sum(1 for step in steps if step.loop)
    stack = [_Frame(root)]
    while True:
        frame = stack[-1]
        is_stored = _stored(frame.node) is not None
        if len(frame.inputs) < len(frame.node.params) and not is_stored:
            child = frame.node.params[len(frame.inputs)][1]
            found = own.get(child) or known.get(child)
            if found is not None:
                frame.add(found)
            else:
                asked = 0 if child.op.reusable else frame.asked | frame.before
                stack.append(_Frame(child, asked))
            continue
        stack.pop()
        loop = 0
        if frame.node.op.is_generator:
            loop, loops = 1 << loops, loops + 1
        needs = frame.before | frame.asked if loop else frame.before
        if loop and is_stored:
            needs, stored_loops = stored_loops, stored_loops | loop
        step = Step(frame.node, tuple(frame.inputs), loop, needs, needs | loop)
        if is_stored or any(given in of_root for _, given in step.inputs):
            of_root.add(step)
        steps.append(step)
        if len(steps) > MAX_STEPS:
            raise ScriptSizeError(len(steps))
        if frame.node.op.reusable:
            (own if step in of_root else known)[frame.node] = step
        if not stack:
            return step
        stack[-1].add(step)


def _stored(node: Expression) -> StoredValues | None:
    return node.op.stored if isinstance(node.op, PrebuiltOperator) else None


def _users(roots: Sequence[Step], steps: Sequence[Step]) -> tuple[_Users, _Users]:
    """Return the first and the last root that uses each step; each tells its inputs."""
    first: _Users = {}
    last: _Users = {}

    def tell(step: Step, lowest: int, highest: int) -> None:
        first[step] = min(lowest, first.get(step, lowest))
        last[step] = max(highest, last.get(step, highest))

    for index, root in enumerate(roots):
        tell(root, index, index)
    for step in reversed(steps):
        for _, given in step.inputs:
            tell(given, first[step], last[step])
    return first, last
