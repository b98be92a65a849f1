"""How the callable of an operator is reached, and the methods of one class."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

__all__ = ["Kind", "UnboundMethod"]


class Kind(Enum):
    """How an operator's callable is reached."""

    FUNCTION = "function"
    CLASS = "class"
    METHOD = "method"
    CLASSMETHOD = "classmethod"
    PREBUILT = "prebuilt"
    DECLARED = "declared"


class UnboundMethod:
    """A plain function as the method of one concrete class.

    The same function inherited by several classes makes one operator for each of them: what it is
    called on decides which of them is used (the original's name, kept for existing code).
    """

    __slots__ = ("callable_", "cls")

    def __init__(self, callable_: Callable[..., Any], cls: type) -> None:
        self.callable_ = callable_
        self.cls = cls

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function."""
        return self.callable_(*args, **kwargs)

    @property
    def __name__(self) -> str:
        """The function's name."""
        return self.callable_.__name__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UnboundMethod):
            return NotImplemented
        return self.callable_ is other.callable_ and self.cls is other.cls

    def __hash__(self) -> int:
        return hash((id(self.callable_), id(self.cls)))

    def __repr__(self) -> str:
        return f"UnboundMethod({self.callable_!r}, {self.cls!r})"
