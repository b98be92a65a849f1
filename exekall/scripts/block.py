"""The body of the function that computes one expression: assignments in nested loops.

CPython allows 20 nested blocks in a function. Where the loops come near, the outer ones become a
generator function that gives the next ones their variables, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from exekall.scripts.calls import Call, Calls
from exekall.scripts.variables import Variables, snake_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exekall.scripts.layout import Layout
    from exekall.scripts.plan import Step
    from exekall.scripts.tables import Tables

__all__ = ["Block", "block_lines", "indented"]

MAX_LOOPS: Final = 15
MAX_BLOCKS: Final = 18


@dataclass(frozen=True, slots=True)
class Block:
    """What the body of one expression is written from.

    *given* are the texts of values defined outside, *keepers* the objects outside that keep a
    step's values, *facts* gives the text of the expression's facts for a step, *comment* the one
    that says what a step computes, *tables* what loads its value instead.
    """

    layout: Layout
    calls: Calls
    variables: Variables
    given: Mapping[Step, str]
    keepers: Mapping[Step, str]
    facts: Callable[[Step], str]
    comment: Callable[[Step], str]
    tables: Tables


@dataclass(slots=True)
class _Names:
    """The variables of the body: values, running numbers of loops, kept values of loops.

    *positions* are numbers that begin with 0 whenever a loop does, by the loop's bit.
    """

    values: dict[Step, str] = field(default_factory=dict)
    numbers: dict[Step, str] = field(default_factory=dict)
    positions: dict[int, str] = field(default_factory=dict)
    streams: dict[Step, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Lines:
    """Lines being written, with the depth of indentation."""

    lines: list[str] = field(default_factory=list)
    depth: int = 0

    def add(self, *lines: str) -> None:
        self.lines += indented(lines, self.depth)

    def gap(self) -> None:
        """Leave an empty line, but for the beginning of a block."""
        if self.lines and self.lines[-1] and not self.lines[-1].endswith(":"):
            self.lines.append("")


def indented(lines: Iterable[str], depth: int = 1) -> list[str]:
    """Return *lines* moved to the right by *depth* steps."""
    margin = "    " * depth
    return [f"{margin}{line}" if line else "" for line in lines]


def block_lines(block: Block) -> list[str]:
    """Return the lines of the function's body; the values of the root are printed."""
    return _BlockWriter(block).write()


class _BlockWriter:
    def __init__(self, block: Block) -> None:
        self._block = block
        self._layout = block.layout
        self._names = _Names()
        self._last_used: dict[str, int] = {}
        self._defined: dict[str, int] = {}
        self._name_steps()

    def write(self) -> list[str]:
        out = _Lines()
        self._level(out, 0)
        part, blocks, loops = _Lines(depth=out.depth), out.depth, 0
        for level, loop in enumerate(self._layout.loops, 1):
            height = 1 + self._guarded(level)
            if loops == MAX_LOOPS or blocks + height > MAX_BLOCKS:
                part = self._cut(out, part, level)
                blocks, loops = out.depth + 1, 0
            self._loop(part, loop)
            self._level(part, level)
            blocks, loops = blocks + height, loops + 1
        if part.lines:
            out.gap()
        return out.lines + part.lines

    # Names

    def _name_steps(self) -> None:
        """Name everything, and note at which level it is defined and last used."""
        layout, names, variables = self._layout, self._names, self._block.variables
        steps = [step for level in layout.levels for step in level]
        for step in dict.fromkeys([*steps, *layout.loops]):
            wish = snake_case(step.node.op.get_name(qual=False))
            names.values[step] = variables.new(wish)
        located = {bit for step in names.values for bit in self._block.tables.loops(step)}
        for loop in layout.loops:
            name = names.values[loop]
            if loop in layout.counted:
                names.numbers[loop] = variables.new(f"{name}_number")
            if loop.loop in located:
                names.positions[loop.loop] = self._new_position(loop)
            if loop in layout.kept:
                names.streams[loop] = variables.new(f"{name}_values")
        self._note_uses()

    def _new_position(self, loop: Step) -> str:
        """Return the variable that is to count the values of *loop* from 0."""
        name = self._names.values[loop]
        if loop in self._layout.numbered:
            return self._block.variables.new(f"{name}_index")
        return self._names.numbers.get(loop) or self._block.variables.new(f"{name}_number")

    def _note_uses(self) -> None:
        layout, names = self._layout, self._names
        for level, steps in enumerate(layout.levels):
            for step in steps:
                is_loop = step in layout.kept
                self._defined[names.streams[step] if is_loop else names.values[step]] = level
                self._use(step, level)
        for level, loop in enumerate(layout.loops, 1):
            self._defined[names.values[loop]] = level
            for numbers in (names.numbers.get(loop), names.positions.get(loop.loop)):
                if numbers is not None:
                    self._defined[numbers] = level
            if loop in layout.kept:
                self._last_used[names.streams[loop]] = level
            else:
                self._use(loop, level)
        root = names.values.get(layout.root)
        if root is not None:
            self._last_used[root] = len(layout.loops)

    def _use(self, step: Step, level: int) -> None:
        values = self._names.values
        used = [values[given] for _, given in step.inputs if given in values]
        used += [self._names.numbers[loop] for loop in self._layout.keys.get(step, ())]
        used += [self._names.positions[bit] for bit in self._block.tables.loops(step)]
        for name in used:
            self._last_used[name] = max(level, self._last_used.get(name, 0))

    def _value(self, step: Step) -> str:
        return self._names.values[step]

    # Statements

    def _guarded(self, level: int) -> bool:
        """Tell whether something at *level* may fail, which must not end the loop around it."""
        layout = self._layout
        if level == len(layout.loops):
            return True
        inner = layout.loops[level]
        if inner not in layout.kept and self._may_raise(inner):
            return True
        return any(self._may_raise(step) for step in layout.levels[level])

    def _may_raise(self, step: Step) -> bool:
        given = self._block.given
        return step in self._layout.keys or step in given or self._block.calls.may_raise(step)

    def _level(self, out: _Lines, level: int) -> None:
        """Write what is computed at *level*, leaving *out* where the next loop goes."""
        if self._guarded(level):
            out.add("with contained():")
            out.depth += 1
        for step in self._layout.levels[level]:
            self._assignment(out, step)
        if level == len(self._layout.loops):
            if self._layout.levels[level]:
                out.gap()
            out.add(f"print({self._value(self._layout.root)})")

    def _call(self, step: Step) -> Call:
        if step in self._block.given:
            return Call(self._block.given[step])
        number = self._names.positions.__getitem__
        if step.stored is not None:
            loaded = self._block.tables.loaded(step, number)
            if loaded is not None:
                return loaded
        call = self._block.calls.call(step, self._value, self._block.facts(step))
        if step.stored is not None:
            return call
        instead = self._block.tables.instead(step, number)
        return call.replaceable(instead) if instead else call

    def _assignment(self, out: _Lines, step: Step) -> None:
        call = self._call(step)
        name = self._names.values[step]
        if step in self._layout.kept:
            call, name = self._numbered(step, call).wrapped("Values"), self._names.streams[step]
        before, after = f"{name} = ", ""
        if step in self._layout.keys:
            numbers = [self._names.numbers[loop] for loop in self._layout.keys[step]]
            before = f"{name} = {self._block.keepers[step]}(lambda: "
            after = f", {', '.join(numbers)})" if numbers else ")"
        out.gap()
        out.add(self._block.comment(step), *call.lines(before, after, out.depth))

    def _loop(self, out: _Lines, loop: Step) -> None:
        layout, names = self._layout, self._names
        target = names.values[loop]
        call = self._source(loop)
        if loop in layout.numbered:
            target = f"{names.numbers[loop]}, {target}"
        position = self._position(loop)
        if position is not None:
            target = (
                f"{position}, ({target})" if loop in layout.numbered else f"{position}, {target}"
            )
        out.gap()
        if loop not in layout.kept:
            out.add(self._block.comment(loop))
        out.add(*call.lines(f"for {target} in ", ":", out.depth))
        out.depth += 1

    def _source(self, loop: Step) -> Call:
        """Return what a loop runs over."""
        layout = self._layout
        if loop in layout.kept:
            call = Call(self._names.streams[loop])
        else:
            call = self._call(loop)
            if call.arguments is not None:
                call = self._numbered(loop, call).wrapped("each")
        return call.wrapped("enumerate") if self._position(loop) is not None else call

    def _position(self, loop: Step) -> str | None:
        """Return the variable that counts the values of *loop* from 0, if something needs it."""
        found = self._names.positions.get(loop.loop)
        if found is None and loop not in self._layout.numbered:
            found = self._names.numbers.get(loop)
        return found

    def _numbered(self, loop: Step, call: Call) -> Call:
        return call.wrapped("numbered") if loop in self._layout.numbered else call

    # Too many levels

    def _cut(self, out: _Lines, part: _Lines, level: int) -> _Lines:
        """End the loops so far as a generator function before the loop of *level*.

        Return the lines that go on with what it gives.
        """
        live = [
            name
            for name, defined in self._defined.items()
            if 1 <= defined < level <= self._last_used.get(name, 0)
        ]
        row = ", ".join(live) or "_"
        function = self._block.variables.new("combinations")
        part.gap()
        part.add(f"yield {row if live else None}")
        out.gap()
        out.add(f"def {function}():")
        out.lines += indented(part.lines)
        following = _Lines(depth=out.depth)
        following.add(f"for {row} in {function}():")
        following.depth += 1
        return following
