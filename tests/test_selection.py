"""Selecting and ordering expressions, without looking at more of them than must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.selection import MAX_SORTED, Selection, distinctions

TABLE = NodeTable()


class Value:
    pass


def zebra() -> Value:
    return Value()


def ant() -> Value:
    return Value()


def use(value: Value) -> Value:
    return value


def node(*functions: object) -> Expression:
    """Return the expression that applies *functions* one after the other."""
    expr: Expression | None = None
    for function in functions:
        op = OPERATORS.setdefault(function, Operator(function))  # type: ignore[arg-type]
        expr = TABLE.node(op, (("value", expr),) if expr is not None else ())
    assert expr is not None
    return expr


OPERATORS: dict[object, Operator] = {}
ALL = (node(zebra, use), node(ant, use), node(zebra))


def selected(expressions: Iterable[Expression], *words: str) -> list[str]:
    selection = Selection(expressions, PatternSet.from_words(words))
    return [candidate.short for candidate in selection.listed().candidates]


def test_without_patterns_everything_is_listed_in_order() -> None:
    assert selected(ALL) == ["ant:use", "zebra", "zebra:use"]


def test_every_form_of_the_id_is_matched() -> None:
    assert selected(ALL, "ant:use") == ["ant:use"]
    assert selected(ALL, f"{__name__}.zebra") == ["zebra"]
    assert selected(ALL, "*use", "!zebra*") == ["ant:use"]


def test_hidden_operators_are_not_in_ids() -> None:
    hidden = OPERATORS[zebra]
    selection = Selection(ALL[:1], PatternSet(), lambda op: op is hidden)
    assert [candidate.short for candidate in selection] == ["use"]


def test_unused_patterns_are_known_afterwards() -> None:
    selection = Selection(ALL, PatternSet.from_words(["ant*", "zbra"]))
    selection.listed()
    (unused,) = selection.unused()
    assert unused.pattern == "zbra"
    assert selection.count == len(ALL)


def test_many_are_not_sorted_and_the_rest_is_not_looked_for() -> None:
    taken = 0

    def endless() -> Iterator[Expression]:
        nonlocal taken
        while True:
            taken += 1
            yield ALL[taken % 2]

    listed = Selection(endless(), PatternSet()).listed()
    assert listed.is_streamed
    assert taken == MAX_SORTED + 1
    first = iter(listed.candidates)
    assert [next(first).short, next(first).short] == ["ant:use", "zebra:use"]
    assert taken == MAX_SORTED + 1


def test_namesakes_are_told_apart_by_what_differs() -> None:
    candidates = list(Selection([*ALL, TABLE.node(Operator(ant)), node(ant)], PatternSet()))
    told = dict(zip(candidates, distinctions(candidates), strict=True))
    assert [told[candidate] for candidate in candidates[:3]] == ["", "", ""]
    # The same callable twice: nothing but the structure could tell, and that is the same, too.
    assert all(f"{__name__}.ant ~" in told[candidate] for candidate in candidates[3:])
