"""How a script reaches what lives in modules: the imports, and the text that names an object.

An object is referred to by name only when looking that name up gives this very object.
"""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from exekall.operator import Kind, Operator
from exekall.scripts.variables import Variables, is_plain_name, snake_case

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["References"]

_MISSING = object()


class References:
    """The modules that one script imports, by the name each of them is bound to."""

    def __init__(self, variables: Variables) -> None:
        """Start without imports; *variables* are the script's own names, which none may shadow."""
        self._variables = variables
        self._plain: set[str] = set()
        self._tops: set[str] = set()
        self._bound: dict[str, str] = {}
        self._files: dict[str, Path] = {}

    def operator(self, op: Operator) -> str | None:
        """Return the text that calls *op* by name, or None where it can't be reached so."""
        if op.kind in {Kind.PREBUILT, Kind.DECLARED}:
            return None
        if op.kind in {Kind.METHOD, Kind.CLASSMETHOD}:
            owner = self.named(op.owner)
            attribute = _attribute_of(op)
            return None if owner is None or attribute is None else _member(owner, attribute)
        return self.named(op.callable_)

    def named(self, found: Any) -> str | None:
        """Return the text that names a class or function, or None where no name leads to it."""
        module_name = getattr(found, "__module__", None)
        qualname = getattr(found, "__qualname__", None)
        module = sys.modules.get(module_name) if isinstance(module_name, str) else None
        if module is None or module_name is None or module_name == "__main__":
            return None
        if not isinstance(qualname, str) or _look_up(module, qualname) is not found:
            qualname = next((k for k, v in list(vars(module).items()) if v is found), None)
            if qualname is None:
                return None
        if module is builtins:
            return qualname
        text = self.module(module)
        for part in qualname.split("."):
            text = _member(text, part)
        return text

    def module(self, module: ModuleType) -> str:
        """Return the text that names *module*, which the script will import."""
        name = module.__name__
        if name in self._bound:
            return self._bound[name]
        file = _odd_file(module)
        top = name.partition(".")[0]
        is_free = top in self._tops or not self._variables.is_taken(top)
        if file is None and is_free and all(map(is_plain_name, name.split("."))):
            self._tops.add(top)
            self._variables.take(top)
            self._plain.add(name)
            return name
        if file is not None:
            self._files[name] = file
        self._bound[name] = self._variables.new(f"{snake_case(name)}_module")
        return self._bound[name]

    @property
    def uses_importlib(self) -> bool:
        """Whether some module is imported by a call instead of a statement."""
        return bool(self._bound)

    @property
    def uses_files(self) -> bool:
        """Whether some module is loaded from its file."""
        return bool(self._files)

    def imports(self) -> list[str]:
        """Return the import statements, sorted."""
        return [f"import {name}" for name in sorted(self._plain)]

    def calls(self) -> list[str]:
        """Return the assignments of the modules that no statement can import, sorted."""
        return [
            f"{variable} = module_in_file({name!r}, {str(self._files[name])!r})"
            if name in self._files
            else f"{variable} = importlib.import_module({name!r})"
            for name, variable in sorted(self._bound.items())
        ]


def _look_up(module: ModuleType, qualname: str) -> Any:
    found: Any = module
    for part in qualname.split("."):
        found = (
            vars(found).get(part, _MISSING)
            if isinstance(found, ModuleType)
            else _static(found, part)
        )
    return found


def _static(class_: Any, name: str) -> Any:
    """Return an attribute of a class as a function would be called through it."""
    if not isinstance(class_, type):
        return _MISSING
    found = next((vars(base)[name] for base in class_.__mro__ if name in vars(base)), _MISSING)
    return found.__func__ if isinstance(found, staticmethod) else found


def _attribute_of(op: Operator) -> str | None:
    """Return the attribute of its owner through which a method or classmethod is found."""
    assert op.owner is not None
    function: Callable[..., Any] | None = op.function
    if op.kind is Kind.CLASSMETHOD:
        function = getattr(function, "__func__", None)
    wish = getattr(op.callable_, "__name__", "")
    hidden: set[str] = set()
    matches: list[str] = []
    for base in op.owner.__mro__:
        for name, value in list(vars(base).items()):
            if name not in hidden and getattr(value, "__func__", value) is function:
                matches.append(name)
            hidden.add(name)
    return wish if wish in matches else next(iter(matches), None)


def _member(text: str, attribute: str) -> str:
    if is_plain_name(attribute):
        return f"{text}.{attribute}"
    return f"getattr({text}, {attribute!r})"


def _odd_file(module: ModuleType) -> Path | None:
    """Return the file of a module that importing it by its name would not find."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return None
    path = Path(file).absolute()
    if getattr(module, "__path__", None) is not None:
        path = path.parent
    expected = module.__name__.split(".")
    found = [*path.parts[:-1], path.name if path.is_dir() else path.name.partition(".")[0]]
    is_source = path.is_dir() or path.suffix in {".py", ".pyc", ".so", ".pyd"}
    # "a.b.py" is no module that the import system finds, whatever it was loaded as.
    is_dotted = path.suffix == ".py" and "." in path.stem
    if is_source and not is_dotted and found[-len(expected) :] == expected:
        return None
    return path if path.is_file() else None
