"""The files of one expression."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.artifacts import ArtifactError, ArtifactFolder, Problem, ValueRecorder
from exekall.artifacts.expression_folder import ExpressionFolder
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts import ScriptOptions
from tests.artifacts.programs import Program, fan_out, lines, names, run, run_file

BEFORE = {"ID", "UUID", "STRUCTURE", "STRUCTURE.dot", "TEMPLATE_EXPRESSION.py"}
AFTER = {"EXPRESSION.py", "VALUES_UUID", "COMPUTED_VALUES_UUID", "REUSED_VALUES_UUID"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ArtifactFolder]:
    with ArtifactFolder(tmp_path / "run") as made:
        yield made


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[Program, list[Expression]]]:
    made, expressions = fan_out(tmp_path, "expression_folder_program")
    yield made, expressions
    made.close()


def prepared(
    folder: ArtifactFolder, expression: Expression, options: ScriptOptions
) -> tuple[ComputableExpression, ExpressionFolder]:
    computable = ComputableExpression(expression)
    (own,) = folder.expression_folders([computable], options)
    return computable, own


Fixed = tuple[Program, list[Expression]]


class TestBeforeExecution:
    def test_files(self, folder: ArtifactFolder, program: Fixed) -> None:
        computable, own = prepared(folder, program[1][1], program[0].options)
        assert set(names(own.path)) - {"STRUCTURE.svg"} == BEFORE
        id_ = "Conf:numbers:scaled(conf=Conf)"
        assert own.path == folder.path / id_ / computable.uuid
        assert own.short_id == id_
        assert lines(own.path / "ID") == [id_]
        assert lines(own.path / "UUID") == [computable.uuid]
        structure = (own.path / "STRUCTURE").read_text()
        assert structure == computable.format_structure() + "\n"
        assert structure.startswith(computable.get_id() + "\n\n")
        assert (own.path / "STRUCTURE.dot").read_text() == computable.format_structure(True)

    def test_the_operators_are_told(self, folder: ArtifactFolder, program: Fixed) -> None:
        computable, own = prepared(folder, program[1][0], program[0].options)
        assert computable.data == {
            "artifact_dir": folder.path,
            "expr_artifact_dir": own.path,
            "id": "Conf:numbers",
            "uuid": computable.uuid,
        }

    def test_the_template_wants_its_sparks(self, folder: ArtifactFolder) -> None:
        node = NodeTable().node(PrebuiltOperator(str, ["spark"]))
        _, own = prepared(folder, node, ScriptOptions())
        script = own.path / "TEMPLATE_EXPRESSION.py"
        assert run_file(script).returncode != 0
        script.write_text(
            "".join(
                'SPARK_STR = "filled in"\n' if line.startswith("SPARK_STR = ") else line
                for line in script.read_text().splitlines(keepends=True)
            )
        )
        assert run_file(script).stdout == "filled in\n"

    def test_hidden_operators(self, folder: ArtifactFolder, program: Fixed) -> None:
        conf = program[1][0].children[0].op
        options = ScriptOptions((program[0].folder,), hidden=lambda op: op is conf)
        computable, own = prepared(folder, program[1][1], options)
        assert own.path.parent.name == own.short_id == "numbers:scaled"
        assert lines(own.path / "ID") == ["numbers:scaled"]
        assert computable.data["id"] == "numbers:scaled"


class TestAfterExecution:
    def test_uuids(self, folder: ArtifactFolder, program: Fixed) -> None:
        done = run(folder, program[1], program[0].options)
        for results, recorder, path in done.values():
            assert set(names(path)) >= AFTER
            assert lines(path / "VALUES_UUID") == [value.uuid for value in results]
            assert lines(path / "COMPUTED_VALUES_UUID") == recorder.computed_uuids
            assert lines(path / "REUSED_VALUES_UUID") == list(recorder.reused_uuids)
        for line in (path / "COMPUTED_VALUES_UUID").read_text().splitlines():
            assert len(line) == 32
            int(line, 16)

    def test_links(self, folder: ArtifactFolder, program: Fixed) -> None:
        links = folder.path / "BY_UUID"
        done = run(folder, program[1], program[0].options)
        expected = {}
        for computable, (results, recorder, path) in done.items():
            expected[computable.uuid] = path
            for uuid in recorder.computed_uuids:
                expected[uuid] = path
            for value in results:
                expected.setdefault(value.uuid, path)
        assert {name: (links / name).resolve() for name in names(links)} == expected
        assert not any((links / name).readlink().is_absolute() for name in expected)

    def test_links_survive_a_move(self, folder: ArtifactFolder, program: Fixed) -> None:
        done = run(folder, program[1][:1], program[0].options)
        ((computable, (results, _, _)),) = done.items()
        moved = folder.path.rename(folder.path.parent / "moved")
        for uuid in (computable.uuid, results[0].uuid):
            assert lines(moved / "BY_UUID" / uuid / "UUID") == [computable.uuid]

    def test_the_script_prints_the_results(self, folder: ArtifactFolder, program: Fixed) -> None:
        done = run(folder, program[1], program[0].options)
        for results, _, path in done.values():
            again = run_file(path / "EXPRESSION.py")
            said = [line for line in again.stdout.splitlines() if not line.startswith("number ")]
            assert said == [str(value.value) for value in results if value.computed]
            failed = any(value.get_excep() for value in results)
            assert again.returncode == int(failed)
            assert ("ValueError: two" in again.stderr) is failed

    def test_the_script_knows_the_folder(self, folder: ArtifactFolder, tmp_path: Path) -> None:
        program = Program(
            tmp_path,
            "expression_folder_data",
            """
            from exekall.injection import ExprData
            def where(data: ExprData) -> str:
                return f"{data['expr_artifact_dir']} {data['artifact_dir']} {data['id']}"
            """,
        )
        done = run(folder, [program("where")], program.options)
        program.close()
        (((value,), _, path),) = done.values()
        assert value.value == f"{path} {folder.path} where"
        assert run_file(path / "EXPRESSION.py").stdout == f"{value.value}\n"


class TestOddIds:
    @pytest.mark.parametrize(
        "name", ["n" * 300, "é" * 150, "UUID", "BY_UUID", "..", ".", "a/../../b", "x\0y", "\n"]
    )
    def test_any_name_of_an_operator(self, folder: ArtifactFolder, name: str) -> None:
        node = NodeTable().node(PrebuiltOperator(str, ["value"], name))
        ((computable, (_, _, path)),) = run(folder, [node], ScriptOptions()).items()
        assert path.parent.parent == folder.path
        assert path.name == computable.uuid
        assert (path / "ID").read_text() == f"{name}\n"
        assert (folder.path / "BY_UUID" / computable.uuid).resolve() == path
        assert run_file(path / "EXPRESSION.py").stdout == "value\n"
        assert (folder.path / "UUID").is_file()

    def test_expressions_of_one_id_share_a_folder(
        self, folder: ArtifactFolder, program: Fixed
    ) -> None:
        node = program[1][0]
        computables = [ComputableExpression(node) for _ in range(3)]
        folders = folder.expression_folders(computables, program[0].options)
        assert {own.path.parent for own in folders} == {folder.path / "Conf:numbers"}
        assert [own.path.name for own in folders] == [one.uuid for one in computables]

    def test_a_link_in_place_of_the_folder(
        self, folder: ArtifactFolder, program: Fixed, tmp_path: Path
    ) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (folder.path / "Conf:numbers").symlink_to(outside)
        with pytest.raises(ArtifactError) as error:
            prepared(folder, program[1][0], program[0].options)
        assert error.value.problem is Problem.UNEXPECTED_LINK
        assert names(outside) == []

    def test_a_folder_that_an_operator_replaced_by_a_link(
        self, folder: ArtifactFolder, program: Fixed, tmp_path: Path
    ) -> None:
        computable, own = prepared(folder, program[1][0], program[0].options)
        outside = own.path.rename(tmp_path / "outside")
        own.path.symlink_to(outside)
        recorder = ValueRecorder()
        results = computable.execute_all(reporter=recorder)
        with pytest.raises(ArtifactError) as error:
            own.write_results(results, recorder)
        assert error.value.problem is Problem.UNEXPECTED_LINK
        assert not AFTER & set(names(outside))


class Fresh(str):
    __slots__ = ()


def fresh() -> Fresh:
    return Fresh("x")


def twice(one: Fresh, other: Fresh) -> Fresh:
    return Fresh(one + other)


def test_a_script_that_cannot_be_written(
    folder: ArtifactFolder, caplog: pytest.LogCaptureFixture
) -> None:
    table = NodeTable()
    node = table.node(Operator(fresh, {Fresh}))
    for _ in range(20):
        node = table.node(Operator(twice, {Fresh}), (("one", node), ("other", node)))
    _, own = prepared(folder, node, ScriptOptions())
    assert set(names(own.path)) - {"STRUCTURE.svg"} == BEFORE - {"TEMPLATE_EXPRESSION.py"}
    (record,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert "no TEMPLATE_EXPRESSION.py" in record.getMessage()
    assert own.relative_path in record.getMessage()
