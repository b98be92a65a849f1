"""Comparing typed dictionaries, key by key (PEP 589, 655 and 705)."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, NotRequired, Required

import typing_extensions
from typing_extensions import ReadOnly

from exekall.relation.annotations import attribute_annotation, own_annotations
from exekall.relation.canonical import canonical
from exekall.relation.classes import is_typed_dict, namespace
from exekall.relation.forms import head
from exekall.relation.inheritance import applied_arguments
from exekall.relation.obligations import Mismatch, Obligation
from exekall.relation.reasons import Reason, UnsupportedType
from exekall.relation.variables import parameters, substitute
from exekall.relation.variance import Variance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KEY_MARKERS: tuple[object, ...] = (Required, NotRequired, ReadOnly, Annotated)

AS_MAPPING: object = abc.Mapping[str, object]
"""What a typed dictionary is besides: it is no `dict`, whose keys could be deleted."""


@dataclass(frozen=True, slots=True)
class Key:
    """The type of a key's value, and what may be done to the key."""

    form: object
    is_required: bool
    is_read_only: bool


def typed_dict_obligations(given: object, wanted: object) -> Iterator[Obligation]:
    """Yield what has to hold for one typed dictionary to be used as another.

    Raises Mismatch for a key that is missing, may be missing, or is read-only where it must not.
    """
    ours, theirs = (_keys_of(form, given, wanted) for form in (given, wanted))
    for name, expected in theirs.items():
        found = ours.get(name)
        if found is None:
            raise Mismatch(Reason.MISSING_KEY, given, wanted, name)
        if expected.is_read_only:
            if expected.is_required and not found.is_required:
                raise Mismatch(Reason.REQUIRED_KEY, given, wanted, name)
            yield Obligation(found.form, expected.form, Variance.COVARIANT, name)
            continue
        if found.is_read_only:
            raise Mismatch(Reason.READ_ONLY, given, wanted, name)
        if found.is_required is not expected.is_required:
            raise Mismatch(Reason.REQUIRED_KEY, given, wanted, name)
        yield Obligation(found.form, expected.form, Variance.INVARIANT, name)


def _keys_of(form: object, given: object, wanted: object) -> Mapping[str, Key]:
    try:
        return _keys(form)
    except UnsupportedType as error:
        raise Mismatch(Reason.UNRESOLVED_MEMBER, given, wanted) from error


@lru_cache(maxsize=1024)
def _keys(form: object) -> Mapping[str, Key]:
    cls = head(form)
    arguments = applied_arguments(form)
    if cls is None or arguments is None:
        raise UnsupportedType(form, Reason.UNSUPPORTED_FORM)
    keys: dict[str, Key] = {}
    annotations = dict(own_annotations(cls))  # those of the bases are among them
    for declared in namespace(cls).get("__orig_bases__", ()):
        base = head(declared)
        if base is not None and is_typed_dict(base):
            keys |= _keys(canonical(declared))
            for name, annotation in own_annotations(base).items():
                if annotations.get(name) is annotation:
                    del annotations[name]
    keys |= {name: _own_key(cls, name) for name in annotations}
    bindings: dict[Any, object] = dict(zip(parameters(cls), arguments, strict=True))
    return {name: replace(key, form=substitute(key.form, bindings)) for name, key in keys.items()}


def _own_key(cls: type, name: str) -> Key:
    hint: Any = attribute_annotation(cls, name)
    # Right for every key, but for one with a marker that wasn't evaluated: it is by now.
    is_required, is_read_only = name in namespace(cls)["__required_keys__"], False
    layer = hint
    while (applied := typing_extensions.get_origin(layer)) in _KEY_MARKERS:
        if applied is ReadOnly:
            is_read_only = True
        elif applied is not Annotated:
            is_required = applied is Required
        layer = layer.__origin__ if applied is Annotated else layer.__args__[0]
    return Key(canonical(hint), is_required, is_read_only)
