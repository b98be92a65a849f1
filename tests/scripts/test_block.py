"""The bodies of expressions, as text."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from exekall.scripts.block import Block, block_lines, indented
from exekall.scripts.calls import Calls
from exekall.scripts.layout import lay_out
from exekall.scripts.plan import make_plan
from exekall.scripts.references import References
from exekall.scripts.tables import Tables
from exekall.scripts.variables import Variables
from tests.scripts.dags import Dag, Node, World

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GENERATOR = Node("generator", size=2)


def body(dag: Dag, folder: Path) -> str:
    world = World(dag, folder, "m")
    plan = make_plan(world.nodes[-1:])
    calls = Calls(References(Variables()))
    for step in plan.steps:
        calls.prepare(step.node)
    world.close()
    layout = lay_out(plan.roots[0], lambda step: False, lambda step: False, lambda step: False)
    block = Block(
        layout=layout,
        calls=calls,
        variables=Variables(["m"]),
        given={},
        keepers={step: f"once_{step.node.op.qualname}" for step in plan.steps},
        facts=lambda step: "",
        comment=lambda step: f"# {step.node.op.qualname}",
        tables=Tables({}, Variables()),
    )
    return "\n".join(block_lines(block)) + "\n"


def test_a_straight_line(tmp_path: Path) -> None:
    assert body((Node(), Node(inputs=(0, 0))), tmp_path) == dedent(
        """\
        with contained():
            # op_0
            op_0 = m.op_0()

            # op_1
            op_1 = m.op_1(p0=op_0, p1=op_0)

            print(op_1)
        """
    )


def test_nested_loops(tmp_path: Path) -> None:
    dag = (GENERATOR, Node("generator", inputs=(0,)), Node(inputs=(1,)))
    assert body(dag, tmp_path) == dedent(
        """\
        # op_0
        for op_0 in each(m.op_0()):
            # op_1
            for op_1 in each(m.op_1(p0=op_0)):
                with contained():
                    # op_2
                    op_2 = m.op_2(p0=op_1)

                    print(op_2)
        """
    )


def test_what_does_not_depend_on_all_loops_is_kept(tmp_path: Path) -> None:
    dag = (GENERATOR, GENERATOR, Node(inputs=(1,)), Node(inputs=(0, 2)))
    assert body(dag, tmp_path) == dedent(
        """\
        # op_1
        op_1_values = Values(m.op_1())

        # op_0
        for op_0 in each(m.op_0()):
            for op_1_number, op_1 in enumerate(op_1_values):
                with contained():
                    # op_2
                    op_2 = once_op_2(lambda: m.op_2(p0=op_1), op_1_number)

                    # op_3
                    op_3 = m.op_3(p0=op_0, p1=op_2)

                    print(op_3)
        """
    )


def test_loops_are_cut_where_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exekall.scripts.block.MAX_LOOPS", 1)
    dag = (GENERATOR, Node("generator", inputs=(0,)), Node("generator", inputs=(1, 0)))
    assert body(dag, tmp_path) == dedent(
        """\
        def combinations():
            # op_0
            for op_0 in each(m.op_0()):
                yield op_0

        def combinations_2():
            for op_0 in combinations():
                # op_1
                for op_1 in each(m.op_1(p0=op_0)):
                    yield op_0, op_1

        for op_0, op_1 in combinations_2():
            # op_2
            for op_2 in each(m.op_2(p0=op_1, p1=op_0)):
                with contained():
                    print(op_2)
        """
    )


def test_empty_lines_stay_empty_when_moved() -> None:
    assert indented(["a", "", "b"], 2) == ["        a", "", "        b"]
