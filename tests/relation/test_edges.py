"""The table of edges, held against the relation and against two referees."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beartype.door import is_subhint

from exekall.relation import canonical, provides, why_not
from tests.relation import declarations
from tests.relation.disagreements import BEARTYPE_DISAGREES, MYPY_DISAGREES
from tests.relation.edges import EDGES, Edge

if TYPE_CHECKING:
    from collections.abc import Mapping


def type_of(expression: str) -> object:
    return eval(expression, vars(declarations))


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_edge(edge: Edge) -> None:
    given, wanted = canonical(type_of(edge.given)), canonical(type_of(edge.wanted))
    assert provides(given, wanted) is edge.fits
    assert (why_not(given, wanted) is None) is edge.fits


def test_the_table_has_no_row_twice() -> None:
    assert len(EDGES) == len({(edge.given, edge.wanted) for edge in EDGES})


def differences(verdicts: Mapping[Edge, bool]) -> set[str]:
    return {str(edge) for edge, verdict in verdicts.items() if verdict is not edge.fits}


def test_mypy_agrees_but_for_what_is_listed(tmp_path: Path) -> None:
    assert differences(mypy_verdicts(tmp_path)) == MYPY_DISAGREES.keys()


def mypy_verdicts(folder: Path) -> dict[Edge, bool]:
    """Ask mypy about each edge: a function that takes the one type and returns it as the other."""
    header = Path(declarations.__file__).read_text(encoding="utf-8").splitlines()
    functions = [
        f"def row_{index}(x: {edge.given}) -> {edge.wanted}: return x"
        for index, edge in enumerate(EDGES)
    ]
    module = folder / "rows.py"
    module.write_text("\n".join([*header, *functions]), encoding="utf-8")
    completed = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", f"--cache-dir={folder}", str(module)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert completed.returncode == 1, completed.stdout + completed.stderr
    wrong = {int(line) for line in re.findall(r"rows\.py:(\d+): error", completed.stdout)}
    assert not {line for line in wrong if line <= len(header)}, completed.stdout
    return {edge: line not in wrong for line, edge in enumerate(EDGES, start=len(header) + 1)}


def test_mypy_would_refuse_nothing_that_fits_here_but_registered_classes() -> None:
    fitting = {str(edge) for edge in EDGES if edge.fits}
    assert fitting & MYPY_DISAGREES.keys() == {"int -> numbers.Integral"}


def test_beartype_agrees_but_for_what_is_listed() -> None:
    verdicts = beartype_verdicts()
    assert len(verdicts) > 250
    assert differences(verdicts) == BEARTYPE_DISAGREES.keys()


def beartype_verdicts() -> dict[Edge, bool]:
    """Ask beartype about each edge; what it raises for types that it can't compare varies."""
    verdicts = {}
    for edge in EDGES:
        try:
            verdicts[edge] = is_subhint(type_of(edge.given), type_of(edge.wanted))
        except Exception:
            continue
    return verdicts
