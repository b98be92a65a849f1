"""Steps and the loops that they depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exekall.scripts.plan import Plan, Step, make_plan
from tests.scripts.dags import Dag, Node, World

if TYPE_CHECKING:
    from pathlib import Path


def planned(dag: Dag, folder: Path, *roots: int) -> Plan:
    world = World(dag, folder, "planned")
    world.close()
    return make_plan([world.nodes[index] for index in roots or (-1,)])


def steps_of(plan: Plan, index: int) -> list[Step]:
    return [step for step in plan.steps if step.node.op.qualname == f"op_{index}"]


GENERATOR = Node("generator", size=2)
FRESH = Node(fresh=True)


def test_a_reusable_node_is_one_step(tmp_path: Path) -> None:
    plan = planned((Node(), Node(inputs=(0, 0)), Node(inputs=(0, 1))), tmp_path)
    assert len(plan.steps) == 3
    assert not any(step.needs for step in plan.steps)


def test_a_non_reusable_node_is_a_step_for_each_parameter(tmp_path: Path) -> None:
    plan = planned((FRESH, Node(inputs=(0,)), Node(inputs=(1, 0, 0, 1))), tmp_path)
    assert len(steps_of(plan, 0)) == 3
    assert len(steps_of(plan, 1)) == 1


def test_a_step_needs_the_loops_below_it(tmp_path: Path) -> None:
    dag = (GENERATOR, GENERATOR, Node(inputs=(1,)), Node(inputs=(0, 2)))
    plan = planned(dag, tmp_path)
    first, second = (steps_of(plan, index)[0].loop for index in (0, 1))
    assert steps_of(plan, 2)[0].needs == second
    assert steps_of(plan, 3)[0].needs == first | second


def test_a_non_reusable_value_is_made_for_each_call_of_its_consumer(tmp_path: Path) -> None:
    plan = planned((FRESH, Node(inputs=(0,), fresh=True), GENERATOR, Node(inputs=(1, 2))), tmp_path)
    loop = steps_of(plan, 2)[0].loop
    assert [step.needs for step in plan.steps] == [loop, loop, 0, loop]


def test_a_reusable_consumer_keeps_what_it_made_of_a_fresh_value(tmp_path: Path) -> None:
    plan = planned((FRESH, Node(inputs=(0,)), GENERATOR, Node(inputs=(2, 1))), tmp_path)
    assert steps_of(plan, 0)[0].needs == steps_of(plan, 1)[0].needs == 0


def test_a_fresh_generator_runs_anew_for_the_parameters_before_it(tmp_path: Path) -> None:
    fresh = Node("generator", fresh=True, size=2)
    dag = (GENERATOR, fresh, GENERATOR, Node(inputs=(0, 1, 2)))
    plan = planned(dag, tmp_path)
    assert steps_of(plan, 1)[0].needs == steps_of(plan, 0)[0].loop
    assert steps_of(plan, 2)[0].needs == 0


def test_a_fresh_consumer_passes_on_what_came_before_it(tmp_path: Path) -> None:
    fresh = Node("generator", fresh=True, size=2)
    through = Node(fresh=True, inputs=(1,))
    plan = planned((GENERATOR, fresh, through, Node(inputs=(0, 2))), tmp_path)
    assert steps_of(plan, 1)[0].needs == steps_of(plan, 0)[0].loop
    kept = Node(inputs=(1,))
    plan = planned((GENERATOR, fresh, kept, Node(inputs=(0, 2))), tmp_path)
    assert steps_of(plan, 1)[0].needs == 0


def test_what_several_roots_use_is_shared_with_all_below_it(tmp_path: Path) -> None:
    dag = (FRESH, Node(inputs=(0,)), Node(inputs=(1,)), Node(inputs=(1,)), Node(inputs=(2,)))
    plan = planned(dag, tmp_path, 4, 3)
    assert plan.shared == {*steps_of(plan, 0), *steps_of(plan, 1)}
    assert plan.first_user[steps_of(plan, 3)[0]] == 1
    assert plan.first_user[steps_of(plan, 1)[0]] == 0
    assert plan.depth(plan.shared) == 2


def test_a_root_below_another_is_shared(tmp_path: Path) -> None:
    plan = planned((Node(), Node(inputs=(0,)), Node(inputs=(1,))), tmp_path, 2, 1)
    assert plan.shared == {*steps_of(plan, 0), *steps_of(plan, 1)}
