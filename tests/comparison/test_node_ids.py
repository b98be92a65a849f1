"""IDs of stored nodes are those of the expressions that they were."""

from __future__ import annotations

from exekall.comparison.node_ids import node_ids
from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.store.describing.nodes import NodeRecords
from tests.valuedb.kitchen import Kitchen


def test_as_the_expressions() -> None:
    program = Kitchen()
    records = NodeRecords(hidden=lambda op: op.name.endswith(".knead"))
    roots = [program.serve, program.overbake, program.lock, program.bake]
    found = node_ids(record for root in roots for record in records.add(root))
    keys = {root: records.key(root) for root in roots}
    assert {root: found[key].short for root, key in keys.items() if key is not None} == {
        program.serve: "bake(flour=mill):serve",
        program.overbake: "overbake",
        program.lock: "lock",
        program.bake: "bake(flour=mill)",
    }
    key = keys[program.lock]
    assert key is not None
    assert found[key].full == program.lock.get_id() == "tests.valuedb.kitchen.lock"


def step(x: int) -> int:
    return x


def start() -> int:
    return 1


def test_long_chains_are_abbreviated() -> None:
    table = NodeTable()
    node = table.node(Operator(start))
    for _ in range(5000):
        node = table.node(Operator(step), (("x", node),))
    found = node_ids(NodeRecords().add(node))
    assert len({ids.full for ids in found.values()}) == 5001
    assert max(len(ids.full) for ids in found.values()) <= 1000


def test_of_a_node_that_lost_its_parameter() -> None:
    program = Kitchen()
    records = list(NodeRecords().add(program.knead))
    (ids,) = node_ids(records[1:]).values()
    assert ids.short == "knead"
