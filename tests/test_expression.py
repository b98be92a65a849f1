"""Expressions: sharing by construction, walks, digests, IDs and structure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.expression import Expression, ExpressionView, NodeTable, walk
from exekall.identifiers import IdWriter
from exekall.injection import Consumer, ExprData
from exekall.names import NameForm
from exekall.operator import Operator, UnboundMethod
from exekall.prebuilt import PrebuiltOperator

HERE = __name__


class Conf:
    @classmethod
    def default(cls) -> Conf:
        return cls()


class Stage:
    def __init__(self, conf: Conf) -> None: ...

    def process(self, conf: Conf) -> int: ...


def asks_first(consumer: Consumer, data: ExprData, stage: Stage) -> str: ...


def asks_last(stage: Stage, conf: Conf, consumer: Consumer) -> str: ...


def twice(one: int, other: int) -> int: ...


CONF, STAGE = Operator(Conf), Operator(Stage)
PROCESS = Operator(UnboundMethod(Stage.process, Stage))
STEP = Operator(twice)


@pytest.fixture
def table() -> NodeTable:
    return NodeTable()


def processed(table: NodeTable, conf: Operator = CONF) -> Expression:
    node = table.node(conf)
    stage = table.node(STAGE, (("conf", node),))
    return table.node(PROCESS, (("self", stage), ("conf", node)))


def chain(length: int, table: NodeTable | None = None) -> Expression:
    table = NodeTable() if table is None else table
    node = table.node(CONF)
    for _ in range(length - 1):
        node = table.node(STEP, (("one", node),))
    return node


def lattice(size: int) -> Expression:
    """Return a graph that would be a tree of 2 ** size leaves."""
    table = NodeTable()
    node = table.node(CONF)
    for _ in range(size):
        node = table.node(STEP, (("one", node), ("other", node)))
    return node


@st.composite
def graphs(draw: st.DrawFn) -> list[Expression]:
    table = NodeTable()
    nodes = [table.node(CONF)]
    for _ in range(draw(st.integers(0, 12))):
        one, other = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        nodes.append(table.node(STEP, (("one", one), ("other", other))))
    return nodes


class TestNodeTable:
    def test_equal_arguments_give_the_same_node(self, table: NodeTable) -> None:
        assert processed(table) is processed(table)
        assert len(table) == 3

    def test_any_difference_gives_another_node(self, table: NodeTable) -> None:
        conf, other = table.node(CONF), table.node(Operator(Conf.default))
        nodes = {
            table.node(STEP),
            table.node(STEP, (("one", conf),)),
            table.node(STEP, (("other", conf),)),
            table.node(STEP, (("one", other),)),
            table.node(STEP, (("one", conf),), PROCESS),
            table.node(STEP, (("one", conf),), STAGE),
        }
        assert len(nodes) == 6

    def test_accessors(self, table: NodeTable) -> None:
        node = processed(table)
        assert list(node.param_map) == ["self", "conf"]
        assert node.children == tuple(node.param_map.values())
        assert node.consumer is None
        assert repr(node) == f"<Expression {HERE}.Stage.process(self=Stage, conf=Conf)>"

    def test_injected(self, table: NodeTable) -> None:
        assert table.node(Operator(asks_first)).injected == (
            ("consumer", Consumer),
            ("data", ExprData),
        )
        assert processed(table).injected == ()


class TestWalk:
    def test_parameters_come_first_in_declaration_order(self, table: NodeTable) -> None:
        names = [node.op.qualname for node in walk([processed(table)])]
        assert names == ["Conf", "Stage", "Stage.process"]

    def test_depth(self) -> None:
        assert sum(1 for _ in walk([chain(50_000)])) == 50_000
        assert sum(1 for _ in walk([lattice(1_000)])) == 1_001


class TestDigest:
    def test_of_equal_structures(self) -> None:
        assert processed(NodeTable()).digest == processed(NodeTable()).digest

    def test_of_different_structures(self, table: NodeTable) -> None:
        conf = table.node(CONF)
        nodes = [
            conf,
            table.node(Operator(Conf.default)),
            table.node(STEP),
            table.node(STEP, (("one", conf),)),
            table.node(STEP, (("other", conf),)),
            table.node(STEP, (("one", conf), ("other", conf))),
            table.node(STEP, (("one", conf),), STAGE),
            table.node(STEP, (("one", conf),), PROCESS),
        ]
        assert len({node.digest for node in nodes}) == len(nodes)

    def test_depth(self) -> None:
        assert chain(50_000).digest == chain(50_000).digest
        assert chain(50_000).digest != chain(49_999).digest
        assert lattice(1_000).digest != lattice(999).digest

    def test_independent_of_hash_randomisation(self) -> None:
        script = (
            "from tests.test_expression import processed, chain, NodeTable\n"
            "print(processed(NodeTable()).digest.hex(), chain(500).get_id())\n"
        )
        root = Path(__file__).parents[1]
        outputs = {
            subprocess.run(
                [sys.executable, "-c", script],
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
                cwd=root,
                check=True,
                capture_output=True,
            ).stdout
            for seed in ("1", "2")
        }
        assert len(outputs) == 1


class TestIds:
    def test_forms(self, table: NodeTable) -> None:
        node = processed(table)
        full = f"{HERE}.Conf:{HERE}.Stage:{HERE}.Stage.process(conf={HERE}.Conf)"
        assert node.get_id() == full
        assert node.get_id(full_qual=False) == "Conf:Stage:Stage.process(conf=Conf)"
        assert node.get_id(qual=False) == "Conf:Stage:process(conf=Conf)"
        assert node.get_id(False, True, True, ("cpu",)) == "Conf:Stage:Stage.process(conf=Conf)"

    def test_factories(self, table: NodeTable) -> None:
        node = processed(table, Operator(Conf.default))
        assert node.get_id(qual=False) == "Conf:Stage:process(conf=Conf)"
        assert node.get_id(full_qual=False).startswith("Conf.default:Stage:")

    def test_prebuilt(self, table: NodeTable) -> None:
        node = table.node(STEP, (("one", table.node(PrebuiltOperator(int, [1], "one"))),))
        assert node.get_id(qual=False) == "one:twice"

    def test_injected_parameters_are_hidden_but_count(self, table: NodeTable) -> None:
        conf = table.node(CONF)
        stage = table.node(STAGE, (("conf", conf),))
        first = table.node(Operator(asks_first), (("stage", stage),))
        last = table.node(Operator(asks_last), (("stage", stage), ("conf", conf)))
        assert first.get_id(qual=False) == "asks_first(stage=Conf:Stage)"
        assert last.get_id(qual=False) == "Conf:Stage:asks_last(conf=Conf)"

    def test_defaulted_parameters_do_not_count(self, table: NodeTable) -> None:
        node = table.node(STEP, (("other", table.node(CONF)),))
        assert node.get_id(qual=False) == "Conf:twice"

    def test_hidden_operators(self, table: NodeTable) -> None:
        node = processed(table)
        assert node.get_id(qual=False, hidden={STAGE}.__contains__) == "process(conf=Conf)"
        assert node.get_id(qual=False, hidden={CONF}.__contains__) == "Stage:process"
        assert node.get_id(qual=False, hidden={PROCESS}.__contains__) == node.get_id(qual=False)

    def test_size(self) -> None:
        deep = chain(50_000)
        assert len(deep.get_id()) <= 1000
        assert deep.get_id() == chain(50_000).get_id()
        assert deep.get_id() != chain(49_999).get_id()
        assert deep.get_id(qual=False, max_length=None) == "Conf" + ":twice" * 49_999
        assert len(lattice(1_000).get_id(max_length=200)) <= 200
        assert f"~{deep.digest.hex()[:12]}" == deep.get_id(max_length=13)

    @given(graphs())
    def test_a_view_for_many(self, nodes: list[Expression]) -> None:
        writer = IdWriter(ExpressionView(), NameForm.QUALIFIED)
        assert [writer.write(n) for n in nodes] == [n.get_id(full_qual=False) for n in nodes]


class TestStructure:
    def test_outline(self, table: NodeTable) -> None:
        assert processed(table).format_structure().split("\n") == [
            f"{HERE}.Conf:{HERE}.Stage:{HERE}.Stage.process(conf={HERE}.Conf)",
            "",
            f"{HERE}.Stage.process (int):",
            f"    self: {HERE}.Stage ({HERE}.Stage):",
            f"        conf: #1 {HERE}.Conf",
            f"    conf: #1 {HERE}.Conf",
            "",
            f"#1 {HERE}.Conf ({HERE}.Conf)",
        ]

    def test_graphviz(self, table: NodeTable) -> None:
        text = processed(table).format_structure(graphviz=True)
        assert text.startswith("digraph {")
        assert text.count("->") == 3

    def test_large(self) -> None:
        assert lattice(1_000).format_structure().count("\n") < 4_100
        assert chain(20_000).format_structure(graphviz=True).count("->") == 19_999
