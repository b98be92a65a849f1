"""Every reason has its sentence."""

from __future__ import annotations

import pytest

from exekall.reasons import Cause, Rejection
from exekall.rendering.rejections import reason, rejection_counts, rejection_lines


def rejected(cause: Cause, name: str = "pkg.f") -> Rejection:
    return Rejection(name, cause, ("x", "return"), "what", "pkg.py:3", int)


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words(cause: Cause) -> None:
    assert reason(rejected(cause))
    assert reason(Rejection("pkg.f", cause))
    assert len(rejection_counts([rejected(cause)])) == 1


def test_the_words_hold_the_facts() -> None:
    (line,) = rejection_lines([rejected(Cause.UNRESOLVED_NAME)])
    assert line == "pkg.f: the annotation of x and the return value: there is no 'what' (pkg.py:3)"


def test_different_causes_have_different_words() -> None:
    assert len({reason(rejected(cause)) for cause in Cause}) == len(Cause)


def test_counts_begin_with_the_most_frequent() -> None:
    rejections = [rejected(Cause.ABSTRACT), *[rejected(Cause.DUNDER)] * 12]
    assert rejection_counts(rejections) == ["    12  special methods", "     1  abstract"]
