"""Values of earlier runs in expressions, with what they were made from (rules R1, R2 and R6)."""

from __future__ import annotations

from typing import Any

from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator, StoredRow
from exekall.signature import Parameter
from exekall.solver import Solver
from tests.evaluation.stored import Table


class Fold:
    pass


class Large(Fold):
    pass


class Small(Fold):
    pass


class Model:
    pass


class Result:
    pass


def large() -> Large: ...
def small() -> Small: ...
def train(fold: Fold) -> Model: ...
def score(model: Model, fold: Fold) -> Result: ...
def count(fold: Fold) -> Result: ...


def stored(
    type_: Any,
    name: str,
    wanted: Any = None,
    origin: PrebuiltOperator | None = None,
    *,
    is_companion: bool = False,
) -> PrebuiltOperator:
    """Return an operator of one stored value, perhaps made from that of *origin* as *wanted*."""
    made = PrebuiltOperator(type_, (), name)
    made.is_companion = is_companion
    made.stored = Table([type_()], [StoredRow(name)])
    if origin is not None:
        made.origins = {"fold": origin}
        made._parameters = (Parameter("fold", wanted or origin.product),)
    return made


def ids(operators: list[Any], *goals: Any) -> list[str]:
    ops = [op if isinstance(op, Operator) else Operator(op) for op in operators]
    solver = Solver(ops, [Operator(goal) for goal in goals])
    return sorted(expr.get_id(qual=False) for expr in solver.expressions())


def test_a_stored_value_replaces_what_would_compute_it() -> None:
    assert ids([large, small, train, stored(Model, "kept")], score) == [
        "kept:score(fold=large)",
        "kept:score(fold=small)",
    ]


def test_a_stored_value_replaces_a_spark() -> None:
    spark = PrebuiltOperator(Large, [Large()], "spark")
    assert ids([spark, stored(Fold, "kept")], count) == ["kept:count"]


def test_a_spark_of_another_type_stays() -> None:
    spark = PrebuiltOperator(Fold, [Fold()], "spark")
    kept = stored(Model, "kept")
    assert ids([spark, train, kept], score) == ["kept:score(fold=spark)"]


def companion(type_: Any, name: str) -> PrebuiltOperator:
    return stored(type_, name, is_companion=True)


def test_what_it_was_made_from_serves_beside_it() -> None:
    origin = companion(Large, "large")
    model = stored(Model, "train", Fold, origin)
    assert ids([large, small, train, origin, model], score) == ["large:train:score(fold=large)"]


def test_what_it_was_made_from_serves_nowhere_else() -> None:
    origin = companion(Fold, "kept")
    model = stored(Model, "train", Fold, origin)
    assert ids([large, small, origin, model], count) == ["large:count", "small:count"]
    assert ids([origin, model], count) == []


def test_what_serves_nowhere_else_leaves_a_default_alone() -> None:
    def perhaps(model: Model, large: Large | None = None) -> Result: ...

    other = stored(Model, "other")
    origin = companion(Large, "large")
    derived = stored(Large, "derived", None, companion(Small, "kept"))
    assert ids([origin, other], perhaps) == ["other:perhaps"]
    assert ids([other, derived, *derived.origins.values()], perhaps) == [
        "other:perhaps(large=kept:derived)"
    ]


def test_one_request_is_bound_to_one_value() -> None:
    """What was made for a request of the base class serves every such request (R1)."""
    origin = companion(Large, "large")
    model = stored(Model, "train", Fold, origin)
    assert ids([small, origin, model], count) == ["small:count"]
    assert ids([small, origin, model], score) == ["large:train:score(fold=large)"]


def test_different_requests_may_be_bound_to_siblings() -> None:
    origin = companion(Large, "large")
    model = stored(Model, "train", Large, origin)
    assert ids([small, origin, model], score) == [
        "large:train:score(fold=large)",
        "large:train:score(fold=small)",
    ]


def test_ways_of_making_a_type_are_alternatives_and_not_mixed() -> None:
    origins = [companion(Large, "large"), companion(Small, "small")]
    models = [stored(Model, "train", Fold, origin) for origin in origins]
    assert ids([*origins, *models], score) == [
        "large:train:score(fold=large)",
        "small:train:score(fold=small)",
    ]


def test_what_nobody_wants_is_history_only() -> None:
    unknown = type("Fold", (), {})
    origin = companion(unknown, "gone")
    model = stored(Model, "train", None, origin)
    assert ids([small, origin, model], score) == ["gone:train:score(fold=small)"]
