"""What the documentation shows is what happens.

A ``console`` block holds commands, after ``$``, with what they print. In it, ``...`` stands for
anything within a line, and a line of ``...`` for any number of lines. A ``python`` block is either
a session with ``>>>``, or a file, whose name is in its first line: ``# name.py``. A document is
worked through from top to bottom in one new folder, in which ``examples`` leads to the examples.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import SUPPRESS
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

import exekall
from exekall.adaptors import ENTRY_POINT_GROUP
from exekall.cli.commands import ENTRY_POINT_GROUP as COMMAND_GROUP
from exekall.cli.exit_codes import ExitCode
from exekall.cli.merge.options import OPTIONS as MERGE_OPTIONS
from exekall.cli.run.options import OPTIONS
from exekall.customization import AdaptorBase
from exekall.valuedb import FrozenExprVal, ValueDB
from exekall.valuedb.querying import Queryable
from exekall.values import ExprVal

CHECKOUT = Path(__file__).parent.parent
DOCUMENTS = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"# ([\w./-]+\.py)\n")
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")

# Shown, but not to be run by a test: a fresh checkout's own commands, and plain text.
NOT_RUN = {"sh", "text"}


@dataclass(frozen=True)
class Block:
    """A fenced block; *line* is where its content starts."""

    language: str
    text: str
    line: int


def blocks(document: Path) -> Iterator[Block]:
    text = document.read_text("utf-8")
    for found in FENCE.finditer(text):
        yield Block(found[1], found[2], text.count("\n", 0, found.start(2)) + 1)


def run_block(block: Block, folder: Path) -> None:
    """Carry out *block* in *folder*; fail the test where something else happens than it says."""
    if block.language == "console":
        for command, expected in commands(block.text):
            check(command, expected, run(["bash", "-c", command], folder))
    elif block.language == "python" and ">>>" in block.text:
        session = folder / "session.txt"
        session.write_text(block.text, "utf-8")
        run([sys.executable, "-m", "doctest", "-o", "ELLIPSIS", session.name], folder)
    elif block.language == "python":
        name = FILE_NAME.match(block.text)
        assert name, "a python block without >>> has to name its file in the first line"
        file = folder / name[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, "utf-8")
    else:
        assert block.language in NOT_RUN


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command with what it should print. A command goes on after a backslash."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not parts[0].strip(), "output without a command"
    for part in parts[1:]:
        command = re.match(r"(?:.*\\\n)*.*", part)
        assert command
        yield command[0], part[command.end() + 1 :]


def run(command: Sequence[str], folder: Path) -> str:
    """Run *command* and return what it writes to stdout. It has to succeed."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EXEKALL_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout


def check(command: str, expected: str, printed: str) -> None:
    """Fail where *printed* does not match *expected*."""
    if not re.fullmatch(pattern(expected), normal(printed)):
        difference = unified_diff(
            expected.splitlines(), normal(printed).splitlines(), "shown", "printed", lineterm=""
        )
        pytest.fail("\n".join([f"$ {command}", *difference]), pytrace=False)


def pattern(expected: str) -> str:
    """Return the regular expression that *expected* stands for."""
    lines = []
    for line in normal(expected).splitlines(keepends=True):
        if line.strip() == "...":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(".*".join(re.escape(part) for part in line.split("...")))
    return "".join(lines)


def normal(text: str) -> str:
    """Leave out blanks at the ends of lines, and empty lines at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n")
    return f"{lines}\n" if lines else ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_examples_do_what_the_document_says(document: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(CHECKOUT / "examples")
    for block in blocks(document):
        try:
            run_block(block, tmp_path)
        except (AssertionError, pytest.fail.Exception) as error:
            pytest.fail(f"{document}:{block.line}\n{error}", pytrace=False)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = FENCE.sub("", document.read_text("utf-8"))
    local = [found for found in LINK.findall(text) if "://" not in found]
    assert not [link for link in local if not (document.parent / link).exists()]


def test_the_manual_is_complete() -> None:
    manual = (CHECKOUT / "docs" / "man.md").read_text("utf-8")
    options = [
        name
        for option in (*OPTIONS, *MERGE_OPTIONS)
        if option.help is not SUPPRESS
        for name in option.names
    ]
    hooks = [name for name in vars(AdaptorBase) if not name.startswith("_")]
    classes = (ExprVal, FrozenExprVal, Queryable, ValueDB)
    attributes = [name for cls in classes for name in vars(cls) if not name.startswith("_")]
    codes = [f"| {code.value} |" for code in ExitCode]
    names = [*options, *hooks, *codes, *exekall.__all__, ENTRY_POINT_GROUP, COMMAND_GROUP]
    missing = [name for name in (*names, *attributes) if not is_mentioned(name, manual)]
    assert not missing


def is_mentioned(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def test_blocks_are_found_and_checked(tmp_path: Path) -> None:
    document = tmp_path / "x.md"
    document.write_text("text\n```console\n$ echo 1 \\\n    2\n1 2\n$ true\n```\n")
    (block,) = blocks(document)
    assert block.line == 3
    assert list(commands(block.text)) == [("echo 1 \\\n    2", "1 2\n"), ("true", "")]
    run_block(block, tmp_path)
    with pytest.raises(pytest.fail.Exception):
        run_block(Block("console", "$ echo 1\n2\n", 1), tmp_path)
    with pytest.raises(AssertionError):
        run_block(Block("console", "$ false\n", 1), tmp_path)
    with pytest.raises(AssertionError):
        run_block(Block("python", ">>> 1\n2\n", 1), tmp_path)


def test_ellipses_stand_for_anything() -> None:
    assert re.fullmatch(pattern("a...c\n...\nd\n"), "abc\nx\ny\nd\n")
    assert re.fullmatch(pattern("a\n...\n"), "a\n")
    assert not re.fullmatch(pattern("a...c\n"), "ab\nc\n")
