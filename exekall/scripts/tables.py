"""The UUIDs of values as source text, for the lines that load values from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exekall.scripts.calls import Call
from exekall.scripts.variables import snake_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from exekall.scripts.plan import Step
    from exekall.scripts.reloading import Reload
    from exekall.scripts.variables import Variables

__all__ = ["Tables"]


class Tables:
    """Writes what loads the values of steps; where there are several, their UUIDs are in a table.

    *reloads* says what there is to load, *variables* are the names of the script.
    """

    def __init__(self, reloads: Mapping[Step, Reload], variables: Variables) -> None:
        self._reloads = reloads
        self._variables = variables
        self._names: dict[Step, str] = {}

    def loops(self, step: Step) -> tuple[int, ...]:
        """Return the bits of the loops whose numbers are needed to load the value of *step*."""
        reload = self._reloads.get(step)
        return () if reload is None else reload.loops

    def instead(self, step: Step, number: Callable[[int], str]) -> str:
        """Return the beginning of a conditional expression that loads the value of *step*.

        *number* gives the variable with the number of a loop, by its bit. The text is empty where
        there is nothing to load.
        """
        reload = self._reloads.get(step)
        if reload is None:
            return ""
        function = "values" if reload.is_loop else "value"
        if not reload.loops and not reload.is_loop:
            return f"db.value({reload.values[()][0]!r}) if db else"
        name = self._name(step)
        if not reload.loops:
            return f"db.values({name}) if db else"
        numbers = ", ".join(map(number, reload.loops))
        key = f"({numbers})" if len(reload.loops) > 1 else numbers
        return f"db.{function}({name}[{numbers}]) if {key} in {name} else"

    def loaded(self, step: Step, number: Callable[[int], str]) -> Call | None:
        """Return what loads the stored values of *step*; None where there is no database."""
        reload = self._reloads.get(step)
        if reload is None:
            return None
        if not reload.is_loop:
            return Call("db.value", (repr(reload.values[()][0]),))
        name = self._name(step)
        numbers = ", ".join(map(number, reload.loops))
        return Call("db.values", (f"{name}[{numbers}]" if numbers else name,))

    def _name(self, step: Step) -> str:
        name = self._names.get(step)
        if name is None:
            wish = snake_case(step.node.op.get_name(qual=False)).upper()
            name = self._names[step] = self._variables.new(wish)
        return name

    def lines(self) -> list[str]:
        """Return the definitions of the tables that were referred to."""
        if not self._names:
            return []
        found = ["# The UUIDs of values in the database, by the numbers of the loops around them."]
        for step, name in self._names.items():
            found += _definition(name, self._reloads[step])
        return found


def _definition(name: str, reload: Reload) -> Iterator[str]:
    if not reload.loops:
        yield from _list(f"{name} = ", reload.values[()], "")
        return
    yield f"{name} = {{"
    for numbers, uuids in reload.values.items():
        key = numbers[0] if len(numbers) == 1 else numbers
        if reload.is_loop:
            yield from (f"    {line}" for line in _list(f"{key}: ", uuids, ","))
        else:
            yield f"    {key}: {uuids[0]!r},"
    yield "}"


def _list(before: str, uuids: tuple[str, ...], after: str) -> Iterator[str]:
    if not uuids:
        yield f"{before}[]{after}"
        return
    yield f"{before}["
    yield from (f"    {uuid!r}," for uuid in uuids)
    yield f"]{after}"
