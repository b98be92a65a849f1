"""Files that are linked, copied and compared."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.filesystem.errors import ArtifactError, Problem
from exekall.filesystem.regular_files import Brought, bring_file
from tests.filesystem.trees import SHARED_MEMORY, plant, tree, two


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return plant(tmp_path / "one", {"file": "text"})


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return plant(tmp_path / "other", {})


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder in another file system."""
    if not SHARED_MEMORY.is_dir() or SHARED_MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system")
    path = Path(tempfile.mkdtemp(dir=SHARED_MEMORY))
    yield path
    shutil.rmtree(path)


def bring(one: Path, other: Path, copies: bool = False) -> Brought:
    with two(one, other) as (source, target):
        return bring_file("file", source, target, copies)


def dated(path: Path, seconds: float) -> None:
    os.utime(path, (seconds, seconds))


def test_a_link(one: Path, other: Path) -> None:
    assert bring(one, other) is Brought.DONE
    assert (one / "file").samefile(other / "file")


def test_a_copy(one: Path, other: Path) -> None:
    (one / "file").chmod(0o4750)
    dated(one / "file", 1_000)
    assert bring(one, other, copies=True) is Brought.DONE
    copy = other / "file"
    assert copy.read_text() == "text"
    assert not copy.samefile(one / "file")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o750
    assert copy.stat().st_mtime == 1_000


def test_a_large_copy(one: Path, other: Path) -> None:
    data = os.urandom(3_000_001)
    (one / "file").write_bytes(data)
    bring(one, other, copies=True)
    assert (other / "file").read_bytes() == data


def test_another_file_system(one: Path, elsewhere: Path) -> None:
    assert bring(one, elsewhere) is Brought.DONE
    assert tree(elsewhere) == {"file": "text"}


@pytest.mark.parametrize("copies", [False, True])
class TestTwoFiles:
    def test_the_same(self, one: Path, other: Path, copies: bool) -> None:
        bring(one, other, copies)
        assert bring(one, other, copies) is Brought.DONE
        assert tree(other) == {"file": "text"}

    @pytest.mark.parametrize("is_longer", [False, True])
    def test_the_longer_one(self, one: Path, other: Path, copies: bool, is_longer: bool) -> None:
        plant(other, {"file": "te" if is_longer else "text and more"})
        dated(one / "file", 1_000)
        assert bring(one, other, copies) is Brought.DONE
        assert tree(other) == {"file": "text" if is_longer else "text and more"}

    @pytest.mark.parametrize("age", [1_000, 3_000])
    def test_the_newer_one(self, one: Path, other: Path, copies: bool, age: float) -> None:
        plant(other, {"file": "another text"})
        dated(one / "file", 2_000)
        dated(other / "file", age)
        assert bring(one, other, copies) is Brought.DIFFERENT
        assert tree(other) == {"file": "text" if age < 2_000 else "another text"}

    def test_a_difference_far_behind(self, one: Path, other: Path, copies: bool) -> None:
        text = "x" * 3_000_000
        plant(one, {"file": f"{text}1"})
        plant(other, {"file": f"{text}2"})
        assert bring(one, other, copies) is Brought.DIFFERENT

    @pytest.mark.parametrize("kind", ["/", "-> ../one/file"])
    def test_something_else_in_its_place(
        self, one: Path, other: Path, copies: bool, kind: str
    ) -> None:
        plant(other, {"file": kind})
        assert bring(one, other, copies) is Brought.TWO_KINDS
        assert tree(other) == {"file": kind}
        assert tree(one) == {"file": "text"}


def test_what_vanished(one: Path, other: Path) -> None:
    (one / "file").unlink()
    assert bring(one, other) is Brought.DONE
    assert not tree(other)


def test_a_link_is_not_read(one: Path, other: Path) -> None:
    (one / "file").rename(one / "target")
    (one / "file").symlink_to("target")
    with pytest.raises(ArtifactError) as error:
        bring(one, other, copies=True)
    assert error.value.problem is Problem.UNREADABLE
    assert not tree(other)


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="there is no /dev/full")
def test_a_copy_that_fails_leaves_nothing(
    one: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one / "file").chmod(0o600)
    monkeypatch.setattr(os, "fchmod", lambda *_: os.write(os.open("/dev/full", os.O_WRONLY), b"x"))
    with pytest.raises(ArtifactError) as error:
        bring(one, other, copies=True)
    assert error.value.problem is Problem.FAILED
    assert not tree(other)
