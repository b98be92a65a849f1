"""Finding types for TypeVars, so that a generic type provides another or is provided by it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from exekall.relation.bounds import Bindings, Bound, Bounds, Relation, solved
from exekall.relation.decomposition import decompose
from exekall.relation.forms import is_union, members, qualifiers, without_qualifiers
from exekall.relation.reasons import Refusal
from exekall.relation.subtyping import provides
from exekall.relation.variables import is_variable, substitute, type_variables
from exekall.relation.variance import Variance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from exekall.relation.obligations import Obligation

MAXIMUM_ATTEMPTS = 64
"""How many ways to match the members of unions are tried."""

MAXIMUM_PAIRS = 60
"""How many comparisons may be under way, each one for the sake of the one before."""

_Trail = frozenset[tuple[object, object]]


def unify(given: object, pattern: object) -> Bindings | None:
    """Return the smallest types for a pattern's TypeVars with which `given` provides it.

    `given` has no TypeVars itself. Each type respects its variable's bound and constraints (the
    first constraint that works is taken). None if there are none, or they can't be told.
    """
    for bindings in _solutions(given, pattern, type_variables(pattern)):
        if provides(given, substitute(pattern, bindings)):
            return bindings
    return None


def match_product(pattern: object, wanted: object) -> Bindings | None:
    """Return types for a pattern's TypeVars with which it provides `wanted`.

    `wanted` has no TypeVars itself. Where there is a choice it is the wanted type. None if there
    are none, or they can't be told.
    """
    for bindings in _solutions(pattern, wanted, type_variables(pattern)):
        if provides(substitute(pattern, bindings), wanted):
            return bindings
    return None


def _solutions(given: object, wanted: object, variables: tuple[TypeVar, ...]) -> Iterator[Bindings]:
    for bounds in itertools.islice(_match(given, wanted, frozenset()), MAXIMUM_ATTEMPTS):
        bindings = solved(bounds, variables)
        if bindings is not None:
            yield bindings


def _match(
    given: object, wanted: object, trail: _Trail, *, is_exact: bool = False
) -> Iterator[Bounds]:
    """Yield the bounds with which one type may provide (`is_exact`: be) another.

    Each is one way to do it, and all it needs; whether it works is for the caller to see.
    """
    if is_variable(wanted):
        yield (Bound(wanted, Relation.EQUALS if is_exact else Relation.ABOVE, given),)
    elif is_variable(given):
        yield (Bound(given, Relation.EQUALS if is_exact else Relation.BELOW, wanted),)
    elif wanted is Any:
        yield ()
    elif not type_variables(given) and not type_variables(wanted):
        if provides(given, wanted):
            yield ()
    elif (given, wanted) in trail:  # a recursive type: nothing new to learn
        yield ()
    elif given is not Any and len(trail) < MAXIMUM_PAIRS:
        yield from _match_layer(given, wanted, trail | {(given, wanted)}, is_exact=is_exact)


def _match_layer(
    given: object, wanted: object, trail: _Trail, *, is_exact: bool
) -> Iterator[Bounds]:
    if is_union(given):
        yield from _combined(
            _match(member, wanted, trail, is_exact=is_exact) for member in members(given)
        )
    elif is_union(wanted):
        for member in sorted(members(wanted), key=_openness):
            yield from _match(given, member, trail, is_exact=is_exact)
    elif qualifiers(given) or qualifiers(wanted):
        shared = set(qualifiers(given)) & set(qualifiers(wanted))
        if shared:
            given = without_qualifiers(given, shared)
            wanted = without_qualifiers(wanted, shared)
            yield from _match(given, wanted, trail, is_exact=is_exact)
    else:
        obligations = decompose(given, wanted)
        if not isinstance(obligations, Refusal):
            yield from _combined(
                _match_obligation(obligation, trail, is_exact=is_exact)
                for obligation in obligations
                if obligation.wanted is not Any
            )


def _match_obligation(obligation: Obligation, trail: _Trail, *, is_exact: bool) -> Iterator[Bounds]:
    pair = obligation.given, obligation.wanted
    if obligation.variance is Variance.CONTRAVARIANT:
        pair = obligation.wanted, obligation.given
    is_exact = is_exact or obligation.variance is Variance.INVARIANT
    return _match(*pair, trail, is_exact=is_exact)


def _openness(pattern: object) -> int:
    """Order the members of a wanted union: a TypeVar takes what is left by the others."""
    if is_variable(pattern):
        return 2
    return 1 if type_variables(pattern) else 0


def _combined(parts: Iterable[Iterator[Bounds]]) -> Iterator[Bounds]:
    """Yield the ways to do all of several things."""
    choices = [tuple(itertools.islice(part, MAXIMUM_ATTEMPTS)) for part in parts]
    for combination in itertools.product(*choices):
        yield tuple(itertools.chain.from_iterable(combination))
