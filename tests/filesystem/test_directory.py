"""Writing into folders in which anything may turn up."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem
from tests.artifacts.programs import names


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    (tmp_path / "managed").mkdir()
    (tmp_path / "outside").mkdir()
    with Directory(tmp_path / "managed") as opened:
        yield opened


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    return tmp_path / "outside"


def problem(error: pytest.ExceptionInfo[ArtifactError]) -> Problem:
    return error.value.problem


def target(directory: Directory, link: str) -> str:
    return str((directory.path / link).readlink())


class TestWrite:
    def test_text_and_bytes(self, directory: Directory) -> None:
        directory.write("text", "größe\n")
        directory.write("bytes", b"\0\xff")
        assert (directory.path / "text").read_bytes() == "größe\n".encode()
        assert (directory.path / "bytes").read_bytes() == b"\0\xff"

    def test_surrogates_are_escaped(self, directory: Directory) -> None:
        directory.write("text", "\ud800")
        assert (directory.path / "text").read_text() == "\\ud800"

    def test_nothing_else_is_left(self, directory: Directory) -> None:
        directory.write("file", "1")
        directory.write("file", "2")
        assert names(directory.path) == ["file"]
        assert (directory.path / "file").read_text() == "2"

    def test_permissions_are_the_usual_ones(self, directory: Directory) -> None:
        directory.write("file", "")
        (directory.path / "usual").touch()
        usual = (directory.path / "usual").stat().st_mode
        assert (directory.path / "file").stat().st_mode == usual

    def test_a_link_is_replaced_not_followed(self, directory: Directory, outside: Path) -> None:
        (outside / "file").write_text("theirs")
        (directory.path / "file").symlink_to(outside / "file")
        directory.write("file", "ours")
        assert (outside / "file").read_text() == "theirs"
        assert not (directory.path / "file").is_symlink()

    def test_a_folder_in_the_way(self, directory: Directory) -> None:
        (directory.path / "file").mkdir()
        with pytest.raises(ArtifactError):
            directory.write("file", "")
        assert names(directory.path) == ["file"]

    def test_a_folder_that_was_deleted(self, directory: Directory) -> None:
        directory.path.rmdir()
        with pytest.raises(ArtifactError) as error:
            directory.write("file", "")
        assert problem(error) is Problem.FAILED
        assert error.value.path == directory.path / "file"

    def test_a_full_disk(self, directory: Directory) -> None:
        resource = pytest.importorskip("resource")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        directory.write("file", "before")
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
        try:
            with pytest.raises(ArtifactError) as error:
                directory.write("file", "x" * 1000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert problem(error) is Problem.FAILED
        assert names(directory.path) == ["file"]
        assert (directory.path / "file").read_text() == "before"

    def test_new_files_only(self, directory: Directory, outside: Path) -> None:
        directory.write_new("file", "first")
        (directory.path / "link").symlink_to(outside / "nowhere")
        for name in ("file", "link"):
            with pytest.raises(ArtifactError) as error:
                directory.write_new(name, "second")
            assert problem(error) is Problem.EXISTS
        assert names(directory.path) == ["file", "link"]
        assert (directory.path / "file").read_text() == "first"
        assert names(outside) == []


class TestFolders:
    def test_make_and_open(self, directory: Directory) -> None:
        with directory.make_folder("a") as made, directory.folder("a") as opened:
            made.write("file", "x")
            assert opened.path == made.path == directory.path / "a"
            assert not opened.is_empty()
        with directory.make_folder("a", exist_ok=True) as again:
            assert names(again.path) == ["file"]

    def test_one_that_exists(self, directory: Directory) -> None:
        directory.make_folder("a").close()
        with pytest.raises(ArtifactError) as error:
            directory.make_folder("a")
        assert problem(error) is Problem.EXISTS

    def test_a_file_in_its_place(self, directory: Directory) -> None:
        directory.write("a", "")
        with pytest.raises(ArtifactError) as error:
            directory.make_folder("a", exist_ok=True)
        assert problem(error) is Problem.NOT_A_FOLDER
        assert error.value.culprit == directory.path / "a"

    def test_a_link_in_its_place(self, directory: Directory, outside: Path) -> None:
        (directory.path / "a").symlink_to(outside)
        with pytest.raises(ArtifactError) as error:
            directory.make_folder("a", exist_ok=True)
        assert problem(error) is Problem.UNEXPECTED_LINK
        with pytest.raises(ArtifactError):
            directory.folder("a")
        assert names(outside) == []

    def test_no_descriptors_are_left_open(self, directory: Directory) -> None:
        before = names(Path("/proc/self/fd")) if sys.platform == "linux" else []
        with directory.make_folder("a") as made:
            made.write("file", "x")
        made.close()
        with pytest.raises(ArtifactError):
            directory.folder("b")
        after = names(Path("/proc/self/fd")) if sys.platform == "linux" else []
        assert len(after) == len(before)

    def test_a_folder_that_was_moved_is_still_the_same(self, directory: Directory) -> None:
        moved = directory.path.rename(directory.path.parent / "moved")
        directory.write("file", "x")
        assert names(moved) == ["file"]


class TestLinks:
    def test_all_lead_to_the_target(self, directory: Directory) -> None:
        directory.make_folder("target").close()
        links = [f"link{number}" for number in range(10)]
        directory.link_all(links, "target")
        assert names(directory.path) == [*links, "target"]
        assert {target(directory, link) for link in links} == {"target"}

    def test_those_that_exist_stay(self, directory: Directory) -> None:
        directory.link_all(["a", "b"], "first")
        directory.link_all(["a", "c", "b", "d"], "second")
        found = {link: target(directory, link) for link in "abcd"}
        assert found == {"a": "first", "b": "first", "c": "second", "d": "second"}

    def test_more_than_a_file_system_takes_of_one_link(self, directory: Directory) -> None:
        # ext4 takes 65,000 names of one file.
        links = [f"{number:x}" for number in range(65_100)]
        directory.link_all(links, "target")
        assert len(names(directory.path)) == len(links)
        assert target(directory, links[-1]) == "target"

    def test_replacing(self, directory: Directory) -> None:
        directory.replace_link("link", "first")
        directory.replace_link("link", "second")
        assert names(directory.path) == ["link"]
        assert target(directory, "link") == "second"

    @pytest.mark.parametrize("kind", ["file", "folder"])
    def test_nothing_but_links_is_replaced(self, directory: Directory, kind: str) -> None:
        path = directory.path / "link"
        path.mkdir() if kind == "folder" else path.write_text("x")
        with pytest.raises(ArtifactError) as error:
            directory.replace_link("link", "target")
        assert problem(error) is Problem.EXISTS
        assert not path.is_symlink()
        assert names(directory.path) == ["link"]


class TestLogs:
    def test_a_link_is_not_followed(self, directory: Directory, outside: Path) -> None:
        (directory.path / "INFO.log").symlink_to(outside / "log")
        with pytest.raises(ArtifactError) as error:
            directory.open_log("INFO.log")
        assert problem(error) is Problem.EXISTS
        assert names(outside) == []

    def test_only_appended_to(self, directory: Directory) -> None:
        fd = directory.open_log("INFO.log")
        os.write(fd, b"first\n")
        os.lseek(fd, 0, os.SEEK_SET)
        os.write(fd, b"second\n")
        os.close(fd)
        assert (directory.path / "INFO.log").read_text() == "first\nsecond\n"


class TestWriteParts:
    def test_parts_are_one_file(self, directory: Directory) -> None:
        size = directory.write_parts("file", [b"12", memoryview(b"34"), bytearray(b""), b"5"])
        assert size == 5
        assert (directory.path / "file").read_bytes() == b"12345"
        assert names(directory.path) == ["file"]

    def test_parts_that_cannot_be_made(self, directory: Directory) -> None:
        def parts() -> Iterator[bytes]:
            yield b"1"
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            directory.write_parts("file", parts())
        assert names(directory.path) == []


class TestOpenFile:
    def test_a_file(self, directory: Directory) -> None:
        directory.write("file", "text")
        fd = directory.open_file("file")
        assert os.read(fd, 10) == b"text"
        os.close(fd)

    def test_neither_links_nor_folders_nor_pipes(self, directory: Directory, outside: Path) -> None:
        (outside / "file").touch()
        (directory.path / "link").symlink_to(outside / "file")
        (directory.path / "folder").mkdir()
        os.mkfifo(directory.path / "pipe")
        for name in ("link", "folder", "pipe", "nothing"):
            with pytest.raises(ArtifactError):
                directory.open_file(name)
