"""Values of real executions, recorded and read again."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exekall
from exekall.artifacts import OutputCapture
from exekall.artifacts.logs import LogFiles
from exekall.computable import ComputableExpression
from exekall.evaluation import Reporters
from exekall.expression import Expression, NodeTable
from exekall.filesystem.directory import Directory
from exekall.injection import Consumer, ExprData
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.store.reader import StoreReader
from exekall.store.recorder import StoreRecorder, state_after
from exekall.store.records import (
    DB_FILENAME,
    ExpressionState,
    Outcome,
    RunRecord,
    RunState,
    ValueRecord,
)
from exekall.store.writer import StoreWriter
from exekall.values import ExprVal, walk_values
from tests.evaluation.executors import LateExecutor
from tests.scripts.dags import Dag, Node, World, dags

RUN = RunRecord(uuid="a" * 32, started=0.0)
LOGGER = logging.getLogger("tests.recorder")


class Numbered:
    """Counts; made by what the tests call non-reusable."""

    count = 0

    def __init__(self) -> None:
        Numbered.count += 1
        self.number = Numbered.count


def two() -> Iterator[int]:
    LOGGER.info("one")
    yield 1
    LOGGER.warning("two")
    yield 2


def half(number: int) -> float:
    if number == 2:
        raise ValueError("two")
    return number / 2


def shown(value: float) -> str:
    return f"<{value}>"


def both(number: int, text: str) -> bytes:
    return f"{number}{text}".encode()


def nothing() -> Iterator[int]:
    yield from ()


def iterator() -> Any:
    return (number for number in range(3))


def numbered() -> Numbered:
    return Numbered()


def twice(one: Numbered, other: Numbered) -> int:
    return other.number - one.number


def told(text: str, consumer: Consumer, data: ExprData) -> bytes:
    return text.encode()


def bad_tags(value: Any) -> Mapping[str, Any]:
    raise KeyError("tags")


def own_tags(value: Any) -> Mapping[str, Any]:
    return {"": value} if isinstance(value, (int, float)) else {}


OPERATORS = {
    function.__name__: Operator(function, {Numbered}, own_tags)
    for function in (two, half, shown, both, nothing, numbered, twice, told)
}
OPERATORS["iterator"] = Operator(iterator, tags_getter=bad_tags)
TABLE = NodeTable()


def node(name: str, **params: Expression) -> Expression:
    return TABLE.node(OPERATORS[name], tuple(params.items()))


TWO = node("two")
HALF = node("half", number=TWO)
SHOWN = node("shown", value=HALF)
BOTH = node("both", number=TWO, text=SHOWN)


class Database:
    """A database that expressions are recorded to, and what was computed."""

    def __init__(self, path: Path, hidden: Callable[[Operator], bool] | None = None) -> None:
        self.path = path
        self.writer = StoreWriter(path / DB_FILENAME, RUN)
        self.recorder = StoreRecorder(self.writer, RUN.uuid, hidden)
        self.results: dict[str, list[ExprVal]] = {}

    def execute(self, computable: ComputableExpression, **how: Any) -> list[ExprVal]:
        """Execute and record one expression."""
        self.recorder.begin(computable, "short", f"short/{computable.uuid}")
        results = computable.execute_all(reporter=self.recorder, **how)
        for value in results:
            self.recorder.result(value, str(value.value) if value.computed else None)
        self.recorder.end(computable, state_after(results))
        self.results[computable.uuid] = results
        return results

    def close(self) -> StoreReader:
        self.writer.close(RunState.COMPLETE)
        return StoreReader(self.path)


@contextmanager
def recorded(
    path: Path, roots: Sequence[Expression], **how: Any
) -> Iterator[tuple[StoreReader, Sequence[ComputableExpression], Database]]:
    """Execute *roots* and open what was recorded."""
    database = Database(path)
    computables = ComputableExpression.from_expr_list(roots)
    for computable in computables:
        database.execute(computable, **how)
    with database.close() as reader:
        yield reader, computables, database


def record_of(reader: StoreReader, value: ExprVal) -> ValueRecord:
    key = reader.key_of(value.uuid)
    assert key is not None
    return reader.record(key)


def outcome_of(value: ExprVal) -> Outcome:
    if value.excep is not None:
        return Outcome.FAILED
    return Outcome.COMPUTED if value.computed else Outcome.SKIPPED


class TestValues:
    def test_each_value_is_there_with_what_is_known_of_it(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [BOTH]) as (reader, (computable,), _):
            live = list(computable.get_all_vals())
            assert sorted(record.uuid for record in reader.records()) == sorted(
                value.uuid for value in live
            )
            for value in live:
                record = record_of(reader, value)
                assert record.outcome is outcome_of(value)
                assert record.parents == tuple(param.uuid for _, param in value.params)
                assert record.expression == computable.uuid
                assert record.duration == value.duration
                assert record.tags == {name: str(tag) for name, tag in value.get_tags().items()}
                assert reader.node(record.node).names[0] == value.op.name
                if value.computed:
                    assert record.type is not None
                    assert record.type.name == type(value.value).__name__
                    assert record.repr == repr(value.value)
                    assert reader.value(record.key) == value.value

    def test_a_failure_is_kept_as_record_and_as_object(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [HALF]) as (reader, _, database):
            ((_, failed),) = database.results.values()
            key = reader.key_of(failed.uuid)
            assert key is not None
            failure = reader.failure(key)
            assert failure is not None
            assert (failure.type.name, failure.message) == ("ValueError", "two")
            assert repr(reader.failure_object(key)) == "ValueError('two')"

    def test_what_was_not_computed_is_there_when_it_is_a_result(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [BOTH]) as (reader, _, database):
            ((_, skipped),) = database.results.values()
            assert record_of(reader, skipped).outcome is Outcome.SKIPPED
            below = record_of(reader, skipped["text"])
            assert below.outcome is Outcome.SKIPPED
            assert below.parents == (skipped["text"]["value"].uuid,)

    def test_what_several_expressions_use_is_there_once(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [TWO, HALF, SHOWN]) as (reader, computables, _):
            live = {value for each in computables for value in each.get_all_vals()}
            assert len(reader.keys()) == len(live) == 6
            for value in live:
                # The expression that it was computed for is the first one that asks for it.
                index = [TWO, HALF, SHOWN].index(value.expr)
                assert record_of(reader, value).expression == computables[index].uuid

    def test_what_was_computed_before_is_added_when_it_is_used_again(self, tmp_path: Path) -> None:
        computables = ComputableExpression.from_expr_list([TWO, HALF])
        computables[0].execute_all()
        database = Database(tmp_path)
        database.execute(computables[1])
        with database.close() as reader:
            assert len(reader.keys()) == 4

    def test_non_reusable_values_are_each_there(self, tmp_path: Path) -> None:
        fresh = node("numbered")
        with recorded(tmp_path, [node("twice", one=fresh, other=fresh)]) as (reader, _, database):
            (((value,)),) = database.results.values()
            one, other = record_of(reader, value).parents
            assert one != other
            assert len(reader.keys()) == 3

    def test_injected_parameters_have_a_place_but_no_node(self, tmp_path: Path) -> None:
        given = TABLE.node(PrebuiltOperator(str, ["x"]))
        root = node("told", text=given)
        with recorded(tmp_path, [root]) as (reader, _, database):
            ((value,),) = database.results.values()
            params = reader.node(record_of(reader, value).node).params
            assert [(name, key is None) for name, key in params] == [
                ("text", False),
                ("consumer", True),
                ("data", True),
            ]

    def test_tags_that_raise_say_so(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [node("iterator")]) as (reader, _, database):
            ((value,),) = database.results.values()
            assert record_of(reader, value).tags == {"tags": "!KeyError"}

    def test_what_cannot_be_stored_says_so(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [node("iterator"), TWO]) as (reader, _, database):
            (value,), (one, _) = database.results.values()
            record = record_of(reader, value)
            assert record.outcome is Outcome.COMPUTED
            assert record.refusal is not None
            assert record.refusal.type_name == "generator"
            assert not database.recorder.is_stored(value.uuid)
            assert database.recorder.is_stored(one.uuid)
            assert not database.recorder.is_stored("0" * 32)

    def test_values_are_stored_as_they_were(self, tmp_path: Path) -> None:
        kept = TABLE.node(PrebuiltOperator(list, [[1]]))
        with recorded(tmp_path, [kept]) as (reader, _, database):
            ((value,),) = database.results.values()
            value.value.append(2)
            assert reader.value(record_of(reader, value).key) == [1]


class TestLogs:
    def test_each_value_has_its_own(self, tmp_path: Path) -> None:
        with Directory(tmp_path) as directory, LogFiles(directory) as logs:
            writer = StoreWriter(tmp_path / DB_FILENAME, RUN)
            recorder = StoreRecorder(writer, RUN.uuid, logs=logs)
            computable = ComputableExpression(TWO)
            recorder.begin(computable)
            with OutputCapture(logs) as capture:
                one, other = computable.execute_all(reporter=recorder, capture=capture)
            writer.close(RunState.COMPLETE)
        with StoreReader(tmp_path) as reader:
            texts = []
            for value in (one, other):
                (record,) = reader.log(record_of(reader, value).key)
                texts.append((record.level, record.logger, record.text))
        assert texts == [("INFO", LOGGER.name, "one"), ("WARNING", LOGGER.name, "two")]


class TestExpressions:
    def test_results_come_in_order_with_their_texts(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [SHOWN]) as (reader, (computable,), database):
            results = reader.results(computable.uuid)
            assert [reader.record(result.value).uuid for result in results] == [
                value.uuid for value in database.results[computable.uuid]
            ]
            assert [result.text for result in results] == ["<0.5>", None]

    def test_facts(self, tmp_path: Path) -> None:
        with recorded(tmp_path, [TWO, HALF, node("nothing")]) as (reader, computables, _):
            found = reader.expressions()
            assert [expression.uuid for expression in found] == [c.uuid for c in computables]
            assert [expression.state for expression in found] == [
                ExpressionState.COMPLETE,
                ExpressionState.FAILED,
                ExpressionState.NO_VALUE,
            ]
            for expression, computable in zip(found, computables, strict=True):
                assert reader.node(expression.node).digest == computable.expr.digest
                assert expression.folder == f"short/{computable.uuid}"
                assert expression.short_id == "short"
                assert expression.run == RUN.uuid
                assert expression.duration is not None
                assert expression.duration > 0

    def test_a_value_whose_event_was_lost_is_there_after_an_interruption(
        self, tmp_path: Path
    ) -> None:
        class Interrupting:
            def computed(self, value: ExprVal) -> None:
                if value.op.name.endswith("half"):
                    raise KeyboardInterrupt

            def reused(self, value: ExprVal) -> None: ...

            def empty(self, expr: Expression) -> None: ...

        database = Database(tmp_path)
        computable = ComputableExpression(SHOWN)
        database.recorder.begin(computable)
        with pytest.raises(KeyboardInterrupt):
            computable.execute_all(reporter=Reporters(Interrupting(), database.recorder))
        database.recorder.end(computable, ExpressionState.INTERRUPTED)
        with database.close() as reader:
            assert [reader.value(record.key) for record in reader.records()] == [1, 0.5]
            assert reader.expressions()[0].state is ExpressionState.INTERRUPTED

    def test_nothing_is_added_after_a_value_that_was_not_added_to_its_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        database = Database(tmp_path)
        computable = ComputableExpression(SHOWN)
        database.recorder.begin(computable)
        add_value = StoreWriter.add_value

        def interrupted(self: StoreWriter, value: ValueRecord, *rest: Any, **how: Any) -> None:
            if value.repr == "0.5":
                raise KeyboardInterrupt
            add_value(self, value, *rest, **how)

        monkeypatch.setattr(StoreWriter, "add_value", interrupted)
        with pytest.raises(KeyboardInterrupt):
            computable.execute_all(reporter=database.recorder)
        monkeypatch.undo()
        database.recorder.end(computable, ExpressionState.INTERRUPTED)
        with database.close() as reader:
            assert [reader.value(record.key) for record in reader.records()] == [1]

    def test_the_end_of_what_never_began(self, tmp_path: Path) -> None:
        database = Database(tmp_path)
        database.recorder.end(ComputableExpression(TWO), ExpressionState.INTERRUPTED)
        with database.close() as reader:
            assert reader.expressions() == []


class TestPending:
    @pytest.mark.parametrize("seed", range(8))
    def test_values_that_complete_later(self, tmp_path: Path, seed: int) -> None:
        dag: Dag = (
            Node("generator", size=3),
            Node("generator", size=2, odds=5),
            *(Node(inputs=(index % 2, index + 1), odds=4) for index in range(6)),
        )
        world = World(dag, tmp_path, f"pending_{seed}")
        state = [seed]

        def choose(limit: int) -> int:
            state[0] = (state[0] * 1103515245 + 12345) % 2**31
            return state[0] % limit

        with (
            LateExecutor(4, choose) as executor,
            recorded(tmp_path, [world.nodes[-1]], executor=executor) as (reader, (root,), _),
        ):
            live = set(walk_values(root.get_all_vals()))
            for value in live:
                record = record_of(reader, value)
                assert record.outcome is outcome_of(value)
                assert record.parents == tuple(param.uuid for _, param in value.params)
        world.close()


SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@SLOW
@given(dags(odds=5, smallest=0, max_nodes=20), st.sets(st.integers(0, 19)))
def test_ids_of_records_are_those_of_values(dag: Dag, hidden: set[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = World(dag, folder, "identified")
        operators = {world.nodes[index].op for index in hidden if index < len(dag)}
        database = Database(folder, operators.__contains__)
        results = database.execute(ComputableExpression(world.nodes[-1]))
        database.close().close()
        with exekall.load(folder) as db:
            for value in walk_values(results):
                frozen = db.get_by_uuid(value.uuid)
                assert frozen.is_hidden == (value.op in operators)
                for form in NameForm:
                    for length in (1000, 60, None):
                        live = value.id_in(form, hidden_op_set=operators, max_length=length)
                        assert frozen.id_in(form, max_length=length) == live
        world.close()


def test_deep_chains(tmp_path: Path) -> None:
    dag = tuple(Node(inputs=(index - 1,) if index else ()) for index in range(5_000))
    world = World(dag, tmp_path, "deep_recorded")
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        with recorded(tmp_path, [world.nodes[-1]]) as (reader, _, database):
            ((value,),) = database.results.values()
            assert reader.value(record_of(reader, value).key) == value.value
            assert len(reader.keys()) == len(dag)
    finally:
        sys.setrecursionlimit(before)
        world.close()


def test_a_skipped_deep_chain(tmp_path: Path) -> None:
    dag = (Node(odds=1), *(Node(inputs=(index,)) for index in range(5_000)))
    world = World(dag, tmp_path, "deep_skipped")
    with recorded(tmp_path, [world.nodes[-1]]) as (reader, _, database):
        ((value,),) = database.results.values()
        assert record_of(reader, value).outcome is Outcome.SKIPPED
        assert len(reader.keys()) == len(dag)
    world.close()
