"""Lines of scripts that load values: each of them, uncommented, gives what computing gave."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exekall.artifacts import ArtifactFolder, ValueRecorder
from exekall.artifacts.saved_values import SavedValues
from exekall.computable import ComputableExpression
from exekall.evaluation import Reporters
from exekall.expression import Expression
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts import ScriptOptions, all_scripts, expression_script, reloading
from exekall.scripts.plan import make_plan
from exekall.store.recorder import StoreRecorder, state_after
from exekall.store.records import DB_FILENAME, ExpressionState, RunRecord, RunState
from exekall.store.writer import StoreWriter
from tests.scripts.dags import Dag, Node, World, dags, run_files
from tests.scripts.uncommenting import uncommented

SLOW = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

OPERATOR = re.compile(r"\bop_\d+\b")


def artifacts(path: Path, roots: Sequence[Expression], options: ScriptOptions) -> list[Path]:
    """Execute *roots*, write everything to the artifact folder *path*, return the scripts."""
    scripts = []
    with ArtifactFolder(path) as folder:
        writer = StoreWriter(path / DB_FILENAME, RunRecord(uuid=folder.uuid, started=0.0))
        store = StoreRecorder(writer, folder.uuid)
        computables = ComputableExpression.from_expr_list(roots)
        folders = folder.expression_folders(computables, options)
        for computable, own in zip(computables, folders, strict=True):
            recorder = ValueRecorder()
            store.begin(computable)
            results = computable.execute_all(reporter=Reporters(recorder, store))
            for value in results:
                store.result(value, None)
            store.end(computable, state_after(results))
            own.write_results(results, recorder, store.is_stored)
            scripts.append(own.path / "EXPRESSION.py")
        folder.write_all_scripts(computables, options, store.is_stored)
        scripts.append(path / "ALL_SCRIPTS.py")
        writer.close(RunState.COMPLETE)
    return scripts


@contextmanager
def moved(world: World, folder: Path, roots: Sequence[Expression]) -> Iterator[list[Path]]:
    """Give the scripts of *roots* in an artifact folder that was moved."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exekall.artifacts.folder.drawings", lambda graphs: ())
        patch.setattr("exekall.artifacts.folder._draw", lambda folders, graphs: None)
        before = folder / f"{world.name} before"
        scripts = artifacts(before, roots, ScriptOptions((folder,)))
    after = folder / f"{world.name} after"
    shutil.move(before, after)
    yield [after / script.relative_to(before) for script in scripts]
    world.close()


def check(batch: Sequence[tuple[Dag, Sequence[int]]], sure: bool) -> None:
    """Uncomment each line in turn; where all is *sure* to run, less must be computed then."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        jobs: list[tuple[str, Path]] = []
        what: list[tuple[int, str, bool]] = []
        for index, (dag, wanted) in enumerate(batch):
            world = World(dag, folder, f"world_{index}")
            nodes = [world.nodes[number % len(dag)] for number in wanted]
            roots = list(dict.fromkeys([world.nodes[-1], *nodes]))
            steps = make_plan(roots).steps
            if sum(1 for step in steps if step.loop) > 6 or len(steps) > 60:
                continue
            with moved(world, folder, roots) as scripts:
                for script in scripts:
                    base = len(jobs)
                    jobs.append((world.name, script))
                    what.append((base, "", False))
                    is_one = script.name == "EXPRESSION.py"
                    for number, (computed, text) in enumerate(uncommented(script.read_text())):
                        variant = script.with_name(f"variant_{number}.py")
                        variant.write_text(text)
                        jobs.append((world.name, variant))
                        what.append((base, computed, is_one))
        ran = run_files(jobs)
        for (base, computed, is_one), (out, err, code, calls) in zip(what, ran, strict=True):
            expected, trouble, expected_code, all_calls = ran[base]
            assert (out, code) == (expected, expected_code), err
            assert bool(err) == bool(trouble)
            operator = OPERATOR.search(computed)
            if sure and is_one and operator:
                assert calls.get(operator[0], 0) < all_calls[operator[0]]


def batches(odds: int, smallest: int) -> st.SearchStrategy[Any]:
    roots = st.one_of(st.just([]), st.lists(st.integers(0, 20), min_size=1, max_size=3))
    case = st.tuples(dags(odds, smallest, max_nodes=14), roots)
    return st.lists(case, min_size=4, max_size=4)


@SLOW
@given(batches(odds=0, smallest=1))
def test_each_line_has_less_computed_and_the_same_printed(batch: Any) -> None:
    check(batch, sure=True)


@SLOW
@given(st.one_of(batches(odds=4, smallest=0), batches(odds=12, smallest=0)))
def test_each_line_prints_the_same_where_something_fails(batch: Any) -> None:
    check(batch, sure=False)


@SLOW
@given(batches(odds=9, smallest=1))
def test_each_line_prints_the_same_in_generator_functions(batch: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exekall.scripts.block.MAX_LOOPS", 2)
        check(batch, sure=False)


class TestTexts:
    """What the lines look like."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[World]:
        dag = (
            Node("generator", size=2),
            Node("generator", size=3, inputs=(0,)),
            Node("generator", size=1),
            Node(inputs=(1, 2)),
            Node(inputs=(0,)),
            Node(inputs=(3, 4)),
        )
        made = World(dag, tmp_path, "worded")
        yield made
        made.close()

    def saved(self, root: Expression, is_stored: bool = True) -> ScriptOptions:
        computable = ComputableExpression(root)
        computable.execute_all()
        saved = SavedValues(lambda uuid: is_stored).of(computable.cell)
        return ScriptOptions(database="x.sqlite", saved=lambda _: saved)

    def test_numbers_are_those_of_loops_with_several_values(self, world: World) -> None:
        text = expression_script(world.nodes[-1], self.saved(world.nodes[-1]))
        lines = [line.strip() for line in text.splitlines() if "# db" in line]
        assert lines == [
            "# db.values(OP_2) if db else",
            "# db.values(OP_0) if db else",
            "# db.value(OP_4[op_0_number]) if op_0_number in OP_4 else",
            "# db.values(OP_1[op_0_number]) if op_0_number in OP_1 else",
            "# db.value(OP_3[op_0_number, op_1_number]) if (op_0_number, op_1_number) in OP_3 else",
            "# db.value(OP_5[op_0_number, op_1_number]) if (op_0_number, op_1_number) in OP_5 else",
        ]
        assert 'db = Database("x.sqlite")' in text.replace("'", '"')
        assert text.count("(1, 2): '") == 2

    def test_without_a_database_there_are_no_lines(self, world: World) -> None:
        root = world.nodes[-1]
        for text in (expression_script(root), all_scripts([root])):
            assert "db" not in text
            assert "Database" not in text

    def test_what_is_not_stored_has_no_line(self, world: World) -> None:
        text = expression_script(world.nodes[-1], self.saved(world.nodes[-1], is_stored=False))
        assert "db" not in text

    def test_too_many_values_have_no_line(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reloading, "MAX_VALUES", 5)
        text = expression_script(world.nodes[-1], self.saved(world.nodes[-1]))
        assert [name for name in ("OP_0", "OP_1", "OP_2", "OP_3") if f"{name} = " in text] == [
            "OP_0",
            "OP_2",
        ]

    def test_too_many_numbers_have_no_lines(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reloading, "MAX_NUMBERS", 5)
        text = expression_script(world.nodes[-1], self.saved(world.nodes[-1]))
        assert "db" not in text


def test_expressions_of_different_iterations(tmp_path: Path) -> None:
    """Where each of two expressions has its own values of what they share, one is loaded."""
    dag = (Node("generator", size=2), Node(inputs=(0,)), Node(inputs=(1,)), Node(inputs=(1,)))
    world = World(dag, tmp_path, "iterated")
    first = ComputableExpression.from_expr_list(world.nodes[2:])
    second = ComputableExpression.clone_all(first, lambda expr: True)
    (tmp_path / "run").mkdir()
    writer = StoreWriter(tmp_path / "run" / DB_FILENAME, RunRecord(uuid="a" * 32, started=0.0))
    store = StoreRecorder(writer, "a" * 32)
    for computable in (*first, *second):
        store.begin(computable)
        computable.execute_all(reporter=store)
        store.end(computable, ExpressionState.COMPLETE)
    writer.close(RunState.COMPLETE)
    mixed = {first[0].expr: first[0].cell, second[1].expr: second[1].cell}
    saved = SavedValues(store.is_stored)
    options = ScriptOptions(
        (tmp_path,), database=DB_FILENAME, saved=lambda expr: saved.of(mixed[expr])
    )
    script = tmp_path / "run" / "ALL_SCRIPTS.py"
    script.write_text(all_scripts(list(mixed), options))
    jobs = [(world.name, script)]
    for number, (_, text) in enumerate(uncommented(script.read_text())):
        variant = script.with_name(f"variant_{number}.py")
        variant.write_text(text)
        jobs.append((world.name, variant))
    world.close()
    ran = run_files(jobs)
    # What the second one does not share with what is loaded of the first is computed.
    assert len(jobs) == 1 + 4
    assert [each[:3] for each in ran] == [ran[0][:3]] * len(ran)


def test_what_was_interrupted_has_no_line(tmp_path: Path) -> None:
    dag = (Node("generator", size=3), Node(inputs=(0,)))
    world = World(dag, tmp_path, "halted")
    computable = ComputableExpression(world.nodes[-1])
    values = computable.execute()
    next(values)
    next(values)
    saved = SavedValues(lambda uuid: True).of(computable.cell)
    options = ScriptOptions((tmp_path,), database=DB_FILENAME, saved=lambda _: saved)
    text = expression_script(world.nodes[-1], options)
    world.close()
    assert "db.values(" not in text.partition("def main")[2]
    assert "# db.value(OP_1[op_0_number]) if op_0_number in OP_1 else" in text
    assert len(re.findall(r"^    \d: ", text, re.MULTILINE)) == 2
    compile(text, "script", "exec")


def test_objects_that_are_no_literals_are_always_loaded(tmp_path: Path) -> None:
    world = World((Node("prebuilt"),), tmp_path, "sparks")
    table_node = world.nodes[0]
    sparks = [world.module.Fresh("first"), 7, world.module.Fresh("third")]
    several = Expression(PrebuiltOperator(object, sparks, "several"))
    with moved(world, tmp_path, [several, table_node]) as (one, _, everything):
        text = one.read_text()
        assert "missing" not in text
        assert text.count("db.value('") == 2
        for script in (one, everything):
            ((out, err, code, _),) = run_files([(world.name, script)])
            assert (out.splitlines()[:3], err, code) == (["first", "7", "third"], "", 0)


def test_a_missing_database_is_told_where_it_is_needed(tmp_path: Path) -> None:
    world = World((Node(),), tmp_path, "bereft")
    spark = Expression(PrebuiltOperator(str, [world.module.Fresh("x")], "spark"))
    with moved(world, tmp_path, [spark, world.nodes[0]]) as (loading, computing, _):
        (tmp_path / "bereft after" / DB_FILENAME).unlink()
        variant = computing.with_name("variant.py")
        ((_, text),) = uncommented(computing.read_text())
        variant.write_text(text)
        ran = run_files([(world.name, script) for script in (loading, computing, variant)])
    (out, err, code, _), computed, uncommented_one = ran
    assert (out, code) == ("", 1)
    assert "StoreError" in err
    assert computed[:3] == uncommented_one[:3]


def test_deep_chains_give_scripts_of_linear_size(tmp_path: Path) -> None:
    def script(length: int) -> str:
        dag = tuple(Node("generator", size=1, inputs=(i - 1,) if i else ()) for i in range(length))
        world = World(dag, tmp_path, "deep_reloads")
        root = world.nodes[-1]
        computable = ComputableExpression(root)
        computable.execute_all()
        saved = SavedValues(lambda uuid: True).of(computable.cell)
        found = expression_script(root, ScriptOptions(database="x", saved=lambda _: saved))
        world.close()
        return found

    half, deep = script(500), script(1_000)
    assert deep.count("# db.values(") == 1_000
    assert len(deep) < 2.1 * len(half)
