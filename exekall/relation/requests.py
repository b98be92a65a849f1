"""What a parameter asks for: its type less the None, and when a NewType serves it."""

from __future__ import annotations

from functools import lru_cache
from types import NoneType
from typing import NewType

from exekall.relation.canonical import canonical
from exekall.relation.forms import is_union, members, qualified, qualifiers, union, unqualified
from exekall.relation.reasons import UnsupportedType
from exekall.relation.subtyping import provides


def request_key(form: object) -> object:
    """Return what a canonical type asks for: `D | None` asks for D, None itself for None.

    Two parameters of one expression that ask for the same get the same object.
    """
    return form if isinstance(form, type) else _request_key(form)


@lru_cache(maxsize=16384)
def _request_key(form: object) -> object:
    inner = unqualified(form)
    if not is_union(inner):
        return form
    left = union(member for member in members(inner) if member is not NoneType)
    return qualified(left, qualifiers(form))


def newtype_serves(given: object, wanted: object) -> bool:
    """Tell whether a NewType may stand in for a wanted type that nothing else provides.

    It may if its supertype, or the supertype's if that is a NewType too, provides what is wanted
    under the qualifiers of `given`, and it doesn't provide it by itself.
    """
    marks = qualifiers(given)
    inner = unqualified(given)
    if isinstance(inner, type) or not isinstance(inner, NewType) or provides(given, wanted):
        return False
    while isinstance(inner, NewType):
        try:
            inner = canonical(inner.__supertype__)
        except UnsupportedType:
            return False
        if provides(qualified(inner, marks), wanted):
            return True
    return False
