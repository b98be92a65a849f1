"""Comparing types with Protocols, member by member."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized

import pytest

from exekall.relation import Reason, canonical
from exekall.relation.obligations import Meeting, Mismatch, Obligation
from exekall.relation.protocols import protocol_obligations, required_member
from exekall.relation.variance import Variance
from tests.relation import declarations as names
from tests.relation.declarations import Cell, Getter, Holder, Named, Person, ReadName

CO, IN = Variance.COVARIANT, Variance.INVARIANT


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (Person, Named, [Obligation(str, str, IN, "name")]),
        (Person, ReadName, [Obligation(str, str, CO, "name")]),
        (names.NumberedPerson, Named, [Obligation(int, str, IN, "name")]),
        (Cell[int], Getter[str], [Obligation(int, str, CO, "get")]),
        (Cell[int], Holder[str], [Obligation(int, str, IN, "value")]),
        (names.IntGetter, Getter, []),
        (names.SelfCopied, names.Copying, [Obligation(*[names.SelfCopied] * 2, CO, "copy")]),
        (
            list[int],
            names.SizedIterable[str],
            [Obligation(list[int], Sized), Obligation(list[int], Iterable[str])],
        ),
    ],
)
def test_obligations(given: object, wanted: object, expected: list[Obligation]) -> None:
    assert list(protocol_obligations(canonical(given), canonical(wanted))) == expected


@pytest.mark.parametrize(
    ("given", "wanted", "reason", "member"),
    [
        (names.Base, Named, Reason.MISSING_MEMBER, "name"),
        (names.ComputedPerson, Named, Reason.READ_ONLY, "name"),
        (names.ClassKind, Named, Reason.MISSING_MEMBER, "name"),
        (names.InstanceKind, names.Kind, Reason.MEMBER_KIND, "kind"),
        (names.MethodPerson, Named, Reason.MEMBER_KIND, "name"),
        (names.AttributeRuler, names.Measured, Reason.MEMBER_KIND, "measure"),
        (names.InstanceMaker, names.ClassMaking, Reason.MEMBER_KIND, "make"),
        (Callable[[int], int], Named, Reason.MISSING_MEMBER, "name"),
        (Callable[[int], int], names.Handler, Reason.PARAMETERS, "__call__"),
        (str, names.Closable, Reason.MISSING_MEMBER, "close"),
    ],
)
def test_mismatches(given: object, wanted: object, reason: Reason, member: str) -> None:
    with pytest.raises(Mismatch) as raised:
        list(protocol_obligations(canonical(given), canonical(wanted)))
    refusal = raised.value.refusal
    assert (refusal.reason, refusal.member) == (reason, member)
    assert (refusal.given, refusal.wanted) == (canonical(given), canonical(wanted))


def test_a_required_member() -> None:
    found = required_member(Person, Meeting(Person, Named, "name"))
    assert found.form is str
    with pytest.raises(Mismatch):
        required_member(Person, Meeting(Person, Named, "nothing"))
    with pytest.raises(Mismatch):
        required_member(Person, Meeting(Person, Named))
