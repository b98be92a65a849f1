"""Comparing the outermost layer of two types: what remains is a list of obligations.

The relation and unification both rest on it: one checks the obligations, the other collects what
they say of type variables.
"""

from __future__ import annotations

from collections import abc
from types import GenericAlias, NoneType
from typing import TYPE_CHECKING, Any, LiteralString, NewType, Self, TypeVar

from exekall.relation.callables import signature_obligations
from exekall.relation.classes import is_protocol, is_subclass, is_typed_dict
from exekall.relation.forms import (
    CALLABLE,
    arguments,
    closed_literal,
    head,
    is_literal,
    literal_keys,
)
from exekall.relation.inheritance import Arguments, applied_arguments, supertypes
from exekall.relation.members import MemberKind, is_interface, structural_form
from exekall.relation.obligations import Meeting, Mismatch, Obligation
from exekall.relation.protocols import protocol_obligations, required_member
from exekall.relation.reasons import Reason, Refusal
from exekall.relation.signatures import callable_signature
from exekall.relation.standard import NOMINAL_IN_TYPESHED, STRUCTURAL_CLASSES
from exekall.relation.tuples import tuple_obligations
from exekall.relation.typed_dicts import AS_MAPPING, typed_dict_obligations
from exekall.relation.variance import variance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def decompose(given: object, wanted: object) -> tuple[Obligation, ...] | Refusal:
    """Compare two types but for what is inside them.

    Neither is a union, qualified, Any or a bare TypeVar; their insides may be. The answer is what
    has to hold of the insides, all of it, or the reason why nothing helps.
    """
    try:
        return tuple(_obligations(given, wanted))
    except Mismatch as mismatch:
        return mismatch.refusal


def _obligations(given: object, wanted: object) -> Iterable[Obligation]:
    if given == wanted:
        return ()
    for form in (given, wanted):
        reason = _opaque_reason(form)
        if reason is not None:
            raise Mismatch(reason, given, wanted)
    if is_literal(given) or is_literal(wanted) or LiteralString in (given, wanted):
        return _literal_obligations(given, wanted)
    given_class, wanted_class = head(given), head(wanted)
    if given_class is None or wanted_class is None:  # Never
        raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)
    if given_class is type and (inner := arguments(given)):
        return _class_object_obligations(inner[0], given, wanted)
    if wanted_class is type and (inner := arguments(wanted)):
        if is_subclass(given_class, type):  # a metaclass: of which classes isn't known
            return [Obligation(Any, inner[0])]
        raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)
    if is_typed_dict(given_class):
        if is_typed_dict(wanted_class):
            return typed_dict_obligations(given, wanted)
        return [Obligation(AS_MAPPING, wanted)]
    if is_typed_dict(wanted_class):
        raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)
    if wanted_class is CALLABLE and arguments(wanted):
        return _callable_obligations(given, wanted)
    return _class_obligations(given, given_class, wanted, wanted_class)


def _opaque_reason(form: object) -> Reason | None:
    """Return why a type fits only itself; None if it is compared by what it is made of."""
    if isinstance(form, type):
        return Reason.NONE if form is NoneType else None
    if isinstance(form, NewType):
        return Reason.NEW_TYPE
    if form is Self:
        return Reason.UNBOUND_SELF
    return Reason.FREE_VARIABLE if isinstance(form, TypeVar) else None


def _literal_obligations(given: object, wanted: object) -> Iterable[Obligation]:
    if is_literal(given):
        if is_literal(wanted):
            if literal_keys(given) <= literal_keys(wanted):
                return ()
            raise Mismatch(Reason.NOT_IN_LITERAL, given, wanted)
        kinds = dict.fromkeys(type(value) for value in arguments(given))
        if wanted is LiteralString and set(kinds) == {str}:
            return ()
        return [Obligation(kind, wanted) for kind in kinds]
    if given is LiteralString and not is_literal(wanted):
        return [Obligation(str, wanted)]
    every = closed_literal(given)
    if every is None or not is_literal(wanted):
        raise Mismatch(Reason.NOT_IN_LITERAL, given, wanted)
    return [Obligation(every, wanted)]


def _class_object_obligations(
    instance: object, given: object, wanted: object
) -> Iterable[Obligation]:
    """Compare `type[instance]` with a type: another `type[...]`, or a metaclass."""
    if head(wanted) is type:
        inner = arguments(wanted)
        return [Obligation(instance, inner[0])] if inner else ()
    cls = head(instance)
    # Every metaclass inherits from that of object.
    metaclass = type(object if cls is None or cls is Any else cls)
    if head(wanted) in supertypes(metaclass) or wanted is CALLABLE:
        return [Obligation(metaclass, wanted)]
    raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)  # constructors aren't looked into


def _callable_obligations(given: object, wanted: object) -> Iterable[Obligation]:
    meeting = Meeting(given, wanted, "__call__")
    if head(given) is CALLABLE:
        ours = callable_signature(given)
    else:
        found = required_member(given, meeting)
        if found.kind is not MemberKind.METHOD or found.signature is None:
            raise meeting.mismatch(Reason.MEMBER_KIND)
        ours = found.signature
    return signature_obligations(ours, callable_signature(wanted), meeting)


def _class_obligations(
    given: object, given_class: type, wanted: object, wanted_class: type
) -> Iterable[Obligation]:
    """Compare classes and their applications: by inheritance, else by members."""
    if given_class is bool and wanted_class is int:
        raise Mismatch(Reason.NUMERIC_PROMOTION, given, wanted)
    inherited = supertypes(given)
    if wanted_class in inherited:
        return _argument_obligations(inherited[wanted_class], given, wanted, wanted_class)
    if is_protocol(wanted_class):
        return protocol_obligations(given, wanted)
    expected = arguments(wanted)
    if expected and wanted_class in STRUCTURAL_CLASSES:
        return _structural_obligations(given, wanted, structural_form(wanted_class, expected))
    if wanted_class is abc.Hashable and is_interface(given_class):
        raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)
    fits = wanted_class not in NOMINAL_IN_TYPESHED and is_subclass(given_class, wanted_class)
    if fits is None:
        raise Mismatch(Reason.SUBCLASS_CHECK_RAISED, given, wanted)
    if not fits:
        raise Mismatch(Reason.NOT_A_SUBCLASS, given, wanted)
    if any(argument is not Any for argument in expected):  # registered: its arguments aren't known
        raise Mismatch(Reason.UNKNOWN_ARGUMENT, given, wanted)
    return ()


def _structural_obligations(
    given: object, wanted: object, protocol: object
) -> Iterator[Obligation]:
    """Compare a type with the Protocol that states the members of an abstract base class."""
    try:
        yield from protocol_obligations(given, protocol)
    except Mismatch as mismatch:
        found = mismatch.refusal
        raise Mismatch(found.reason, given, wanted, found.member) from mismatch


def _argument_obligations(
    inherited: Arguments, given: object, wanted: object, wanted_class: type
) -> Iterable[Obligation]:
    """Compare the arguments that a type has as a `wanted_class` with the wanted ones."""
    expected = applied_arguments(wanted)
    if expected is None:
        return ()
    if wanted_class is tuple and inherited is not None:
        return tuple_obligations(GenericAlias(tuple, inherited), GenericAlias(tuple, expected))
    if inherited is None or len(inherited) != len(expected):
        if all(argument is Any for argument in expected):
            return ()
        raise Mismatch(Reason.UNKNOWN_ARGUMENT, given, wanted)
    return [
        Obligation(ours, theirs, variance(wanted_class, index))
        for index, (ours, theirs) in enumerate(zip(inherited, expected, strict=True))
    ]
