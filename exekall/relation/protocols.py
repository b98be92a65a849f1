"""Comparing a type with a Protocol, member by member."""

from __future__ import annotations

from types import GenericAlias
from typing import TYPE_CHECKING

from exekall.relation.callables import signature_obligations
from exekall.relation.classes import is_marker, is_protocol, lineage, namespace
from exekall.relation.forms import CALLABLE, head
from exekall.relation.inheritance import supertypes
from exekall.relation.members import Member, MemberKind, member, protocol_members
from exekall.relation.obligations import Meeting, Mismatch, Obligation
from exekall.relation.reasons import Reason, UnsupportedType
from exekall.relation.signatures import callable_signature
from exekall.relation.variance import Variance

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_MEMBERS = frozenset(
    {
        Reason.MEMBER_KIND,
        Reason.UNANNOTATED,
        Reason.DECORATED,
        Reason.OVERLOADED,
        Reason.GENERIC_METHOD,
    }
)
"""What may be wrong with a member itself, and not with the types that it is annotated with."""


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
        yield from _member_obligations(Meeting(given, wanted, name))


def _callback_obligations(given: object, wanted: object, names: list[str]) -> Iterator[Obligation]:
    for name in names:
        meeting = Meeting(given, wanted, name)
        theirs = required_member(wanted, meeting)
        if name != "__call__" or theirs.signature is None:
            raise meeting.mismatch(Reason.MISSING_MEMBER)
        yield from signature_obligations(callable_signature(given), theirs.signature, meeting)


def required_member(form: object, meeting: Meeting) -> Member:
    """Return the member of one of two types, `form`, at which they meet.

    `Self` in it means the given type. Raises Mismatch if it is missing, or nothing is known about
    its type.
    """
    if meeting.member is None:
        raise meeting.mismatch(Reason.MISSING_MEMBER)
    try:
        found = member(form, meeting.member, receiver=meeting.given)
    except UnsupportedType as error:
        reason = error.reason if error.reason in _OF_MEMBERS else Reason.UNRESOLVED_MEMBER
        raise meeting.mismatch(reason) from error
    if found is None:
        raise meeting.mismatch(Reason.MISSING_MEMBER)
    return found


def _member_obligations(meeting: Meeting) -> Iterator[Obligation]:
    theirs = required_member(meeting.wanted, meeting)
    ours = required_member(meeting.given, meeting)
    if theirs.signature is not None:
        is_bound_alike = ours.kind is theirs.kind or theirs.kind is MemberKind.METHOD
        if ours.signature is None or not is_bound_alike:
            raise meeting.mismatch(Reason.MEMBER_KIND)
        yield from signature_obligations(ours.signature, theirs.signature, meeting)
        return
    if ours.signature is not None:
        raise meeting.mismatch(Reason.MEMBER_KIND)
    if theirs.kind is MemberKind.READ_ONLY:
        yield Obligation(ours.form, theirs.form, Variance.COVARIANT, meeting.member)
        return
    if ours.kind is MemberKind.READ_ONLY:
        raise meeting.mismatch(Reason.READ_ONLY)
    if ours.kind is not theirs.kind:
        raise meeting.mismatch(Reason.MEMBER_KIND)
    yield Obligation(ours.form, theirs.form, Variance.INVARIANT, meeting.member)
