"""Why values of an earlier run cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from exekall.errors import ExekallError
from exekall.store.errors import ValueUnavailable

__all__ = ["LoadError", "LoadProblem"]


class LoadProblem(StrEnum):
    """What is wrong with what was asked for."""

    NO_TYPE = "no-type"
    NO_VALUE = "no-value"
    SEVERAL_VALUES = "several-values"
    IS_EXPRESSION = "is-expression"
    NO_PARAMETERS = "no-parameters"
    NO_RESULTS = "no-results"
    NOTHING_LEFT = "nothing-left"
    NOT_COMPUTED = "not-computed"
    NO_OPERATOR = "no-operator"
    OTHER_PARAMETERS = "other-parameters"
    LOST_PARAMETERS = "lost-parameters"


class LoadError(ExekallError):
    """The values that *word*, a pattern or a UUID, asks for cannot be used.

    *near* are names or UUIDs that would do, or that are meant; *name* is the callable concerned.
    *lost* are parameters, or types, of which no value can be had, with the reasons.
    """

    def __init__(
        self,
        problem: LoadProblem,
        word: str = "",
        near: Sequence[str] = (),
        name: str = "",
        lost: Sequence[tuple[str, ValueUnavailable]] = (),
    ) -> None:
        super().__init__(problem, word)
        self.problem = problem
        self.word = word
        self.near = tuple(near)
        self.name = name
        self.lost = tuple(lost)
