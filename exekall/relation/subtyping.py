"""Which type provides which: the one relation that everything is wired by."""

from __future__ import annotations

from abc import get_cache_token
from dataclasses import replace
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, Never, Protocol, Self

import typing_extensions

from exekall.relation.decomposition import decompose
from exekall.relation.forms import (
    arguments,
    head,
    is_literal,
    is_union,
    literal,
    members,
    qualifiers,
    unqualified,
)
from exekall.relation.inheritance import applied_arguments
from exekall.relation.reasons import Reason, Refusal
from exekall.relation.variables import type_variables
from exekall.relation.variance import Variance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exekall.relation.obligations import Obligation

MAXIMUM_PAIRS = 64
"""How many comparisons may be under way, each one for the sake of the one before."""

_UNWANTED: dict[object, Reason] = {
    Any: Reason.ANY,
    object: Reason.OBJECT,
    Never: Reason.NEVER,
    Self: Reason.UNBOUND_SELF,
    Generic: Reason.BARE_SPECIAL_FORM,
    Protocol: Reason.BARE_SPECIAL_FORM,
    typing_extensions.Protocol: Reason.BARE_SPECIAL_FORM,
}


def refusal(wanted: object) -> Reason | None:
    """Say why a canonical type can't be asked for by a parameter; None if it can.

    Everything would provide `Any` and `object`, alone or in a union, and nothing does `Never`.
    """
    if isinstance(wanted, type):
        return _UNWANTED.get(wanted)
    for member in members(unqualified(wanted)):
        reason = _UNWANTED.get(unqualified(member))
        if reason is not None:
            return reason
    return None


def provides(given: object, wanted: object) -> bool:
    """Tell whether a value of one canonical type can be used where another is wanted.

    The types have no TypeVars: those that do are for `unify` and `match_product`. True only if a
    type checker would allow the assignment; False where that can't be decided too.
    """
    if type(given) is type and type(wanted) is type and "__parameters__" not in wanted.__dict__:
        # Of such classes only inheritance counts, and it's no user code that decides on it.
        return issubclass(given, wanted) and not (given is bool and wanted is int)
    return why_not(given, wanted) is None


def why_not(given: object, wanted: object) -> Refusal | None:
    """Return why one canonical type doesn't provide another, None if it does. See `provides`."""
    # Registering a class with an abstract base class changes the token.
    return _judged(given, wanted, get_cache_token())


@lru_cache(maxsize=65536)
def _judged(given: object, wanted: object, _token: object) -> Refusal | None:
    for form in (given, wanted):
        if type_variables(form):
            return Refusal(Reason.FREE_VARIABLE, given, wanted)
    if given is Never and wanted is not Never:
        return Refusal(Reason.NEVER, given, wanted)
    return _Inquiry().why_not(given, wanted)


class _Inquiry:
    """One question, with what was found and what is supposed on the way to its answer.

    A pair of types that comes up while it is being compared is supposed to fit: only a mismatch
    elsewhere can show that it doesn't. (Amadio and Cardelli, Subtyping Recursive Types, 1993.)
    """

    def __init__(self) -> None:
        self._supposed: dict[tuple[object, object], None] = {}
        self._refused: dict[tuple[object, object], Refusal] = {}
        self._depth = 0

    def why_not(self, given: object, wanted: object) -> Refusal | None:
        if wanted is Any or wanted is object or given == wanted or given is Never:
            return None
        if given is Any:
            return Refusal(Reason.UNKNOWN_ARGUMENT, given, wanted)
        pair = (given, wanted)
        if pair in self._supposed:
            return None
        if pair in self._refused:
            return self._refused[pair]
        if self._depth == MAXIMUM_PAIRS:
            return Refusal(Reason.TOO_DEEP, given, wanted)
        certain = len(self._supposed)
        self._supposed[pair] = None
        self._depth += 1
        found = self._compare(given, wanted)
        self._depth -= 1
        if found is not None:
            while len(self._supposed) > certain:  # what rests on the pair falls with it
                self._supposed.popitem()
            self._refused[pair] = found
        return found

    def _compare(self, given: object, wanted: object) -> Refusal | None:
        if is_union(given):
            return self._first(self.why_not(member, wanted) for member in members(given))
        if is_union(wanted):
            return self._why_not_member(given, wanted)
        if qualifiers(given) != qualifiers(wanted):
            return Refusal(Reason.QUALIFIER, given, wanted)
        if qualifiers(given):
            return self.why_not(unqualified(given), unqualified(wanted))
        obligations = decompose(given, wanted)
        if isinstance(obligations, Refusal):
            return obligations
        for obligation in obligations:
            found = self._unmet(obligation)
            if found is not None:
                return found
        return None

    def _first(self, answers: Iterable[Refusal | None]) -> Refusal | None:
        return next((answer for answer in answers if answer is not None), None)

    def _why_not_member(self, given: object, wanted: object) -> Refusal | None:
        """Return why no member of a wanted union is provided."""
        alternatives = [member for member in members(wanted) if member is not NoneType]
        if given is NoneType:
            return None if NoneType in members(wanted) else Refusal(Reason.NONE, given, wanted)
        found = None
        for member in alternatives:
            found = self.why_not(given, member)
            if found is None:
                return None
        if is_literal(given) and len(arguments(given)) > 1:
            return self._first(self.why_not(literal((v,)), wanted) for v in arguments(given))
        return found if len(alternatives) == 1 else Refusal(Reason.NOT_IN_UNION, given, wanted)

    def _unmet(self, obligation: Obligation) -> Refusal | None:
        """Return why an obligation isn't met.

        Any stands for an unknown type: asking for it allows every type, offering it none.
        """
        given, wanted = obligation.given, obligation.wanted
        if obligation.variance is Variance.COVARIANT:
            found = self.why_not(given, wanted)
        elif wanted is Any:
            return None
        elif given is Any:
            found = Refusal(Reason.UNKNOWN_ARGUMENT, given, wanted)
        elif obligation.variance is Variance.CONTRAVARIANT:
            found = self.why_not(wanted, given)
        else:
            found = self._why_not_same(given, wanted)
        if found is None or found.member is not None:
            return found
        return replace(found, member=obligation.member)

    def _why_not_same(self, given: object, wanted: object) -> Refusal | None:
        """Return why two types aren't the same, but for the Any in the wanted one."""
        if wanted is Any or given == wanted:
            return None
        if given is Any:
            return Refusal(Reason.UNKNOWN_ARGUMENT, given, wanted)
        different = Refusal(Reason.NOT_THE_SAME, given, wanted)
        if is_union(given) or is_union(wanted):
            return None if self._have_same_members(given, wanted) else different
        if qualifiers(given) != qualifiers(wanted):
            return Refusal(Reason.QUALIFIER, given, wanted)
        given, wanted = unqualified(given), unqualified(wanted)
        cls = head(given)
        if cls is None or cls is not head(wanted):
            return different
        ours, theirs = applied_arguments(given), applied_arguments(wanted)
        if ours is None or theirs is None or len(ours) != len(theirs):
            return different
        return self._first(map(self._why_not_same, ours, theirs))

    def _have_same_members(self, given: object, wanted: object) -> bool:
        def found(member: object, others: Iterable[object], *, is_given: bool) -> bool:
            return any(
                self._why_not_same(*((member, other) if is_given else (other, member))) is None
                for other in others
            )

        ours, theirs = members(given), members(wanted)
        return all(found(member, theirs, is_given=True) for member in ours) and all(
            found(member, ours, is_given=False) for member in theirs
        )
