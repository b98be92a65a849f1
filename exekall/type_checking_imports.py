"""Names that a module imports for type checkers only, under ``if TYPE_CHECKING:``.

They do not exist at run time, but annotations use them. The module's source says where they come
from; only the one import that binds the wanted name is carried out.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["import_for_type_checker"]


def import_for_type_checker(module_globals: dict[str, Any], name: str) -> tuple[Any] | None:
    """Return the object, in a tuple of one, that *name* stands for in a type checker's eyes.

    Returns None where the module has no such import. Errors of the import itself are raised.
    """
    source = module_globals.get("__file__")
    if not isinstance(source, str) or not source.endswith(".py"):
        return None
    origin = _bindings(source).get(name)
    if origin is None:
        return None
    module_name, level, attribute = origin
    if level:
        package = module_globals.get("__package__") or ""
        module_name = importlib.util.resolve_name("." * level + module_name, package)
    module = importlib.import_module(module_name)
    if attribute is None:
        return (module,)
    if hasattr(module, attribute):
        return (getattr(module, attribute),)
    return (importlib.import_module(f"{module_name}.{attribute}"),)


@lru_cache(maxsize=256)
def _bindings(source: str) -> dict[str, tuple[str, int, str | None]]:
    """Map each name to ``(module, level of a relative import, attribute)``."""
    try:
        tree = ast.parse(Path(source).read_bytes(), source)
    except (OSError, SyntaxError):
        return {}
    found: dict[str, tuple[str, int, str | None]] = {}
    for node in _guarded(tree.body):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module or "", node.level, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                found[bound] = (alias.name if alias.asname else bound, 0, None)
    return found


def _guarded(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements under the module's ``if TYPE_CHECKING:``."""
    for statement in statements:
        if isinstance(statement, ast.If) and _is_guard(statement.test):
            yield from statement.body


def _is_guard(test: ast.expr) -> bool:
    if isinstance(test, ast.Name):
        return test.id == "TYPE_CHECKING"
    return isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
