"""What an adaptor does that overrides nothing, or asks its base."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from exekall.computable import ComputableExpression
from exekall.customization import AdaptorBase
from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.rendering.show_summary import Summary
from exekall.valuedb import ValueDB
from tests.rendering.databases import kitchen


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


def test_a_database_is_shown_as_the_command_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        assert AdaptorBase().show_db(database) is None
        assert AdaptorBase.reload_db(database) is database
        expected = list(Summary(database, database.get_roots()).lines())
    assert capsys.readouterr().out.splitlines() == expected
