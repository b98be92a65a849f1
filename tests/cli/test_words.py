"""The first phase of parsing finds a command's arguments among options that nobody knows yet."""

from __future__ import annotations

import pytest

from exekall.cli.options import COMMON, flag, repeated, several
from exekall.cli.words import Words

OPTIONS = (
    *COMMON,
    flag("-a", "--all", help=""),
    repeated("-t", "--tag", metavar="TAG", help=""),
    several("--pair", "A", "B", help=""),
)


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("", []),
        ("db 1f", ["db", "1f"]),
        ("--all db --tag x 1f", ["db", "1f"]),
        ("-at x db", ["db"]),
        ("--pair 1 2 db", ["db"]),
        ("--unknown x db", ["db"]),
        ("db --unknown x", ["db"]),
        ("--unknown=x db", ["db"]),
        ("--unknown db", ["db"]),
        ("-- --odd", ["--odd"]),
        ("--pair 1", []),
    ],
)
def test_arguments(line: str, arguments: list[str]) -> None:
    assert Words(line.split(), OPTIONS).arguments == arguments


def test_values() -> None:
    found = Words(["--tag", "a", "db", "-tb", "--all"], OPTIONS)
    assert found.after("--tag") == ["a", "b"]
    assert found.last("--tag") == "b"
    assert found.last("--pair") is None
    assert found.has("--all")
    assert not found.has("--help")
