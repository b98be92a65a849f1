"""Exceptions as text: what users of the library see at the end of a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import exekall
from exekall import errors
from exekall.errors import CycleError, ExekallError, tell_with


def test_a_program_of_ones_own_is_told_what_a_command_is_told(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(ExekallError) as caught:
        exekall.load(missing)
    assert str(caught.value).startswith(f"there is no database {missing}\n")


def test_a_traceback_ends_in_the_sentence() -> None:
    code = "import exekall; exekall.discover('no_such_module')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("exekall.sources.DiscoveryError: there is no module")


def test_an_error_without_a_sentence_shows_its_data() -> None:
    error = CycleError(("f", "g", "f"))
    assert str(error) == "('f', 'g', 'f')"


def test_without_anybody_to_tell_the_data_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_teller", errors._silent)
    assert str(ExekallError("what", 1)) == "('what', 1)"
    tell_with(lambda error: f"told of {error.args}")
    assert str(ExekallError("what", 1)) == "told of ('what', 1)"
