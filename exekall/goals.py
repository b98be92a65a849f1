"""Goals: which operators expressions are to end in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exekall.errors import AnnotationError
from exekall.operator import Operator
from exekall.patterns import PatternSet, UnusedPattern, unused
from exekall.reasons import Rejection
from exekall.relation import canonical, provides, type_variables
from exekall.solver import TypeMatcher, operator_names, type_names
from exekall.solver.universe import Universe

__all__ = ["Goals", "goals_by_callable", "goals_by_pattern", "goals_by_type"]

__exekall_internal__ = True


@dataclass(frozen=True, slots=True)
class Goals:
    """The operators to end in, in their order.

    *unreadable* are candidates of which nobody knows what they produce; *unused* are the patterns
    that match nothing.
    """

    operators: tuple[Operator, ...]
    unreadable: tuple[Rejection, ...] = ()
    unused: tuple[UnusedPattern, ...] = ()


def goals_by_pattern(
    words: Iterable[str], candidates: Iterable[Operator], operators: Sequence[Operator]
) -> Goals:
    """Return the *candidates* whose product, or a base of it, matches the patterns *words*."""
    patterns = PatternSet.from_words(words)
    found, unreadable, products = _select(candidates, operators, TypeMatcher(patterns).matches)
    names = (name for product in products for name in type_names(product))
    return Goals(found, unreadable, unused(patterns, names))


def goals_by_type(
    wanted: Iterable[Any], candidates: Iterable[Operator], operators: Sequence[Operator]
) -> Goals:
    """Return the *candidates* whose product provides one of the types *wanted*."""
    types = [canonical(type_) for type_ in wanted]
    found, unreadable, _ = _select(
        candidates, operators, lambda product: any(provides(product, type_) for type_ in types)
    )
    return Goals(found, unreadable)


def goals_by_callable(words: Iterable[str], candidates: Iterable[Operator]) -> Goals:
    """Return the *candidates* whose own name matches the patterns *words*."""
    patterns = PatternSet.from_words(words)
    known = [(op, operator_names(op)) for op in candidates]
    found = tuple(op for op, names in known if patterns.matches_any(names))
    return Goals(found, (), unused(patterns, (name for _, names in known for name in names)))


def _select(
    candidates: Iterable[Operator], operators: Sequence[Operator], is_goal: Callable[[Any], bool]
) -> tuple[tuple[Operator, ...], tuple[Rejection, ...], Iterable[Any]]:
    """Return the goals among *candidates*, those that are unreadable, and all products."""
    unreadable: list[Rejection] = []
    found: list[Operator] = []
    products: dict[Any, None] = {}
    for op in _instances(candidates, operators, unreadable):
        product = op.product
        products[product] = None
        if is_goal(product):
            found.append(op)
    return tuple(found), tuple(unreadable), products


def _instances(
    candidates: Iterable[Operator], operators: Sequence[Operator], unreadable: list[Rejection]
) -> Iterator[Operator]:
    """Yield *candidates*, in place of those with an open product what the operators make of it."""
    universe: Universe | None = None
    for op in candidates:
        try:
            product = op.product
        except AnnotationError as error:
            unreadable.append(error.rejection)
            continue
        if type(product) is type or not type_variables(product):
            yield op
            continue
        universe = universe or Universe(operators)
        yield from universe.ground_roots([op])
