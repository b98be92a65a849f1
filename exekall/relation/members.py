"""The members of a class as a Protocol sees them: methods, properties and annotated attributes."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import FunctionType, GenericAlias, MemberDescriptorType
from typing import Any, Self

import typing_extensions

from exekall.relation.annotations import attribute_annotation, own_annotations
from exekall.relation.canonical import canonical
from exekall.relation.classes import (
    has_frozen_attributes,
    inherited,
    is_named_tuple,
    is_protocol,
    lineage,
    namespace,
)
from exekall.relation.forms import head
from exekall.relation.inheritance import parameter_bindings, supertypes
from exekall.relation.reasons import Reason, UnsupportedType
from exekall.relation.signatures import Signature, method_signature, special_signature
from exekall.relation.standard import STRUCTURAL_CLASSES, TYPESHED_PROTOCOLS
from exekall.relation.variables import substitute


class MemberKind(Enum):
    """How a member is bound, and whether it may be assigned."""

    METHOD = "method"
    CLASS_METHOD = "class-method"
    STATIC_METHOD = "static-method"
    READ_ONLY = "read-only"
    ATTRIBUTE = "attribute"
    CLASS_VARIABLE = "class-variable"


@dataclass(frozen=True, slots=True)
class Member:
    """A member: the class whose body has it, and a signature (of methods) or else a type."""

    owner: type
    kind: MemberKind
    form: object | None = None
    signature: Signature | None = None


def protocol_members(cls: type) -> list[str]:
    """Return the names of a Protocol's members, sorted."""
    return sorted(
        name
        for name in typing_extensions.get_protocol_members(cls)
        # An __eq__ in the body makes Python write `__hash__ = None` there too.
        if not (name == "__hash__" and inherited(cls, name) is None)
    )


def member(form: object, name: str, receiver: object) -> Member | None:
    """Return a member of a class or an application of one; None if none is declared.

    Type parameters are replaced by the form's arguments, `Self` by the receiver's type. What a
    class doesn't annotate is as in the abstract base classes that it inherits from, if they say.
    Raises UnsupportedType for a member whose kind or type can't be told.
    """
    try:
        found = _bound_member(form, name, receiver)
    except UnsupportedType:
        standard = _standard_member(form, name, receiver)
        if standard is None:
            raise
        return standard
    if found is not None and found.signature is not None and found.signature.result is None:
        return _standard_member(form, name, receiver) or found
    return found


def _bound_member(form: object, name: str, receiver: object) -> Member | None:
    cls = head(form)
    found = None if cls is None else _declared_member(cls, name)
    if found is None:
        return None
    bindings = parameter_bindings(found.owner, supertypes(form)[found.owner])
    bindings[Self] = receiver
    return Member(
        found.owner,
        found.kind,
        None if found.form is None else substitute(found.form, bindings),
        found.signature and found.signature.substituted(bindings),
    )


def _standard_member(form: object, name: str, receiver: object) -> Member | None:
    """Return a member as the first abstract base class has it that a form inherits it from."""
    for base, given in supertypes(form).items():
        protocol = STRUCTURAL_CLASSES.get(base)
        if protocol is not None and given is not None and name in protocol_members(protocol):
            return _bound_member(structural_form(base, given), name, receiver)
    return None


def structural_form(cls: type, given: tuple[object, ...]) -> object:
    """Return the Protocol that states the members of an abstract base class with arguments."""
    return GenericAlias(STRUCTURAL_CLASSES[cls], given)


def is_interface(cls: type) -> bool:
    """Tell whether a class states all that is known of its instances: a Protocol."""
    return is_protocol(cls) or cls in TYPESHED_PROTOCOLS


@lru_cache(maxsize=8192)
def _declared_member(cls: type, name: str) -> Member | None:
    for owner in lineage(cls):
        if owner is object and is_interface(cls):
            break
        if name in own_annotations(owner):
            return _attribute(owner, name)
        if name in namespace(owner):
            return _defined(owner, name, namespace(owner)[name])
    return None


def _attribute(owner: type, name: str) -> Member:
    value = namespace(owner).get(name)
    is_slot = isinstance(value, MemberDescriptorType) or is_named_tuple(owner)
    is_callable = isinstance(value, FunctionType)
    if not is_slot and not is_callable and inherited(type(value), "__get__") is not None:
        raise UnsupportedType(value, Reason.MEMBER_KIND)
    annotation = attribute_annotation(owner, name)
    form = canonical(annotation)
    cls = head(form)
    if cls is not None and inherited(cls, "__get__") is not None and cls is not FunctionType:
        raise UnsupportedType(form, Reason.MEMBER_KIND)  # a descriptor gives another type
    kind = MemberKind.ATTRIBUTE
    marker = typing_extensions.get_origin(annotation)
    if marker is typing.ClassVar:
        kind = MemberKind.CLASS_VARIABLE
    elif marker in (typing.Final, typing_extensions.ReadOnly) or has_frozen_attributes(owner):
        kind = MemberKind.READ_ONLY
    return Member(owner, kind, form)


def _defined(owner: type, name: str, value: Any) -> Member:
    """Return a member that the body of a class binds without annotating the name."""
    if value is None:
        raise UnsupportedType(value, Reason.MEMBER_KIND)  # as in `__hash__ = None`
    if isinstance(value, FunctionType):
        signature = method_signature(value, owner, is_bound=True)
        return Member(owner, MemberKind.METHOD, signature=signature)
    if isinstance(value, classmethod | staticmethod) and isinstance(value.__func__, FunctionType):
        is_class_method = isinstance(value, classmethod)
        signature = method_signature(value.__func__, owner, is_bound=is_class_method)
        kind = MemberKind.CLASS_METHOD if is_class_method else MemberKind.STATIC_METHOD
        return Member(owner, kind, signature=signature)
    if type(value) is property:
        return _property(owner, value)
    demanded = special_signature(name)
    if demanded is not None and callable(value):
        return Member(owner, MemberKind.METHOD, signature=demanded)
    raise UnsupportedType(value, Reason.UNANNOTATED)


def _property(owner: type, value: property) -> Member:
    if not isinstance(value.fget, FunctionType):
        raise UnsupportedType(value, Reason.MEMBER_KIND)
    form = method_signature(value.fget, owner, is_bound=True).result
    if form is None:
        raise UnsupportedType(value, Reason.UNANNOTATED)
    kind = MemberKind.READ_ONLY
    if isinstance(value.fset, FunctionType):
        accepted = method_signature(value.fset, owner, is_bound=True).positional
        if [parameter.form for parameter in accepted] == [form]:
            kind = MemberKind.ATTRIBUTE
    return Member(owner, kind, form)
