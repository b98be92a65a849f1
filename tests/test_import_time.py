"""Starting is cheap, and needs nothing that an interpreter may lack."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "asyncio",
    "dill",
    "graphviz",
    "importlib.metadata",
    "inspect",
    "lzma",
    "multiprocessing",
    "networkx",
    "numpy",
    "unittest",
}

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


def loaded(*statements: str) -> set[str]:
    """Return the modules that *statements* import."""
    printed = run("import sys", *statements, "print()", "print(*sys.modules)")
    return set(printed.splitlines()[-1].split())


@pytest.mark.parametrize("statement", ["import exekall", MAIN])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    found = loaded(statement)
    assert "exekall" in found
    assert not found & HEAVY


def test_help_loads_no_more_than_looking_for_installed_commands_does() -> None:
    needed = loaded("import argparse, logging, importlib.metadata")
    assert not (loaded(HELP) - needed) & HEAVY


@pytest.mark.parametrize("statement", ["import exekall", HELP])
def test_lzma_is_not_needed(statement: str) -> None:
    run(WITHOUT_LZMA, statement)


def test_what_is_looked_for_is_found_where_it_is_imported() -> None:
    assert not loaded() & HEAVY
    assert loaded("import asyncio") & HEAVY >= {"asyncio", "inspect"}
