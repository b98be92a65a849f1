"""Names that a module imports for type checkers only, under ``if TYPE_CHECKING:``.

They do not exist at run time, but annotations use them. The module's source says where they come
from; only the one import that binds the wanted name is carried out.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["import_for_type_checker"]


@dataclass(frozen=True, slots=True)
class _Import:
    """One import that binds a name: of *attribute* from *module*, or of *module* itself.

    *level* counts the dots of a relative import. *is_dotted* holds for ``import a.b``, which binds
    ``a`` and imports ``a.b``.
    """

    module: str
    level: int = 0
    attribute: str | None = None
    is_dotted: bool = False


def import_for_type_checker(module_globals: dict[str, Any], name: str) -> tuple[Any] | None:
    """Return the object, in a tuple of one, that *name* stands for in a type checker's eyes.

    Returns None where the module has no such import. Errors of the import itself are raised; where
    there are alternatives, as in ``try: ... except ImportError: ...``, that of the last one is.
    """
    source = module_globals.get("__file__")
    if not isinstance(source, str) or not source.endswith(".py"):
        return None
    imports = _bindings(source).get(name)
    if imports is None:
        return None
    dotted = [wanted for wanted in imports if wanted.is_dotted]
    if dotted:
        for wanted in dotted:
            importlib.import_module(wanted.module)
        return (sys.modules[name],)
    package = module_globals.get("__package__") or ""
    for wanted in imports[:-1]:
        try:
            return (_imported(wanted, package),)
        except ImportError:
            continue
    return (_imported(imports[-1], package),)


def _imported(wanted: _Import, package: str) -> Any:
    name = wanted.module
    if wanted.level:
        name = importlib.util.resolve_name("." * wanted.level + name, package)
    module = importlib.import_module(name)
    if wanted.attribute is None:
        return module
    try:
        return getattr(module, wanted.attribute)
    except AttributeError:
        return importlib.import_module(f"{name}.{wanted.attribute}")


@lru_cache(maxsize=256)
def _bindings(source: str) -> dict[str, list[_Import]]:
    """Map each name that is imported for type checkers to the imports that may bind it."""
    try:
        tree = ast.parse(Path(source).read_bytes(), source)
    except (OSError, SyntaxError):
        return {}
    found: dict[str, list[_Import]] = {}
    for node in _guarded(tree):
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                wanted = _Import(node.module or "", node.level, alias.name)
            else:
                wanted = _Import(alias.name, is_dotted=not alias.asname)
            bound = alias.asname or alias.name
            found.setdefault(bound.partition(".")[0], []).append(wanted)
    return found


def _guarded(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements under ``if TYPE_CHECKING:``, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
            test = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
            if _is_guard(test):
                for statement in node.orelse if negated else node.body:
                    for inner in ast.walk(statement):
                        if isinstance(inner, (ast.Import, ast.ImportFrom)):
                            yield inner


def _is_guard(test: ast.expr) -> bool:
    if isinstance(test, ast.Name):
        return test.id == "TYPE_CHECKING"
    return isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
