"""The original's names for the engine."""

from __future__ import annotations

import pytest

from exekall.engine import (
    ClassContext,
    ComputableExpression,
    CycleError,
    NoOperatorError,
    Operator,
    UnboundMethod,
)


class Conf:
    pass


class Stage:
    def __init__(self, conf: Conf) -> None:
        self.conf = conf

    def finish(self) -> Done:
        return Done()


class Done:
    pass


class Egg:
    def __init__(self, hen: Hen) -> None:
        pass


class Hen:
    def __init__(self, egg: Egg) -> None:
        pass


def make() -> Conf:
    return Conf()


def other() -> Conf:
    return Conf()


FINISH = Operator(UnboundMethod(Stage.finish, Stage))
STAGE, MAKE, OTHER = Operator(Stage), Operator(make), Operator(other)


def ids(context: ClassContext) -> list[str]:
    return [expression.get_id(qual=False) for expression in context.build_expr_list({FINISH})]


def test_expressions_are_built_and_executed() -> None:
    context = ClassContext.from_op_set({FINISH, STAGE, MAKE})
    (expression,) = context.build_expr_list({FINISH})
    (computable,) = ComputableExpression.from_expr_list([expression])
    seen = []
    (value,) = computable.execute_all(post_compute_cb=lambda found, reused: seen.append(reused))
    assert isinstance(value.value, Done)
    assert value["self"].value.conf is value["self"]["conf"].value
    assert seen == [False] * 3
    assert {found.op for found in computable.get_all_vals()} == {FINISH, STAGE, MAKE}


def test_the_prototype_lists_types_in_order() -> None:
    assert STAGE.prototype == ({"conf": Conf}, Stage)
    assert FINISH.prototype == ({"self": Stage}, Done)
    assert FINISH.get_name(full_qual=False) == "Stage.finish"


def test_patterns_restrict_and_forbid() -> None:
    ops = {FINISH, STAGE, MAKE, OTHER}
    assert ids(ClassContext.from_op_set(ops)) == ["make:Stage:finish", "other:Stage:finish"]
    restricted = ClassContext.from_op_set(ops, restricted_pattern_set={"*other"})
    assert ids(restricted) == ["other:Stage:finish"]
    forbidden = ClassContext.from_op_set(ops, forbidden_pattern_set={"*Conf"})
    with pytest.raises(NoOperatorError):
        ids(forbidden)


def test_compatibility_can_be_narrowed() -> None:
    context = ClassContext.from_op_set(
        {FINISH, STAGE, MAKE}, compat_cls=lambda given, wanted: False
    )
    with pytest.raises(NoOperatorError):
        ids(context)


def test_a_missing_type_is_handled_as_asked() -> None:
    context = ClassContext.from_op_set({FINISH, STAGE})
    with pytest.raises(NoOperatorError) as caught:
        context.build_expr_list({FINISH})
    assert caught.value.wanted is Conf
    assert [parameter for _, parameter in caught.value.path] == ["self", "conf"]
    assert context.build_expr_list({FINISH}, non_produced_handler="ignore") == []
    told = []
    context.build_expr_list({FINISH}, non_produced_handler=lambda *facts: told.append(facts))
    assert [(facts[0].rpartition(".")[2], facts[2]) for facts in told] == [("Conf", "conf")]


def test_a_cycle_is_handled_as_asked() -> None:
    egg, hen = Operator(Egg), Operator(Hen)
    context = ClassContext.from_op_set({egg, hen})
    with pytest.raises(CycleError) as caught:
        context.build_expr_list({egg})
    assert len(caught.value.names) == 3
    assert context.build_expr_list({egg}, cycle_handler="ignore") == []
