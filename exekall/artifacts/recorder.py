"""What happens to values: logged, counted, and kept by expression."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, KeysView
from typing import Final

from exekall.artifacts.value_ids import ValueIds
from exekall.expression import Expression
from exekall.operator import Operator
from exekall.rendering.failures import error_text
from exekall.values import ExprVal

__all__ = ["LOGGER_NAME", "ValueRecorder"]

LOGGER_NAME: Final = "exekall.run"


class ValueRecorder:
    """A reporter that logs the values of one expression and keeps which ones there were.

    Values of *hidden* operators are logged at level DEBUG and others at INFO, failures at ERROR
    with the traceback, generators without values as warnings, and so are, once for each operator,
    tags that raise. Nothing but KeyboardInterrupt is raised, whatever the values do.
    """

    def __init__(self, hidden: Callable[[Operator], bool] | None = None) -> None:
        self._computed: list[str] = []
        self._reused: dict[str, None] = {}
        self._failures: list[ExprVal] = []
        self._empty: list[Expression] = []
        self._hidden = hidden
        self._ids = ValueIds(hidden, self._untagged)
        self._mistagged: set[Operator] = set()
        self._logger = logging.getLogger(LOGGER_NAME)
        # Configuring logging from a dictionary or a file disables what exists, if not told better.
        self._logger.disabled = False

    # What happened

    @property
    def computed_uuids(self) -> list[str]:
        """The UUIDs of the values that were computed, or failed, in that order."""
        return self._computed

    @property
    def reused_uuids(self) -> KeysView[str]:
        """The UUIDs of the values computed before that served once more, in that order."""
        return self._reused.keys()

    @property
    def failures(self) -> list[ExprVal]:
        """The computed values that failed."""
        return self._failures

    @property
    def empty_generators(self) -> list[Expression]:
        """The generators that ended without having yielded anything."""
        return self._empty

    # The protocol of reporters

    def computed(self, value: ExprVal) -> None:
        """Take note that *value* was computed, or failed."""
        self._computed.append(value.uuid)
        error = value.excep
        if error is None:
            self._log("Computed", value)
            return
        self._failures.append(value)
        id_ = self._ids.write(value)
        self._logger.error("Failed %s UUID=%s\n%s", id_, value.uuid, _traceback(error))

    def reused(self, value: ExprVal) -> None:
        """Take note that *value*, computed before, served once more."""
        self._reused[value.uuid] = None
        self._log("Reusing already computed", value)

    def empty(self, expr: Expression) -> None:
        """Take note that the generator at *expr* ended without having yielded anything."""
        self._empty.append(expr)
        id_ = expr.get_id(full_qual=False, hidden=self._hidden)
        self._logger.warning("No value came from %s", id_)

    def _log(self, event: str, value: ExprVal) -> None:
        hidden = self._hidden is not None and self._hidden(value.op)
        level = logging.DEBUG if hidden else logging.INFO
        if self._logger.isEnabledFor(level):
            self._logger.log(level, "%s %s UUID=%s", event, self._ids.write(value), value.uuid)

    def _untagged(self, value: ExprVal, error: BaseException) -> None:
        if value.op not in self._mistagged:
            self._mistagged.add(value.op)
            name = value.op.get_name(full_qual=False)
            self._logger.warning("No tags for what %s made: %s", name, error_text(error))


def _traceback(error: BaseException) -> str:
    """Return the traceback as text, at least the class of an exception that has no text."""
    try:
        return "".join(traceback.format_exception(error)).rstrip()
    except KeyboardInterrupt:
        raise
    except BaseException as trouble:  # user code: an exception may have hostile attributes
        return f"{type(error).__name__} ({type(trouble).__name__} in formatting it)"
