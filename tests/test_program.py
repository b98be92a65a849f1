"""From sources to expressions, without a command line."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from textwrap import dedent

import pytest

from exekall.customization import AdaptorBase
from exekall.errors import HookError
from exekall.forcing import Forcing
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.prebuilt import PrebuiltOperator
from exekall.program import DiscoveryError, Program, build, discover
from exekall.reasons import Cause

SOURCE = """
    class Conf:
        pass

    class Result:
        def __init__(self, conf: Conf):
            pass

    def second(conf: Conf) -> Result:
        return Result(conf)

    def bare(number=1) -> Result:
        return Result(Conf())

    def untyped(x):
        return x
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that no other test has imported."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    path = tmp_path / "program_source.py"
    path.write_text(dedent(SOURCE))
    return path


def ids(program: Program, *goals: object, **options: Iterable[str]) -> list[str]:
    return sorted(expr.get_id(qual=False) for expr in build(program, *goals, **options))


def test_patterns_and_types_are_goals(source: Path) -> None:
    program = discover(source, allow=["*Conf"])
    assert ids(program, "*Result") == ["Conf:Result", "Conf:second"]
    result = sys.modules["program_source"].Result
    assert ids(program, result) == ids(program, result, "*Result") == ids(program, "Result")


def test_restrictions_hold(source: Path) -> None:
    program = discover(source, allow=["*Conf", "bare"])
    assert ids(program, "*Result") == ["Conf:Result", "Conf:second", "bare"]
    assert ids(program, "*Result", forbid=["Conf"]) == ["bare"]


def test_what_the_filter_drops_is_kept_with_its_reason(source: Path) -> None:
    program = discover(source)
    causes = {rejection.name: rejection.cause for rejection in program.rejections}
    assert causes == {
        "program_source.Conf": Cause.NO_PARAMETERS,
        "program_source.bare": Cause.NO_PARAMETERS,
        "program_source.untyped": Cause.NOT_ANNOTATED,
    }
    products = {rejection.product for rejection in program.rejections}
    assert sys.modules["program_source"].Conf in products


def test_a_forced_parameter_brings_an_operator_back(source: Path) -> None:
    program = discover(source).with_forced([Forcing("bare", "number", "3")])
    assert ids(program, "*Result") == ["int:bare"]


def test_what_is_wrong_with_sources_is_raised(source: Path) -> None:
    with pytest.raises(DiscoveryError):
        discover(source, "nowhere.py")


def test_patterns_without_meaning_are_known(source: Path) -> None:
    program = discover(source)

    def patterns(*words: str) -> PatternSet:
        return PatternSet.from_words(words)

    assert not program.unused_of_operators(patterns("second", "*Conf"))
    assert not program.unused_of_allowed(patterns("*untyped", "Conf"))
    assert not program.unused_of_types(patterns())
    (unused,) = program.unused_of_allowed(patterns("untypd"))
    assert "untyped" in unused.near_misses
    (unused,) = program.unused_of_types(patterns("Reslt"))
    assert "Result" in unused.near_misses


class Adapted(AdaptorBase):
    """Gives a spark and an operator, hides the spark, and drops one operator."""

    def get_prebuilt_op_set(self) -> Collection[PrebuiltOperator]:
        conf = sys.modules["program_source"].Conf
        return {PrebuiltOperator(conf, [conf()], id_="spark")}

    def get_op_set(self, sources: Sequence[str]) -> Iterable[Operator]:
        assert sources[0].endswith("program_source.py")
        yield Operator(sys.modules["program_source"].second)

    def get_hidden_op_set(self, op_set: Collection[Operator]) -> Collection[Operator]:
        return {op for op in op_set if isinstance(op, PrebuiltOperator)}

    def filter_op_set(self, op_set: Collection[Operator]) -> Collection[Operator]:
        return {op for op in op_set if op.get_name(qual=False) != "Result"}


def test_an_adaptor_has_its_say(source: Path) -> None:
    program = discover(source, adaptor=Adapted())
    assert ids(program, "*Result") == ["bare", "spark:second", "spark:second"]
    (expr, *_) = build(program, "*Result")
    assert expr.get_id(qual=False, hidden=program.is_hidden) == "second"
    assert [rejection.cause for rejection in program.rejections if "Result" in rejection.name] == [
        Cause.FILTERED
    ]
    assert ids(discover(source, adaptor=Adapted(), allow=["Result"]), "*Result")[-1] == (
        "spark:second"
    )


def test_the_order_does_not_depend_on_hashes(source: Path) -> None:
    programs = [discover(source, allow=["*"], adaptor=Adapted()) for _ in range(3)]
    orders = {tuple(op.name for op in program.operators) for program in programs}
    assert len(orders) == 1


def test_an_adaptor_that_raises_is_told(source: Path) -> None:
    class Faulty(AdaptorBase):
        def get_non_reusable_type_set(self) -> Collection[type]:
            raise ZeroDivisionError

    with pytest.raises(HookError) as caught:
        discover(source, adaptor=Faulty())
    assert caught.value.hook == "get_non_reusable_type_set"


def test_a_method_may_have_another_name_than_its_function(source: Path) -> None:
    source.write_text(
        dedent(
            """
            from functools import lru_cache

            def measure(conf: "Conf") -> "Result": ...
            def other(conf: "Conf") -> "Result": ...

            class Conf:
                def __init__(self, size=1): ...
                def _once(self, size=1) -> "Result": ...
                cached = lru_cache(_once)
                measured = measure

            class Derived(Conf):
                measured = other

            class Result: ...
            """
        )
    )
    program = discover(source, allow=["*"])
    methods = {expr.op.qualname for expr in build(program, "Result")}
    assert {"Conf.cached", "Conf.measured", "Derived.cached", "Derived.measured"} <= methods
    assert sum(id_ == "Derived:measured" for id_ in ids(program, "Result")) == 1


def test_metaclasses_may_answer_to_every_name(source: Path) -> None:
    source.write_text(
        dedent(
            """
            class Raising(type):
                def __getattr__(cls, name): raise OSError(name)

            class Echoing(type):
                def __getattr__(cls, name): return cls

            class Raised(metaclass=Raising):
                def __init__(self, size=1): ...
                def made(self) -> "Result": ...

            class Echoed(metaclass=Echoing):
                def __init__(self, raised: Raised, more: list[Raised] = []): ...
                def made(self) -> "Result": ...

            def listed(echoed: "list[Echoed] | Echoed") -> "Result": ...

            class Result: ...
            """
        )
    )
    program = discover(source, allow=["Raised"])
    assert ids(program, "Result") == ["Raised:Echoed:listed", "Raised:Echoed:made", "Raised:made"]
