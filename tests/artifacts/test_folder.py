"""The artifact folder as a whole."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from exekall.artifacts import ArtifactError, ArtifactFolder, Problem
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.scripts import ScriptOptions
from tests.artifacts.programs import Program, fan_out, lines, names, run, run_file


def refused(path: Path | None = None, root: Path | None = None) -> ArtifactError:
    with pytest.raises(ArtifactError) as caught:
        ArtifactFolder(path, root) if root is not None else ArtifactFolder(path)
    return caught.value


class TestMaking:
    def test_a_name_of_its_own(self, tmp_path: Path) -> None:
        root = tmp_path / "some" / "root"
        with ArtifactFolder(root=root) as one, ArtifactFolder(root=root) as other:
            assert one.uuid != other.uuid
            assert one.path.parent == root
            assert re.fullmatch(r"\d{8}_\d{6}_" + one.uuid, one.path.name)
            assert re.fullmatch(r"[0-9a-f]{32}", one.uuid)
            assert lines(one.path / "UUID") == [one.uuid]
            assert names(one.path) == ["BY_UUID", "UUID"]
        stamp = time.strptime(one.path.name[:15], "%Y%m%d_%H%M%S")
        assert abs(time.mktime(stamp) - time.time()) < 60

    def test_the_default_root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with ArtifactFolder() as folder:
            assert folder.path.parent == tmp_path / "artifacts"

    @pytest.mark.parametrize("exists", [False, True])
    def test_a_given_path(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
    ) -> None:
        monkeypatch.chdir(tmp_path)
        if exists:
            Path("a/b").mkdir(parents=True)
        with ArtifactFolder(Path("a/b")) as folder:
            assert folder.path == tmp_path / "a" / "b"

    def test_a_given_uuid(self, tmp_path: Path) -> None:
        uuid = "0123456789abcdef" * 2
        with ArtifactFolder(tmp_path / "run", uuid=uuid) as folder:
            assert folder.uuid == uuid
            assert lines(folder.path / "UUID") == [uuid]

    def test_paths_through_links(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        (tmp_path / "dangling").symlink_to(tmp_path / "new")
        with ArtifactFolder(tmp_path / "link") as folder:
            assert folder.path == tmp_path / "real"
        with ArtifactFolder(root=tmp_path / "dangling") as folder:
            assert folder.path.parent == tmp_path / "new"


class TestRefusal:
    def test_a_folder_with_something_in_it(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        error = refused(tmp_path)
        assert (error.problem, error.path, error.culprit) == (
            Problem.NOT_EMPTY,
            tmp_path,
            tmp_path,
        )
        assert names(tmp_path) == ["file"]

    def test_a_folder_of_another_run(self, tmp_path: Path) -> None:
        with ArtifactFolder(tmp_path / "run"):
            assert refused(tmp_path / "run").problem is Problem.NOT_EMPTY

    @pytest.mark.parametrize("below", ["", "a", "a/b"])
    def test_a_file_in_the_way(self, tmp_path: Path, below: str) -> None:
        file = tmp_path / "file"
        file.write_text("x")
        error = refused(file / below if below else file)
        assert error.problem is Problem.NOT_A_FOLDER
        assert error.culprit == file
        error = refused(root=file)
        assert error.problem is Problem.NOT_A_FOLDER
        assert error.culprit == file
        assert file.read_text() == "x"

    def test_a_loop_of_links(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "b")
        (tmp_path / "b").symlink_to(tmp_path / "a")
        assert isinstance(refused(tmp_path / "a").problem, Problem)
        assert refused(tmp_path / "a" / "c").problem is Problem.UNEXPECTED_LINK

    def test_a_name_that_is_too_long(self, tmp_path: Path) -> None:
        error = refused(tmp_path / ("x" * 300))
        assert error.problem is Problem.FAILED
        assert error.detail

    @pytest.mark.skipif(not os.access("/proc", os.X_OK), reason="there is no /proc")
    def test_a_file_system_that_takes_nothing(self) -> None:
        error = refused(Path("/proc/exekall"))
        assert error.problem in {Problem.NOT_WRITABLE, Problem.FAILED}
        assert error.path == Path("/proc/exekall")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_no_permission(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        error = refused(tmp_path / "a" / "b")
        tmp_path.chmod(0o700)
        assert error.problem is Problem.NOT_WRITABLE
        assert error.culprit == tmp_path

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
    def test_no_permission_for_another_user(self) -> None:
        program = dedent("""
            import os, sys
            from pathlib import Path
            from exekall.artifacts import ArtifactError, ArtifactFolder
            os.seteuid(65534)
            try:
                ArtifactFolder(Path(sys.argv[1]))
            except ArtifactError as error:
                print(error.problem, error.culprit)
        """)
        # Other users cannot even look into pytest's own folders.
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            done = subprocess.run(
                [sys.executable, "-c", program, f"{folder}/a/b"],
                capture_output=True,
                text=True,
                check=True,
            )
        assert done.stdout.split() == ["not-writable", folder]


class TestTwoRunsAtOnce:
    PROGRAM = dedent("""
        import sys
        from pathlib import Path
        from exekall.artifacts import ArtifactError, ArtifactFolder
        path, root = (None if word == "-" else Path(word) for word in sys.argv[1:])
        print("ready", flush=True)
        sys.stdin.readline()
        try:
            print(ArtifactFolder(path, root).path if path is None else ArtifactFolder(path).path)
        except ArtifactError as error:
            print(error.problem)
    """)

    def outcomes(self, *words: str, processes: int = 6) -> list[str]:
        started = [
            subprocess.Popen(
                [sys.executable, "-c", self.PROGRAM, *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
        for process in started:
            assert process.stdout is not None
            process.stdout.readline()
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        return [process.communicate()[0].strip() for process in started]

    def test_in_one_root(self, tmp_path: Path) -> None:
        paths = self.outcomes("-", str(tmp_path / "root"))
        assert sorted(paths) == sorted(str(path) for path in (tmp_path / "root").iterdir())
        assert len(set(paths)) == 6

    def test_with_one_path(self, tmp_path: Path) -> None:
        path = tmp_path / "run"
        found = self.outcomes(str(path), "-")
        assert sorted(found) == sorted([str(path), *[Problem.NOT_EMPTY] * 5])
        assert not [name for name in names(path) if name.endswith(".tmp")]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ArtifactFolder]:
    with ArtifactFolder(tmp_path / "run") as made:
        yield made


class TestFilesOfTheRun:
    def test_summary(self, folder: ArtifactFolder) -> None:
        folder.write_summary("first")
        folder.write_summary("größe\n")
        assert (folder.path / "SUMMARY").read_text("utf-8") == "größe\n"

    def test_all_scripts(self, folder: ArtifactFolder, tmp_path: Path) -> None:
        program, expressions = fan_out(tmp_path, "folder_program")
        done = run(folder, expressions, program.options)
        program.close()
        again = run_file(folder.path / "ALL_SCRIPTS.py")
        printed = [line for line in again.stdout.splitlines() if not line.startswith("number ")]
        results = [value for values, _, _ in done.values() for value in values]
        assert printed == [str(value.value) for value in results if value.computed]
        assert again.stdout.count("number ") == 4
        assert again.returncode == 1

    def test_iterations_are_written_once(self, folder: ArtifactFolder, tmp_path: Path) -> None:
        program = Program(tmp_path, "folder_once", "def once() -> str:\n    return 'once'\n")
        computables = [ComputableExpression(program("once")) for _ in range(3)]
        folder.write_all_scripts(computables, program.options)
        program.close()
        assert run_file(folder.path / "ALL_SCRIPTS.py").stdout == "once\n"

    def test_everything_in_the_folder_has_a_known_name(
        self, folder: ArtifactFolder, tmp_path: Path
    ) -> None:
        program, expressions = fan_out(tmp_path, "folder_names_program")
        with folder.log_files():
            run(folder, expressions, program.options)
        program.close()
        folder.write_summary("")
        top = {"UUID", "INFO.log", "DEBUG.log", "SUMMARY", "ALL_SCRIPTS.py", "BY_UUID"}
        ids = {expression.get_id(qual=False) for expression in expressions}
        assert set(names(folder.path)) == top | ids
        assert not list(folder.path.rglob(".*"))

    def test_a_link_to_the_folder(self, folder: ArtifactFolder, tmp_path: Path) -> None:
        link = tmp_path / "latest"
        link.symlink_to(tmp_path / "older")
        folder.link_from(link)
        assert link.resolve() == folder.path
        with pytest.raises(ArtifactError) as error:
            folder.link_from(folder.path)
        assert error.value.problem is Problem.EXISTS
        with pytest.raises(ArtifactError):
            folder.link_from(tmp_path / "no" / "such" / "folder")

    def test_nothing_is_written_through_links(self, folder: ArtifactFolder, tmp_path: Path) -> None:
        theirs = tmp_path / "theirs"
        theirs.write_text("x")
        theirs.chmod(0o400)
        for name in ("SUMMARY", "ALL_SCRIPTS.py"):
            (folder.path / name).symlink_to(theirs)
        folder.write_summary("ours")
        folder.write_all_scripts([], ScriptOptions())
        assert theirs.read_text() == "x"
        assert stat.S_IMODE(theirs.stat().st_mode) == 0o400


class TestDrawings:
    def test_what_is_not_drawn_is_told(
        self,
        folder: ArtifactFolder,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level("INFO")
        program, expressions = fan_out(tmp_path, "folder_drawings")
        monkeypatch.setenv("PATH", str(tmp_path))
        computables = ComputableExpression.from_expr_list(expressions)
        folders = folder.expression_folders(computables, program.options)
        program.close()
        assert not any((own.path / "STRUCTURE.svg").exists() for own in folders)
        (message,) = caplog.messages
        assert "3 of 3 expressions (no-dot)" in message
        assert folders[0].relative_path in message


def grown(value: int) -> int:
    return value + 1


def start() -> int:
    return 0


def chain(length: int) -> Expression:
    table, op = NodeTable(), Operator(grown)
    node = table.node(Operator(start))
    for _ in range(length):
        node = table.node(op, (("value", node),))
    return node


class TestSize:
    def test_a_deep_expression(self, folder: ArtifactFolder) -> None:
        done = run(folder, [chain(3_000)], ScriptOptions((Path(__file__).parents[2],)))
        (((value,), _, path),) = done.values()
        assert value.value == 3_000
        assert len(lines(path / "ID")[0]) <= 1_000
        assert not (path / "STRUCTURE.svg").exists()
        assert run_file(path / "EXPRESSION.py").stdout == "3000\n"


KILLED = """\
import sys
from pathlib import Path

sys.path[:0] = [{root!r}, {folder!r}]
import forever
from exekall.artifacts import ArtifactFolder, ValueRecorder
from exekall.computable import ComputableExpression
from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.scripts import ScriptOptions

nodes = [NodeTable().node(Operator(op)) for op in (forever.short, forever.endless)]
computables = ComputableExpression.from_expr_list(nodes)
with ArtifactFolder(Path({path!r})) as folder, folder.log_files():
    options = ScriptOptions((Path({folder!r}),))
    folders = folder.expression_folders(computables, options)
    folder.write_all_scripts(computables, options)
    for computable, own in zip(computables, folders):
        recorder = ValueRecorder()
        own.write_results(computable.execute_all(reporter=recorder), recorder)
"""

FOREVER = """\
from collections.abc import Iterator


def short() -> str:
    return "short"


def endless() -> Iterator[int]:
    number = 0
    while True:
        yield number
        if number == 100:
            print("running", flush=True)
        number += 1
"""


def test_a_killed_run_leaves_what_was_complete(tmp_path: Path) -> None:
    (tmp_path / "forever.py").write_text(FOREVER)
    root = Path(__file__).parents[2]
    script = KILLED.format(root=str(root), folder=str(tmp_path), path=str(tmp_path / "run"))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"running\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    path = tmp_path / "run"
    (short,) = (path / "short").iterdir()
    (endless,) = (path / "endless").iterdir()
    assert run_file(short / "EXPRESSION.py").stdout == "short\n"
    assert len(lines(short / "COMPUTED_VALUES_UUID")) == 1
    assert not (endless / "EXPRESSION.py").exists()
    (uuid,) = lines(short / "VALUES_UUID")
    assert (path / "BY_UUID" / uuid).resolve() == short
    log = lines(path / "INFO.log")
    assert sum(" Computed endless UUID=" in line for line in log) >= 100
    assert not list(path.rglob("*.tmp"))
