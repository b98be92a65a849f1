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


@pytest.mark.parametrize(
    ("cause", "subject", "words"),
    [
        (Cause.UNRESOLVED_NAME, "N: ImportError: no m", "there is no 'N' (ImportError: no m)"),
        (Cause.UNSUPPORTED_ANNOTATION, "{1: 2}: not-a-type", "not supported: {1: 2} (not a type)"),
        (Cause.REFUSED_TYPE, "any", "says too little: Any"),
        (Cause.REFUSED_TYPE, "object", "says too little: object"),
        (Cause.ABSTRACT, "get, put", "abstract: get, put missing"),
        (Cause.ABSTRACT, "", "it is abstract"),
    ],
)
def test_the_subject_is_told_as_people_write_it(cause: Cause, subject: str, words: str) -> None:
    assert reason(Rejection("pkg.f", cause, ("x",), subject)).endswith(words)
