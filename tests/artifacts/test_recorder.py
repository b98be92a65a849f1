"""What is logged and kept of values."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exekall.artifacts import LOGGER_NAME, ArtifactFolder, OutputCapture, ValueRecorder
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from tests.artifacts.programs import Program, fan_out


class Hostile:
    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        raise ValueError("no comparison")

    def __hash__(self) -> int:
        raise ValueError("no hash")

    def __bool__(self) -> bool:
        raise ValueError("no truth")


class HostileError(Hostile, Exception):
    @property
    def __notes__(self) -> list[str]:
        raise ValueError("no notes")


def hostile() -> Hostile:
    return Hostile()


def failing(value: Hostile) -> str:
    raise HostileError


def nothing(value: Hostile) -> Iterator[int]:
    yield from ()


def mistagged(value: Any) -> dict[str, Any]:
    return {"tag": value}


@pytest.fixture
def expressions(tmp_path: Path) -> Iterator[list[Expression]]:
    program, made = fan_out(tmp_path, "recorder_program")
    yield made
    program.close()


def messages(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return level and text of the engine's records, without the UUIDs."""
    return [
        (record.levelname, record.getMessage().partition(" UUID=")[0])
        for record in caplog.records
        if record.name == LOGGER_NAME
    ]


class TestWhatIsLogged:
    def test_computed_failed_and_reused(
        self, expressions: list[Expression], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        numbers, scaled, _ = ComputableExpression.from_expr_list(expressions)
        numbers.execute_all(reporter=ValueRecorder())
        assert (
            messages(caplog)
            == [("INFO", "Computed Conf")] + [("INFO", "Computed Conf:numbers")] * 4
        )
        caplog.clear()
        scaled.execute_all(reporter=ValueRecorder())
        reused = ("INFO", "Reusing already computed Conf:numbers")
        id_ = "Conf:numbers:scaled(conf=Conf)"
        assert messages(caplog)[-8:] == [
            *[reused, ("INFO", f"Computed {id_}")] * 2,
            *[reused, ("ERROR", f"Failed {id_}")],
            *[reused, ("INFO", f"Computed {id_}")],
        ]
        (failed,) = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert "\nTraceback (most recent call last):\n" in failed.getMessage()
        assert failed.getMessage().endswith("\nValueError: two")

    def test_uuids(self, expressions: list[Expression], caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        results = ComputableExpression(expressions[0]).execute_all(reporter=ValueRecorder())
        logged = [record.getMessage()[-32:] for record in caplog.records]
        assert logged[1:] == [value.uuid for value in results]

    def test_hidden_operators(
        self, expressions: list[Expression], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        conf = expressions[0].children[0].op
        recorder = ValueRecorder(lambda op: op is conf)
        ComputableExpression(expressions[0]).execute_all(reporter=recorder)
        assert messages(caplog) == [("DEBUG", "Computed Conf"), *[("INFO", "Computed numbers")] * 4]

    def test_generators_without_values(self, caplog: pytest.LogCaptureFixture) -> None:
        table = NodeTable()
        node = table.node(Operator(nothing), (("value", table.node(Operator(hostile))),))
        recorder = ValueRecorder()
        assert ComputableExpression(node).execute_all(reporter=recorder) == []
        assert recorder.empty_generators == [node]
        assert messages(caplog) == [("WARNING", "No value came from hostile:nothing")]

    def test_logging_that_was_configured_meanwhile(
        self, expressions: list[Expression], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        logging.getLogger(LOGGER_NAME).disabled = True
        ComputableExpression(expressions[0]).execute_all(reporter=ValueRecorder())
        assert len(messages(caplog)) == 5


class TestWhatIsKept:
    def test_values_of_each_expression(self, expressions: list[Expression]) -> None:
        numbers, scaled, shown = ComputableExpression.from_expr_list(expressions)
        recorders = [ValueRecorder() for _ in range(3)]
        first, second, third = [
            computable.execute_all(reporter=recorder)
            for computable, recorder in zip((numbers, scaled, shown), recorders, strict=True)
        ]
        conf = first[0]["conf"]
        assert recorders[0].computed_uuids == [conf.uuid, *[value.uuid for value in first]]
        assert not recorders[0].reused_uuids
        assert recorders[1].computed_uuids == [value.uuid for value in second]
        assert {value.uuid for value in first} <= recorders[1].reused_uuids
        assert recorders[1].failures == [second[2]]
        assert recorders[2].computed_uuids == [third[i].uuid for i in (0, 1, 3)]
        assert recorders[2].failures == []

    def test_a_value_that_serves_often_is_kept_once(self, tmp_path: Path) -> None:
        program = Program(
            tmp_path,
            "recorder_pairs",
            """
            from collections.abc import Iterator
            def some() -> Iterator[int]:
                yield from range(10)
            def others() -> Iterator[str]:
                yield from "0123456789"
            def pair(one: int, other: str) -> tuple[int, str]:
                return one, other
            """,
        )
        node = program("pair", one=program("some"), other=program("others"))
        recorder = ValueRecorder()
        results = ComputableExpression(node).execute_all(reporter=recorder)
        program.close()
        assert len(results) == 100
        assert len(recorder.computed_uuids) == len(set(recorder.computed_uuids)) == 120
        assert len(recorder.reused_uuids) == 10


class TestHostileValues:
    def test_nothing_is_raised(self, tmp_path: Path) -> None:
        table = NodeTable()
        value = table.node(Operator(hostile, tags_getter=mistagged))
        node = table.node(Operator(failing), (("value", value),))
        recorder = ValueRecorder()
        with ArtifactFolder(tmp_path / "run") as folder, folder.log_files():
            (result,) = ComputableExpression(node).execute_all(reporter=recorder)
        assert recorder.failures == [result]
        assert isinstance(result.excep, HostileError)
        lines = (folder.path / "INFO.log").read_text().splitlines()
        assert "WARNING" in lines[0]
        assert "No tags for what hostile made: ValueError: no text (" in lines[0]
        assert "Computed hostile[tags=!ValueError] UUID=" in lines[1]
        assert "Failed hostile[tags=!ValueError]:failing UUID=" in lines[2]
        assert any("HostileError" in line for line in lines[3:])

    def test_of_tags_that_raise_one_is_told(self, caplog: pytest.LogCaptureFixture) -> None:
        def raises(value: Any) -> dict[str, Any]:
            raise ValueError("no tags")

        node = NodeTable().node(PrebuiltOperator(int, [1, 2, 3], "number", tags_getter=raises))
        with caplog.at_level(logging.INFO):
            ComputableExpression(node).execute_all(reporter=ValueRecorder())
        warnings = [r.message for r in caplog.records if r.levelno == logging.WARNING]
        assert len(warnings) == 1
        assert warnings[0].startswith("No tags for what number made: ValueError: no tags (")

    def test_tags_that_exit(self) -> None:
        def exits(value: Any) -> dict[str, Any]:
            raise SystemExit(3)

        node = NodeTable().node(PrebuiltOperator(int, [1], "number", tags_getter=exits))
        recorder = ValueRecorder()
        [value] = ComputableExpression(node).execute_all(reporter=recorder)
        assert len(recorder.computed_uuids) == 1
        assert value.get_id() == "number[tags=!SystemExit]"


def test_many_values(tmp_path: Path) -> None:
    stages = "".join(
        f"class Stage{i}(int): pass\n"
        f"def stage{i}(x: {f'Stage{i - 1}' if i else 'int'}) -> Stage{i}: return Stage{i}(x)\n"
        for i in range(4)
    )
    source = (
        "from collections.abc import Iterator\n"
        "def numbers() -> Iterator[int]:\n    yield from range(2_000)\n" + stages
    )
    program = Program(tmp_path, "recorder_stages", source)
    node = program("numbers", lambda value: {"": value})
    for stage in range(4):
        node = program(f"stage{stage}", lambda value: {"": value}, x=node)

    computable = ComputableExpression(node)
    with ArtifactFolder(tmp_path / "run") as folder, folder.log_files() as logs:
        (own,) = folder.expression_folders([computable], program.options)
        recorder = ValueRecorder()
        with OutputCapture(logs) as capture:
            results = computable.execute_all(reporter=recorder, capture=capture)
        own.write_results(results, recorder)
    assert len(recorder.computed_uuids) == 10_000
    assert logs.count >= 10_000
    program.close()
