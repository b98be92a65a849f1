"""What an adaptor does that overrides nothing, or asks its base."""

from __future__ import annotations

from collections.abc import Collection

from exekall.computable import ComputableExpression
from exekall.customization import AdaptorBase
from exekall.expression import NodeTable
from exekall.operator import Operator


class Dough:
    pass


def mix() -> Dough:
    return Dough()


def bake(dough: Dough) -> str:
    return "bread"


class Quiet(AdaptorBase):
    def get_hidden_op_set(self, op_set: Collection[Operator]) -> Collection[Operator]:
        return {op for op in op_set if op.value_type is Dough}


def test_the_summary_leaves_out_hidden_operators() -> None:
    table = NodeTable()
    below = table.node(Operator(mix))
    made = ComputableExpression(table.node(Operator(bake), (("dough", below),)))
    results = {made: made.execute_all()}
    assert AdaptorBase().get_summary(results).startswith("mix:bake: bread\n")
    assert Quiet().get_summary(results).startswith("bake: bread\n")
