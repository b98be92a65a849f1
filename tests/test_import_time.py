"""Starting is cheap, and needs nothing that an interpreter may lack."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"asyncio", "dill", "graphviz", "lzma", "multiprocessing", "networkx", "numpy", "unittest"}

# As where Python was built without the headers of liblzma: importing it raises ImportError.
WITHOUT_LZMA = "import sys; sys.modules['_lzma'] = None; sys.modules['lzma'] = None"

MAIN = "from exekall.cli.entry import main"
HELP = f"""
{MAIN}
try:
    main(["--help"])
except SystemExit as stop:
    assert not stop.code, stop.code
"""


def run(*statements: str) -> str:
    """Run *statements* in a fresh interpreter that shares nothing with this one."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(statements)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("statement", ["import exekall", MAIN, HELP])
def test_nothing_heavy_is_imported(statement: str) -> None:
    printed = run("import sys", statement, "print()", "print(*sys.modules)")
    loaded = set(printed.splitlines()[-1].split())
    assert "exekall" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("statement", ["import exekall", HELP])
def test_lzma_is_not_needed(statement: str) -> None:
    run(WITHOUT_LZMA, statement)


def test_the_interpreter_itself_imports_nothing_of_this() -> None:
    assert not set(run("import sys", "print(*sys.modules)").split()) & HEAVY
