"""Iterations, what they share, and their order."""

from __future__ import annotations

from exekall.cli.run.computables import computables
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.selection import Listed, Selection
from tests.cli.run.test_settings import settings


class Part:
    pass


class Whole:
    def __init__(self, part: Part) -> None:
        self.part = part


def part() -> Part:
    return Part()


def whole(part: Part) -> Whole:
    return Whole(part)


def expressions(number: int) -> list[Expression]:
    table = NodeTable()
    below = table.node(Operator(part))
    return [table.node(Operator(whole), (("part", below),)) for _ in range(number)]


def listed(number: int, *, is_streamed: bool = False) -> Listed:
    return Listed(list(Selection(expressions(number), PatternSet())), is_streamed)


def parts(found: list[ComputableExpression]) -> list[object]:
    return [value.value.part for computable in found for value in computable.execute()]


def test_expressions_share_what_they_have_in_common() -> None:
    found = parts(list(computables(listed(2), settings())))
    assert found[0] is found[1]


def test_iterations_share_nothing_unless_told_so() -> None:
    first, second, third, fourth = parts(list(computables(listed(2), settings("-n", "2"))))
    assert first is second
    assert third is fourth
    assert first is not third
    shared = computables(listed(2), settings("-n", "2", "--share", "*Part"))
    assert len(set(map(id, parts(list(shared))))) == 1


def test_a_seed_gives_the_same_order_again() -> None:
    one = listed(20)
    orders = [
        [computable.expr for computable in computables(one, settings(f"--random-order={seed}"))]
        for seed in (1, 1, 2)
    ]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert set(orders[0]) == set(orders[2]) == {known.expr for known in one.candidates}


def test_long_lists_are_taken_lazily() -> None:
    taken = []

    def endless() -> object:
        for candidate in Selection(expressions(5), PatternSet()):
            taken.append(candidate)
            yield candidate

    found = iter(computables(Listed(endless(), is_streamed=True), settings()))  # type: ignore[arg-type]
    assert not taken
    first, second = next(found), next(found)
    assert len(taken) == 2
    assert parts([first]) == parts([second])
