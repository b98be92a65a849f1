"""One call of an operator, as handed to an executor, and what comes of it."""

from __future__ import annotations

from typing import Any, Final

from exekall.operator import Operator

__all__ = ["END", "Call", "Outcome"]


class _End:
    """What asking an exhausted iterator gives."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "END"


END: Final = _End()


class Call:
    """An operator to be called with values.

    With *iterator* it is a request for that iterator's next value instead; ``END`` is its outcome
    when there is none left. A call of a generator operator has an iterator for its outcome.
    """

    __slots__ = ("args", "iterator", "kwargs", "operator")

    def __init__(
        self,
        operator: Operator,
        args: tuple[Any, ...] | list[Any] = (),
        kwargs: dict[str, Any] | None = None,
        iterator: Any = None,
    ) -> None:
        self.operator = operator
        self.args = args
        self.kwargs = kwargs
        self.iterator = iterator


class Outcome:
    """What a call gave: a value, or what it raised; and how long it took, in seconds."""

    __slots__ = ("duration", "failure", "value")

    def __init__(
        self, value: Any, failure: BaseException | None = None, duration: float = 0.0
    ) -> None:
        self.value = value
        self.failure = failure
        self.duration = duration
