"""The modules form a ladder: each imports from lower rungs only, wherever the import stands."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import exekall

PACKAGE = Path(exekall.__file__).parent

# From the lowest rung to the highest. What shares a rung does not know of one another.
LADDER: tuple[tuple[str, ...], ...] = (
    (
        "reasons",
        "injection",
        "names",
        "patterns",
        "signature",
        "callables",
        "traversal",
        "pause",
        "parameter_map",
        "uuids",
    ),
    ("errors", "type_checking_imports", "relation", "structure"),
    ("namespace", "identifiers", "conversion", "hooks", "filesystem"),
    ("annotations", "construction"),
    ("operator",),
    ("prebuilt",),
    ("expression", "discovery", "declared"),
    ("solver", "values", "scripts", "selection", "sources"),
    ("evaluation", "goals", "forcing", "store"),
    ("valuedb",),
    ("comparison", "loaded"),
    ("computable", "rendering"),
    ("artifacts", "customization"),
    ("adaptors", "program"),
    ("cli", "api"),
    ("engine", "utils"),
    ("__main__", "__init__"),
)
RUNG = {unit: rung for rung, units in enumerate(LADDER) for unit in units}

# Imported where they are needed only, since each costs more than everything of ours together.
HEAVY = {"asyncio", "dill", "graphviz", "networkx", "numpy", "scipy"}
# Missing from interpreters that were built without its headers.
FORBIDDEN = {"lzma"}

# The only modules that call what an operator wraps: the executor, and the stand-in for methods
# that the executor calls in turn.
CALLERS = {"exekall.evaluation.executor", "exekall.callables"}


@cache
def modules() -> dict[str, ast.Module]:
    """Parse every module of the package, by full name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"), str(path))
    return found


def unit(module: str) -> str:
    """Return the top-level module or package that *module* is or is in."""
    return module.split(".")[1] if "." in module else "__init__"


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the names of all imported modules, function-level imports and type checks included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative imports are not used here"
            assert node.module is not None
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in modules() else node.module


def own_imports(name: str) -> set[str]:
    return {found for found in imports(modules()[name]) if found.split(".")[0] == "exekall"}


def test_every_unit_has_one_rung() -> None:
    listed = [name for units in LADDER for name in units]
    assert len(listed) == len(set(listed))
    assert {unit(name) for name in modules()} == set(listed)


def test_imports_go_down_the_ladder() -> None:
    upwards = [
        f"{name} -> {imported}"
        for name in modules()
        for imported in own_imports(name)
        if unit(imported) != unit(name) and RUNG[unit(imported)] >= RUNG[unit(name)]
    ]
    assert not upwards


def test_modules_form_no_cycle() -> None:
    graph = {name: own_imports(name) - {name} for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_what_is_missing_somewhere_is_never_imported() -> None:
    assert not {
        name: found for name in modules() if (found := top_level(imports, name) & FORBIDDEN)
    }


def eager_imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that importing the module itself imports."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending.extend(node.orelse)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imports(node)
        pending.extend(ast.iter_child_nodes(node))


def test_heavy_packages_are_imported_in_functions() -> None:
    assert not {
        name: found for name in modules() if (found := top_level(eager_imports, name) & HEAVY)
    }


def top_level(imports_of: Callable[[ast.AST], Iterator[str]], name: str) -> set[str]:
    return {found.split(".")[0] for found in imports_of(modules()[name])}


def operator_calls(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that call the callable of an operator, directly or through a variable."""
    wrapped: defaultdict[str, bool] = defaultdict(bool)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_wrapped(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            wrapped.update((ast.unparse(target), True) for target in targets)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (
            is_wrapped(node.func) or wrapped[ast.unparse(node.func)]
        ):
            yield node.lineno


def is_wrapped(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"callable_", "function"}


def test_only_executors_call_operators() -> None:
    assert {name for name, tree in modules().items() if any(operator_calls(tree))} <= CALLERS


def test_the_check_of_calls_sees_what_it_is_for() -> None:
    assert list(operator_calls(ast.parse("f = op.function\ng()\nf(1)\nop.callable_()"))) == [3, 4]
    assert list(operator_calls(modules()["exekall.evaluation.executor"]))


def test_the_check_of_imports_sees_what_it_is_for() -> None:
    late = "import os\nif TYPE_CHECKING:\n    import numpy\ndef f():\n    import dill\n"
    tree = ast.parse(late + "class C:\n    import networkx.algorithms\n")
    assert set(eager_imports(tree)) == {"os", "networkx.algorithms"}
    assert set(imports(tree)) == {"os", "numpy", "dill", "networkx.algorithms"}
