"""Where steps go in the nest of loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exekall.scripts.layout import Layout, lay_out
from exekall.scripts.plan import Step, make_plan
from tests.scripts.dags import Dag, Node, World

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

GENERATOR = Node("generator", size=2)


def laid_out(
    dag: Dag, folder: Path, shared: Iterable[str] = (), given: Iterable[str] = ()
) -> Layout:
    world = World(dag, folder, "laid_out")
    world.close()
    plan = make_plan(world.nodes[-1:])
    return lay_out(
        plan.roots[0],
        is_shared=lambda step: name(step) in shared,
        is_given=lambda step: name(step) in given,
        is_constant=lambda step: name(step) == "str",
    )


def name(step: Step) -> str:
    return step.node.op.qualname


def names(steps: Iterable[Step]) -> list[str]:
    return [name(step) for step in steps]


def test_steps_go_to_the_outermost_level_that_knows_their_inputs(tmp_path: Path) -> None:
    dag = (GENERATOR, Node(), Node(inputs=(0,)), Node(inputs=(1,)), Node(inputs=(2, 3)))
    layout = laid_out(dag, tmp_path)
    assert names(layout.loops) == ["op_0"]
    assert list(map(names, layout.levels)) == [["op_1", "op_3"], ["op_2", "op_4"]]
    assert not layout.keys
    assert not layout.kept


def test_the_last_parameter_varies_fastest(tmp_path: Path) -> None:
    layout = laid_out((GENERATOR, GENERATOR, GENERATOR, Node(inputs=(2, 0, 1))), tmp_path)
    assert names(layout.loops) == ["op_2", "op_0", "op_1"]


def test_an_inner_independent_loop_is_kept_and_what_depends_on_it(tmp_path: Path) -> None:
    dag = (GENERATOR, GENERATOR, Node(inputs=(1,)), Node(inputs=(0, 2)))
    layout = laid_out(dag, tmp_path)
    assert names(layout.kept) == ["op_1"]
    assert {name(step): names(keys) for step, keys in layout.keys.items()} == {"op_2": ["op_1"]}
    assert names(layout.counted) == ["op_1"]


def test_a_chained_loop_is_run_in_place(tmp_path: Path) -> None:
    chained = Node("generator", size=2, inputs=(0,))
    layout = laid_out((GENERATOR, chained, Node(inputs=(1,))), tmp_path)
    assert not layout.kept
    assert not layout.keys


def test_a_chained_loop_between_which_another_lies_is_kept_by_its_own(tmp_path: Path) -> None:
    chained = Node("generator", size=2, inputs=(1,))
    layout = laid_out((GENERATOR, GENERATOR, chained, Node(inputs=(0, 1, 2))), tmp_path)
    assert {name(step): names(keys) for step, keys in layout.keys.items()} == {"op_2": ["op_1"]}
    assert sorted(names(layout.kept)) == ["op_1", "op_2"]


def test_shared_steps_are_kept_and_given_ones_asked_for_first(tmp_path: Path) -> None:
    dag = (Node(), GENERATOR, Node(inputs=(0, 1)), Node(inputs=(2,)))
    layout = laid_out(dag, tmp_path, shared=["op_2"], given=["op_0", "op_1"])
    assert list(map(names, layout.levels)) == [["op_0"], ["op_2", "op_3"]]
    assert {name(step): names(keys) for step, keys in layout.keys.items()} == {"op_2": ["op_1"]}


def test_a_constant_loop_needs_no_keeping(tmp_path: Path) -> None:
    dag = (GENERATOR, Node("prebuilt", size=2), Node(inputs=(0, 1)))
    layout = laid_out(dag, tmp_path)
    assert names(layout.loops) == ["op_0", "str"]
    assert not layout.kept


def test_the_number_of_a_chained_loop_tells_those_outside_of_it(tmp_path: Path) -> None:
    chained = Node("generator", size=2, inputs=(1,))
    dag = (GENERATOR, GENERATOR, chained, Node(inputs=(1, 2)), Node(inputs=(0, 3)))
    layout = laid_out(dag, tmp_path)
    keys = {name(step): names(key) for step, key in layout.keys.items()}
    assert keys == {"op_2": ["op_1"], "op_3": ["op_2"]}
    assert sorted(names(layout.counted)) == ["op_1", "op_2"]
    assert names(layout.numbered) == ["op_2"]
