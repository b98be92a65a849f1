"""Wanted types and what parameters make of them."""

from __future__ import annotations

from exekall.operator import Operator
from exekall.solver.wish import Demand, Wish


def number() -> int: ...


def test_nothing_is_settled_at_first() -> None:
    wish = Wish(int | None, int, [Operator(number)], [])
    assert list(wish.candidates) == []
    assert repr(wish) == "<Wish int | None: 0 candidates>"


def test_demands_share_their_wish() -> None:
    wish = Wish(int, int, [], [])
    first, second = Demand("a", wish, False), Demand("b", wish, True)
    assert first.wish is second.wish
    assert (first.optional, second.optional) == (False, True)
    assert (first.active, first.may_default) == (True, False)
    assert repr(first) == "<Demand a: <Wish <class 'int'>: 0 candidates>>"
