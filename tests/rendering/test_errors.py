"""Every error that may end a command has its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.cli.messages import error_lines
from exekall.cli.usage import Misuse, UsageError
from exekall.discovery.loading import ImportFailure, Loaded, ModuleNameError
from exekall.discovery.sources import Trouble, UnknownSource
from exekall.errors import (
    AmbiguousAdaptorError,
    AnnotationError,
    BrokenAdaptorError,
    CommandError,
    CycleError,
    ExekallError,
    HookError,
    HookResultError,
    UnknownAdaptorError,
)
from exekall.filesystem.errors import ArtifactError, Problem
from exekall.forcing import Forcing, ForcingError, ForcingTrouble, Sweep
from exekall.reasons import Cause, Rejection
from exekall.sources import DiscoveryError

FORCING, SWEEP = Forcing("f", "p", "v"), Sweep("f", "p", "0", "1", "2")

ERRORS = [
    *(ArtifactError(problem, Path("x"), Path("y"), "detail") for problem in Problem),
    *(UsageError(trouble, "word") for trouble in Misuse),
    *(
        ForcingError(forcing, trouble, operator="m.f", near=["q"], wanted=int, text="v")
        for forcing in (FORCING, SWEEP)
        for trouble in ForcingTrouble
    ),
    *(DiscoveryError([UnknownSource("w", t, ("v",))], [], Loaded(())) for t in Trouble),
    DiscoveryError([], [ImportFailure("w", "m", ValueError("no"), "m.py:3", "x = 1")], Loaded(())),
    DiscoveryError([], [ImportFailure("w", "m", ModuleNameError("m", "a", "b"))], Loaded(())),
    AmbiguousAdaptorError(("a.A", "b.B")),
    UnknownAdaptorError("x", ("y",)),
    BrokenAdaptorError("x", "m:X"),
    HookError("get_tags"),
    HookResultError("filter_op_set", int),
    CommandError("m:main", is_loaded=True),
    CommandError("m:main", is_loaded=False),
    AnnotationError(Rejection("m.f", Cause.NO_RETURN_ANNOTATION)),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_there_is_a_sentence(error: ExekallError) -> None:
    lines = error_lines(error)
    assert lines
    assert not lines[0].startswith(" ")
    assert lines != [Exception.__str__(error)]
    assert str(error) == "\n".join(lines)
    assert not any("{" in line for line in lines)


def test_an_unknown_error_is_told_as_it_is() -> None:
    assert error_lines(CycleError(("a", "b"))) == ["('a', 'b')"]


def test_causes_are_told() -> None:
    error = HookError("get_tags")
    error.__cause__ = ValueError("no")
    assert error_lines(error) == ["the adaptor's get_tags() raised ValueError: no"]


def test_what_a_hook_returned_is_told() -> None:
    told = "the adaptor's filter_op_set() returned {} instead of a collection"
    nothing, number = (HookResultError("filter_op_set", type_) for type_ in (type(None), int))
    assert error_lines(nothing) == [told.format("None")]
    assert error_lines(number) == [told.format("an object of type int")]


def test_ambiguity_comes_with_the_options() -> None:
    first, second = error_lines(AmbiguousAdaptorError(("a.A", "b.B")))
    assert "a.A and b.B" in first
    assert second == "  Choose one with --adaptor a.A or --adaptor b.B"
