"""Comparing a type with a Protocol, member by member."""

from __future__ import annotations

from types import GenericAlias
from typing import TYPE_CHECKING

from exekall.relation.callables import signature_obligations
from exekall.relation.classes import is_marker, is_protocol, lineage, namespace
from exekall.relation.forms import CALLABLE, head
from exekall.relation.inheritance import supertypes
from exekall.relation.members import Member, MemberKind, member, protocol_members
from exekall.relation.obligations import Mismatch, Obligation
from exekall.relation.reasons import Reason, UnsupportedType
from exekall.relation.signatures import callable_signature
from exekall.relation.variance import Variance

if TYPE_CHECKING:
    from collections.abc import Iterator


def protocol_obligations(given: object, wanted: object) -> Iterator[Obligation]:
    """Yield what has to hold for a type to have all members of a Protocol.

    A generic Protocol without arguments has its parameters' defaults, or Any. Raises Mismatch for
    a member that is missing, is of another kind, or whose type can't be told.
    """
    cls = head(wanted)
    if cls is None:
        raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)
    elsewhere: set[str] = set()
    for base in lineage(cls):
        if not is_protocol(base) and not is_marker(base):  # an abstract class such as Iterable
            elsewhere |= namespace(base).keys()
            arguments = supertypes(wanted)[base]
            yield Obligation(given, GenericAlias(base, arguments) if arguments else base)
    names = [name for name in protocol_members(cls) if name not in elsewhere]
    if head(given) is CALLABLE:
        yield from _callback_obligations(given, wanted, names)
        return
    for name in names:
        yield from _member_obligations(given, wanted, name)


def _callback_obligations(given: object, wanted: object, names: list[str]) -> Iterator[Obligation]:
    for name in names:
        theirs = required_member(wanted, name, given, wanted)
        if name != "__call__" or theirs.signature is None:
            raise Mismatch(Reason.MISSING_MEMBER, given, wanted, name)
        yield from signature_obligations(callable_signature(given), theirs.signature, name)


def required_member(form: object, name: str, given: object, wanted: object) -> Member:
    """Return a member of one of two types, `form`, while they are being compared.

    Raises Mismatch if it is missing, or nothing is known about its type.
    """
    try:
        found = member(form, name, receiver=given)
    except UnsupportedType as error:
        raise Mismatch(_member_reason(error.reason), given, wanted, name) from error
    if found is None:
        raise Mismatch(Reason.MISSING_MEMBER, given, wanted, name)
    return found


def _member_reason(reason: Reason) -> Reason:
    """Return what an annotation that isn't understood means for the member that has it."""
    if reason in _TOLD_BY_MEMBER:
        return reason
    return Reason.UNRESOLVED_MEMBER


_TOLD_BY_MEMBER = frozenset(
    {
        Reason.MEMBER_KIND,
        Reason.UNANNOTATED,
        Reason.DECORATED,
        Reason.OVERLOADED,
        Reason.GENERIC_METHOD,
    }
)


def _member_obligations(given: object, wanted: object, name: str) -> Iterator[Obligation]:
    theirs = required_member(wanted, name, given, wanted)
    ours = required_member(given, name, given, wanted)
    if theirs.signature is not None:
        if ours.signature is None or ours.kind is not theirs.kind:
            raise Mismatch(Reason.MEMBER_KIND, given, wanted, name)
        yield from signature_obligations(ours.signature, theirs.signature, name)
        return
    if ours.signature is not None:
        raise Mismatch(Reason.MEMBER_KIND, given, wanted, name)
    if theirs.kind is MemberKind.READ_ONLY:
        yield Obligation(ours.form, theirs.form, Variance.COVARIANT, name)
        return
    if ours.kind is MemberKind.READ_ONLY:
        raise Mismatch(Reason.READ_ONLY, given, wanted, name)
    if ours.kind is not theirs.kind:
        raise Mismatch(Reason.MEMBER_KIND, given, wanted, name)
    yield Obligation(ours.form, theirs.form, Variance.INVARIANT, name)
