"""A wanted type within a search, and the operators that may serve it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exekall.operator import Operator

__all__ = ["Demand", "Wish"]


class Wish:
    """One wanted type, shared by all the parameters that want it.

    ``key`` is what rule R1 binds: ``D`` and ``Optional[D]`` are two wishes with one key.
    ``strict`` are the operators whose product provides the type; ``fallback`` those whose NewType
    does so by its supertype only (rule R8). ``candidates`` is settled by pruning.
    """

    __slots__ = ("candidates", "fallback", "key", "strict", "type")

    def __init__(
        self, type_: Any, key: Any, strict: Sequence[Operator], fallback: Sequence[Operator]
    ) -> None:
        self.type = type_
        self.key = key
        self.strict = strict
        self.fallback = fallback
        self.candidates: Sequence[Operator] = ()

    @property
    def producers(self) -> Sequence[Operator]:
        """What may serve it before pruning, the fallback included."""
        return (*self.strict, *self.fallback)

    def __repr__(self) -> str:
        return f"<Wish {self.type!r}: {len(self.candidates)} candidates>"


class Demand:
    """What one parameter of one operator wants: its wish, narrowed to what may serve it there.

    ``active`` is false where an optional parameter stays at its default; ``forced_default`` is
    set where a cycle through the operator itself may leave no other choice.
    """

    __slots__ = ("active", "domain", "may_default", "name", "optional", "wish")

    def __init__(self, name: str, wish: Wish, optional: bool) -> None:
        self.name = name
        self.wish = wish
        self.optional = optional
        self.active = True
        self.may_default = False
        self.domain: Sequence[Operator] = ()

    def __repr__(self) -> str:
        return f"<Demand {self.name}: {self.wish!r}>"
