"""Which signature can stand for which."""

from __future__ import annotations

from typing import Any

import pytest

from exekall.relation import Reason
from exekall.relation.callables import signature_obligations
from exekall.relation.obligations import Meeting, Mismatch, Obligation
from exekall.relation.signatures import Signature, method_signature
from exekall.relation.variance import Variance

MEETING = Meeting("given", "wanted", "member")


class Sample:
    @staticmethod
    def none() -> None: ...
    @staticmethod
    def one(a: int) -> None: ...
    @staticmethod
    def one_renamed(b: int) -> None: ...
    @staticmethod
    def one_positional(b: int, /) -> None: ...
    @staticmethod
    def one_optional(a: int = 1) -> None: ...
    @staticmethod
    def one_untyped(a) -> None: ...  # type: ignore[no-untyped-def]
    @staticmethod
    def one_any(a: Any) -> None: ...
    @staticmethod
    def two(a: int, b: str) -> None: ...
    @staticmethod
    def two_optional(a: int, b: str = "") -> None: ...
    @staticmethod
    def rest(*rest: int) -> None: ...
    @staticmethod
    def rest_and_more(*rest: int, **more: int) -> None: ...
    @staticmethod
    def anything(*rest: Any, **more: Any) -> None: ...
    @staticmethod
    def keyword(*, a: int) -> None: ...
    @staticmethod
    def keyword_optional(*, a: int = 1) -> None: ...
    @staticmethod
    def keyword_other(*, a: int, b: int) -> None: ...
    @staticmethod
    def more(**more: int) -> None: ...
    @staticmethod
    def rest_and_keyword(*rest: int, a: int) -> None: ...
    @staticmethod
    def optional_and_rest(a: int = 1, *rest: int) -> None: ...
    @staticmethod
    def open_result(a: int): ...  # type: ignore[no-untyped-def]


def signature(name: str) -> Signature:
    return method_signature(getattr(Sample, name), Sample, is_bound=False)


@pytest.mark.parametrize(
    ("given", "wanted", "fits"),
    [
        ("none", "none", True),
        ("one", "none", False),
        ("none", "one", False),
        ("one", "one", True),
        ("one", "one_renamed", False),
        ("one", "one_positional", True),
        ("one_positional", "one", False),
        ("one_optional", "one", True),
        ("one_optional", "none", True),
        ("one", "one_optional", False),
        ("one_untyped", "one", False),
        ("one", "one_untyped", True),
        ("one_any", "one", True),
        ("two", "one", False),
        ("two_optional", "one", True),
        ("two_optional", "two", True),
        ("one", "two", False),
        ("rest", "one_positional", True),
        ("rest", "one", False),
        ("rest_and_more", "one", True),
        ("rest", "rest", True),
        ("one_optional", "rest", False),
        ("two_optional", "rest", False),
        ("anything", "two", True),
        ("none", "anything", True),
        ("one", "anything", True),
        ("keyword", "keyword", True),
        ("one", "keyword", True),
        ("one_positional", "keyword", False),
        ("keyword", "one", False),
        ("keyword", "keyword_optional", False),
        ("keyword_optional", "keyword", True),
        ("keyword_optional", "none", True),
        ("keyword", "none", False),
        ("keyword_other", "keyword", False),
        ("more", "keyword", True),
        ("more", "keyword_optional", True),
        ("keyword", "more", False),
        ("more", "more", True),
        ("rest_and_keyword", "rest_and_keyword", True),
        ("optional_and_rest", "rest_and_keyword", False),
        ("optional_and_rest", "rest", True),
        ("open_result", "one", False),
        ("one", "open_result", True),
    ],
)
def test_pairing(given: str, wanted: str, fits: bool) -> None:
    try:
        obligations = list(signature_obligations(signature(given), signature(wanted), MEETING))
    except Mismatch as mismatch:
        assert not fits
        refusal = mismatch.refusal
        assert refusal.reason in (Reason.PARAMETERS, Reason.UNANNOTATED)
        assert (refusal.given, refusal.wanted, refusal.member) == ("given", "wanted", "member")
    else:
        assert fits
        assert all(found.member == "member" for found in obligations)


def test_obligations() -> None:
    assert list(signature_obligations(signature("one"), signature("one"), MEETING)) == [
        Obligation(int, int, Variance.CONTRAVARIANT, "member"),
        Obligation(type(None), type(None), Variance.COVARIANT, "member"),
    ]


def test_each_given_parameter_takes_what_is_passed_to_it() -> None:
    found = list(signature_obligations(signature("rest_and_more"), signature("two"), MEETING))
    parameters = [item.wanted for item in found if item.variance is Variance.CONTRAVARIANT]
    assert parameters == [int, int, str, str]  # by position and by keyword


def test_an_unknown_list_of_parameters() -> None:
    unknown = Signature((), int, is_open=True)
    with pytest.raises(Mismatch) as raised:
        list(signature_obligations(unknown, signature("one"), MEETING))
    assert raised.value.refusal.reason is Reason.UNKNOWN_ARGUMENT
    assert list(signature_obligations(signature("one"), unknown, MEETING)) == [
        Obligation(type(None), int, Variance.COVARIANT, "member")
    ]
