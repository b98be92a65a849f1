"""What came of a stored value, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from exekall.rendering.failures import contained_text
from exekall.rendering.store_errors import unavailable_text
from exekall.rendering.wording import place
from exekall.store.errors import ValueUnavailable
from exekall.store.records import FailureRecord, Outcome
from exekall.traversal import walk
from exekall.valuedb import LostFrozVal

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal

__all__ = ["LOST", "Results", "failure_text", "loaded_text", "outcome_text", "raised_text"]

LOST: Final = "lost"


def outcome_text(value: FrozenExprVal) -> str:
    """Return one word for what came of computing *value*."""
    return LOST if isinstance(value, LostFrozVal) else value.outcome.value


def failure_text(failure: FailureRecord) -> str:
    """Return type, message and place of a stored exception."""
    name = failure.type.name.rpartition(".")[2]
    where = f" ({place(failure.place)})" if failure.place else ""
    return f"{name}: {failure.message}{where}" if failure.message else f"{name}{where}"


def raised_text(value: FrozenExprVal) -> str:
    """Return what was raised when *value* was to be computed, as far as it can be read."""
    try:
        failure = value.failure
    except ValueUnavailable as error:
        return f"<{unavailable_text(error)}>"
    return "" if failure is None else failure_text(failure)


def loaded_text(value: FrozenExprVal) -> str:
    """Unpickle *value* and return its ``repr``, or why there is none."""
    try:
        found = value.value
    except ValueUnavailable as error:
        return f"<{unavailable_text(error)}>"
    return contained_text(lambda: repr(found))


class Results:
    """The texts of what came of values; with *loads* these are unpickled."""

    def __init__(self, *, loads: bool = False) -> None:
        self._loads = loads
        # The names of the operators that failed, for values that were not computed.
        self._culprits: dict[str, tuple[str, ...]] = {}

    def text(self, value: FrozenExprVal) -> str:
        """Return the text of a result, the bounded repr of another value, or what went wrong."""
        if isinstance(value, LostFrozVal):
            return "its record is damaged"
        if value.outcome is Outcome.FAILED:
            return raised_text(value)
        if value.outcome is Outcome.SKIPPED:
            return f"{', '.join(self._failed_below(value))} failed"
        if self._loads:
            return loaded_text(value)
        return value.repr_text if value.text is None else value.text

    def _failed_below(self, value: FrozenExprVal) -> tuple[str, ...]:
        known = self._culprits
        for found in walk([value], stop=lambda one: one.uuid in known):
            if found.outcome is Outcome.FAILED:
                known[found.uuid] = (found.node.names[1],)
            else:
                names = {name for _, parent in found.params for name in known[parent.uuid]}
                known[found.uuid] = tuple(sorted(names))
        return known[value.uuid]
