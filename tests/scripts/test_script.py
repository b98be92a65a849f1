"""Whole scripts, executed in fresh processes and compared with the naive interpreter."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator, UnboundMethod
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts import (
    ScriptOptions,
    ScriptSizeError,
    all_scripts,
    expression_script,
    template_script,
)
from exekall.scripts.plan import make_plan
from tests.oracle.interpreter import Interpreter
from tests.scripts.dags import Dag, Node, World, dags, load_module, run_script, run_scripts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


class Case:
    """Roots of one random graph, what the interpreter makes of them, and their script."""

    def __init__(self, dag: Dag, roots: Sequence[int], folder: Path, name: str, numbered: bool):
        self.world = World(dag, folder, name, numbered)
        nodes = self.world.nodes
        self.several = bool(roots)
        self.roots = list(dict.fromkeys(nodes[i % len(nodes)] for i in roots)) or [nodes[-1]]
        self.sure_to_run = all(node.size for node in dag)
        steps = make_plan(self.roots).steps
        self.small = sum(1 for step in steps if step.loop) < 8 and len(steps) < 200

    def script(self, folder: Path) -> str:
        options = ScriptOptions(import_paths=(folder,))
        if self.several:
            return all_scripts(self.roots, options)
        return expression_script(self.roots[0], options)


def compare(batch: Sequence[tuple[Dag, Sequence[int]]], numbered: bool) -> None:
    """Compare what scripts print, and how they end, with the interpreter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = [
            Case(dag, roots, folder, f"world_{index}", numbered)
            for index, (dag, roots) in enumerate(batch)
        ]
        cases = [case for case in cases if case.small]
        scripts = [(case.world.name, case.script(folder)) for case in cases]
        ran = run_scripts(scripts, folder)
        assert len(ran) == len(cases)
        for case, (out, err, code, calls) in zip(cases, ran, strict=True):
            interpreter = Interpreter()
            outcomes = [interpreter.run(root) for root in case.roots]
            assert out == "".join(f"{value}\n" for each in outcomes for value in each.values)
            assert bool(code) == bool(err)
            failed = any(each.failures for each in outcomes)
            assert code or not failed
            assert failed or not code or not case.sure_to_run
            if numbered:
                assert calls == case.world.calls
            case.world.close()


def batches(odds: int, smallest: int) -> st.SearchStrategy[list[tuple[Dag, list[int]]]]:
    roots = st.one_of(st.just([]), st.lists(st.integers(0, 40), min_size=2, max_size=4))
    case = st.tuples(dags(odds, smallest), roots)
    return st.lists(case, min_size=6, max_size=6)


@SLOW
@given(batches(odds=0, smallest=1))
def test_scripts_compute_what_the_interpreter_does_and_as_often(batch: Any) -> None:
    compare(batch, numbered=True)


@SLOW
@given(st.one_of(batches(odds=4, smallest=0), batches(odds=12, smallest=0)))
def test_scripts_contain_failures_as_the_interpreter_does(batch: Any) -> None:
    compare(batch, numbered=False)


@SLOW
@given(batches(odds=9, smallest=1))
def test_scripts_cut_into_generator_functions_print_the_same(batch: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exekall.scripts.block.MAX_LOOPS", 2)
        compare(batch, numbered=False)


# Shapes and sizes


def outcome(dag: Dag, folder: Path) -> tuple[str, subprocess.CompletedProcess[str], list[Any]]:
    """Return script, its run, and the values that it should print."""
    world = World(dag, folder, "shape")
    root = world.nodes[-1]
    script = expression_script(root, ScriptOptions(import_paths=(folder,)))
    ran = run_script(script, folder)
    values = Interpreter().run(root).values if len(dag) < 200 else []
    world.close()
    return script, ran, values


@pytest.mark.parametrize(
    "dag",
    [
        [*[Node("generator", size=2 if i < 4 else 1) for i in range(17)]],
        [
            Node("generator", size=2 if i < 4 else 1, inputs=(i - 1,) if i else ())
            for i in range(60)
        ],
        [
            Node(
                ("plain", "generator")[i % 2], size=2 if i < 8 else 1, inputs=(i - 1,) if i else ()
            )
            for i in range(80)
        ],
    ],
    ids=["independent", "chained", "mixed"],
)
def test_many_loops_fit_into_the_limits_of_python(dag: list[Node], tmp_path: Path) -> None:
    root = Node(inputs=tuple(range(len(dag))) if not dag[1].inputs else (len(dag) - 1, 3))
    script, ran, values = outcome((*dag, root), tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == values
    assert len(values) >= 8
    assert "def combinations():" in script


def test_fifteen_loops_are_loops(tmp_path: Path) -> None:
    dag = [Node("generator", size=2 if i < 4 else 1) for i in range(15)]
    script, ran, values = outcome((*dag, Node(inputs=tuple(range(15)))), tmp_path)
    assert ran.stdout.split() == values
    assert "combinations" not in script


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("kind", ["plain", "generator"])
def test_deep_chains_give_scripts_of_linear_size(width: int, kind: str, tmp_path: Path) -> None:
    def chain(length: int) -> Dag:
        return tuple(Node(kind, inputs=(i - 1,) * width if i else ()) for i in range(length))

    deep, ran, _ = outcome(chain(5_000), tmp_path)
    assert ran.returncode == 0, ran.stderr[-2_000:]
    assert len(ran.stdout.splitlines()) == 1
    half, _, _ = outcome(chain(2_500), tmp_path)
    assert len(deep) < 2.3 * len(half)


def test_what_several_expressions_share_is_written_once(tmp_path: Path) -> None:
    dag = tuple(Node(inputs=(i - 1,) if i else ()) for i in range(3_000))
    world = World(dag, tmp_path, "shared")
    roots = world.nodes[::100]
    script = all_scripts(roots, ScriptOptions(import_paths=(tmp_path,)))
    ran = run_script(script, tmp_path)
    world.close()
    assert ran.returncode == 0, ran.stderr[-2_000:]
    assert len(ran.stdout.splitlines()) == len(roots)
    assert script.count("shared.op_7(") == 1


def test_shared_chains_of_generators_give_scripts_of_linear_size(tmp_path: Path) -> None:
    def script(length: int) -> str:
        dag = tuple(Node("generator", inputs=(i - 1,) if i else ()) for i in range(length))
        world = World(dag, tmp_path, "chained")
        found = all_scripts(world.nodes[-2:], ScriptOptions(import_paths=(tmp_path,)))
        world.close()
        return found

    half, deep = script(500), script(1_000)
    assert len(deep) < 2.3 * len(half)
    ran = run_script(deep, tmp_path)
    assert (ran.returncode, len(ran.stdout.splitlines())) == (0, 2)


def test_calls_that_grow_exponentially_are_refused(tmp_path: Path) -> None:
    dag = tuple(Node(fresh=True, inputs=(i - 1, i - 1) if i else ()) for i in range(40))
    world = World(dag, tmp_path, "growing")
    with pytest.raises(ScriptSizeError) as refused:
        expression_script(world.nodes[-1])
    world.close()
    assert refused.value.steps > 1_000


# Every kind of operator

SOURCE = """\
from __future__ import annotations
import asyncio, enum, functools
from collections.abc import AsyncIterator, Iterator
from exekall.injection import Consumer, ExprData


class Colour(enum.Enum):
    RED = "r"


class Conf:
    def __init__(self, start: int, /, factor: int = 2, *, colour: Colour) -> None:
        self.text = f"{start}*{factor}*{colour.name}"

    def __str__(self) -> str:
        return f"Conf {self.text}"

    def stage(self, first: int = 7, /, second: int = 8) -> Stage:
        return Stage(f"{self.text}|{first}|{second}")

    @classmethod
    def make(cls) -> Conf:
        return cls(0, colour=Colour.RED)

    @staticmethod
    def shout(text: str) -> bytes:
        return text.upper().encode()

    class Inner:
        def __init__(self, conf: Conf) -> None:
            self.conf = conf

        def __str__(self) -> str:
            return f"Inner {self.conf}"


class Stage:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("no text")


def broken(count: int) -> Iterator[Broken | int]:
    yield 1
    yield Broken()
    yield 2


def leave(count: int) -> Stage:
    raise SystemExit(0)


def ask(who: Consumer, data: ExprData) -> str:
    return f"{getattr(who, '__qualname__', who)} {data}"


def take(text: str) -> Stage:
    return Stage(text)


async def fetch(count: int) -> float:
    await asyncio.sleep(0)
    return count / 2


async def stream(first: float) -> AsyncIterator[complex]:
    for index in range(2):
        await asyncio.sleep(0)
        yield first + index * 1j


@functools.lru_cache
def cached(count: int) -> Stage:
    return Stage(f"cached {count}")


def outer():
    def inner(count: int) -> Stage:
        return Stage("inner")
    return inner


inner = outer()
hidden = [outer(), lambda count: Stage("lambda")]
odd = object()
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    return load_module("stages", SOURCE, tmp_path)


def number(value: int = 5) -> Expression:
    return NodeTable().node(PrebuiltOperator(int, [value]))


def node(callable_: Any, consumer: Operator | None = None, **params: Expression) -> Expression:
    return NodeTable().node(Operator(callable_), tuple(params.items()), consumer)


def lines(root: Expression, folder: Path, **options: Any) -> list[str]:
    """Return what the script of *root* prints; it must do so without a word on stderr."""
    script = expression_script(root, ScriptOptions(import_paths=(folder,), **options))
    ran = run_script(script, folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


def test_classes_methods_and_positional_only_parameters(module: Any, tmp_path: Path) -> None:
    colour = NodeTable().node(PrebuiltOperator(module.Colour, [module.Colour.RED]))
    conf = node(module.Conf, start=number(), colour=colour)
    assert lines(conf, tmp_path) == ["Conf 5*2*RED"]
    stage = UnboundMethod(module.Conf.stage, module.Conf)
    assert lines(node(stage, self=conf), tmp_path) == ["5*2*RED|7|8"]
    assert lines(node(stage, self=conf, second=number(1)), tmp_path) == ["5*2*RED|7|1"]
    assert lines(node(stage, self=conf, first=number(1)), tmp_path) == ["5*2*RED|1|8"]
    assert lines(node(module.Conf.Inner, conf=conf), tmp_path) == ["Inner Conf 5*2*RED"]


def test_calls_are_written_as_a_person_would(module: Any) -> None:
    conf = node(module.Conf.make)
    stage = node(UnboundMethod(module.Conf.stage, module.Conf), self=conf, second=number())
    script = expression_script(stage)
    assert "conf = stages.Conf.make()" in script
    assert "stage = stages.Conf.stage(conf, second=int_)" in script
    assert "# Conf\n" in script
    assert "# Conf:stage(second=int)\n" in script


def test_static_methods_and_class_methods(module: Any, tmp_path: Path) -> None:
    assert lines(node(module.Conf.make), tmp_path) == ["Conf 0*2*RED"]
    text = NodeTable().node(PrebuiltOperator(str, ["a", "b"]))
    assert lines(node(module.Conf.shout, text=text), tmp_path) == ["b'A'", "b'B'"]


def test_asynchronous_operators(module: Any, tmp_path: Path) -> None:
    fetched = node(module.fetch, count=number())
    assert lines(fetched, tmp_path) == ["2.5"]
    assert lines(node(module.stream, first=fetched), tmp_path) == ["(2.5+0j)", "(2.5+1j)"]


def test_cached_functions_and_functions_under_another_name(module: Any, tmp_path: Path) -> None:
    assert lines(node(module.cached, count=number()), tmp_path) == ["cached 5"]
    assert lines(node(module.inner, count=number()), tmp_path) == ["inner"]


def test_consumers_and_facts(module: Any, tmp_path: Path) -> None:
    facts = {"id": "ask", "artifact_dir": tmp_path}
    alone = lines(node(module.ask), tmp_path, facts=lambda root: facts)
    assert alone == [f"None {facts}"]
    table = NodeTable()
    take = Operator(module.take)
    asked = table.node(Operator(module.ask), (), take)
    both = lines(table.node(take, (("text", asked),)), tmp_path, facts=lambda root: facts)
    assert both == [f"take {facts}"]


def test_what_cannot_be_imported_asks_to_be_put_there(module: Any, tmp_path: Path) -> None:
    for function in module.hidden:
        function.__annotations__.update({"count": int, "return": module.Stage})
        script = expression_script(
            node(function, count=number()), ScriptOptions(import_paths=(tmp_path,))
        )
        ran = run_script(script, tmp_path)
        assert ran.returncode == 1
        name = Operator(function).name
        assert f"NotImplementedError: put the callable {name} here" in ran.stderr


def test_values_without_literals_ask_to_be_put_there(module: Any, tmp_path: Path) -> None:
    spark = NodeTable().node(PrebuiltOperator(module.Stage, [module.Stage("x")]))
    ran = run_script(expression_script(spark), tmp_path)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "NotImplementedError: put a value of type stages.Stage here" in ran.stderr


def test_a_value_that_has_no_text_is_a_failure_of_its_own(module: Any, tmp_path: Path) -> None:
    root = node(module.broken, count=number())
    ran = run_script(expression_script(root, ScriptOptions(import_paths=(tmp_path,))), tmp_path)
    assert ran.stdout.split() == ["1", "2"]
    assert ran.returncode == 1
    assert ran.stderr.count("RuntimeError: no text") == 1


def test_an_operator_that_exits_does_not_end_the_script(module: Any, tmp_path: Path) -> None:
    roots = [node(module.leave, count=number()), node(module.cached, count=number())]
    ran = run_script(all_scripts(roots, ScriptOptions(import_paths=(tmp_path,))), tmp_path)
    assert ran.stdout.split() == ["cached", "5"]
    assert ran.returncode == 1
    assert "SystemExit" in ran.stderr


def test_a_shared_failure_is_reported_once(module: Any, tmp_path: Path) -> None:
    table = NodeTable()
    bad = table.node(Operator(module.leave), (("count", number()),))
    roots = [table.node(Operator(module.take), (("text", bad),), op) for op in (None, bad.op)]
    ran = run_script(all_scripts(roots, ScriptOptions(import_paths=(tmp_path,))), tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.count("Traceback") == 1


# Templates


def test_the_template_names_its_sparks_and_runs_once_they_are_there(
    module: Any, tmp_path: Path
) -> None:
    text = NodeTable().node(PrebuiltOperator(str, ["a", "b"]))
    root = node(module.Conf.shout, text=text)
    template = template_script(root, ScriptOptions(import_paths=(tmp_path,)))
    ast.parse(template)
    ran = run_script(template, tmp_path)
    assert ran.returncode == 1
    assert "NotImplementedError: put a value of type str here" in ran.stderr
    filled = template.replace("missing('a value of type str')", "'x', 'y'")
    assert "SPARK_STR = ['x', 'y']" in filled
    ran = run_script(filled, tmp_path)
    assert (ran.returncode, ran.stdout.splitlines()) == (0, ["b'X'", "b'Y'"])


# Modules


@pytest.mark.parametrize("name", ["print", "once", "main", "each", "expression_1", "class", "a-b"])
def test_modules_whose_names_mean_something_else(name: str, tmp_path: Path) -> None:
    source = "def give(count: int) -> str:\n    return f'given {count}'\n"
    odd = load_module(name, source, tmp_path)
    root = node(odd.give, count=number())
    ran = run_script(all_scripts([root], ScriptOptions(import_paths=(tmp_path,))), tmp_path)
    assert (ran.stdout, ran.stderr) == ("given 5\n", "")


def test_modules_in_files_that_no_import_finds(tmp_path: Path) -> None:
    source = "def give(count: int) -> str:\n    return f'{__name__} {count}'\n"
    odd = load_module("conf_v2", source, tmp_path, file="conf.v2.txt")
    assert lines(node(odd.give, count=number()), tmp_path) == ["conf_v2 5"]


def test_an_operator_named_as_its_module_or_as_a_builtin(tmp_path: Path) -> None:
    source = dedent(
        """\
        def twice(count: int) -> str:
            return f"twice {count}"
        def print(text: str) -> bytes:
            return text.encode()
        """
    )
    odd = load_module("twice", source, tmp_path)
    root = node(odd.print, text=node(odd.twice, count=number()))
    assert lines(root, tmp_path) == ["b'twice 5'"]


def test_scripts_need_nothing_but_the_users_modules(tmp_path: Path) -> None:
    source = "def give(count: int) -> str:\n    return f'given {count}'\n"
    odd = load_module("alone", source, tmp_path)
    script = expression_script(node(odd.give, count=number()), ScriptOptions((tmp_path,)))
    path = tmp_path / "EXPRESSION.py"
    path.write_text(script)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("given 5\n", "")


def test_no_expression_at_all_gives_a_script_that_does_nothing(tmp_path: Path) -> None:
    ran = run_script(all_scripts([]), tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
