"""What steps may have to do with one another."""

from __future__ import annotations

import pytest

from exekall.injection import Consumer
from exekall.operator import Operator
from exekall.solver.step import Reach, Step, wants_consumer


def asking(consumer: Consumer) -> int: ...
def plain(x: int) -> int: ...


class TestReach:
    def test_nothing_meets_nothing(self) -> None:
        assert not Reach().meets(Reach())
        assert not Reach(1, 1, 1).meets(Reach())

    @pytest.mark.parametrize(
        ("one", "other", "meet"),
        [
            (Reach(keys=1), Reach(keys=3), True),
            (Reach(keys=1), Reach(keys=2), False),
            (Reach(used=1), Reach(clash=1), True),
            (Reach(used=1), Reach(used=1), False),
            (Reach(clash=1), Reach(clash=1), False),
            (Reach(used=1, clash=2), Reach(used=4, clash=8), False),
        ],
    )
    def test_common_requests_and_clashes_meet(self, one: Reach, other: Reach, meet: bool) -> None:
        assert one.meets(other) is meet
        assert other.meets(one) is meet

    def test_together(self) -> None:
        assert Reach(1, 2, 4) | Reach(8, 16, 32) == Reach(9, 18, 36)
        assert Reach(1) | (0, 2, 4) == Reach(1, 2, 4)


class TestStep:
    def test_starts_open(self) -> None:
        step = Step(Operator(plain), (), 1, 6)
        assert (step.must, step.clash, step.params, step.dead) == (1, 6, None, False)
        assert repr(step) == f"<Step {__name__}.plain>"

    def test_knows_who_asks_for_its_consumer(self) -> None:
        assert wants_consumer(Operator(asking))
        assert Step(Operator(asking), (), 0, 0).consumes
        assert not wants_consumer(Operator(plain))
