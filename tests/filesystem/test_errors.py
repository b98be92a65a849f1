"""What the operating system refuses, as data."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from exekall.filesystem.errors import ArtifactError, Problem, translated


def translation(path: Path, number: int) -> ArtifactError:
    with pytest.raises(ArtifactError) as caught, translated(path):
        raise OSError(number, os.strerror(number))
    return caught.value


class TestTranslated:
    @pytest.mark.parametrize(
        ("number", "problem"),
        [
            (errno.EACCES, Problem.NOT_WRITABLE),
            (errno.EROFS, Problem.NOT_WRITABLE),
            (errno.EEXIST, Problem.EXISTS),
            (errno.ENOTDIR, Problem.NOT_A_FOLDER),
            (errno.ENOSPC, Problem.FAILED),
        ],
    )
    def test_problems(self, tmp_path: Path, number: int, problem: Problem) -> None:
        error = translation(tmp_path, number)
        assert error.problem is problem
        assert error.path == error.culprit == tmp_path
        assert error.detail == os.strerror(number)

    def test_the_culprit_is_the_lowest_part_that_exists(self, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.touch()
        assert translation(file / "a" / "b", errno.ENOTDIR).culprit == file
        assert translation(tmp_path / "a" / "b", errno.EACCES).culprit == tmp_path

    def test_a_link_in_place_of_a_folder(self, tmp_path: Path) -> None:
        link = tmp_path / "link"
        link.symlink_to(tmp_path)
        assert translation(link, errno.ENOTDIR).problem is Problem.UNEXPECTED_LINK

    def test_other_errors_pass(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="x"), translated(tmp_path):
            raise ValueError("x")
