"""Scanning modules for operators.

Everything is told by what objects look like from outside: no annotation is resolved, no attribute
computed, nothing called.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from types import ModuleType
from typing import Any

from exekall.discovery.classes import NamePatterns
from exekall.discovery.findings import LeftOut
from exekall.discovery.module_globals import ModuleScanner
from exekall.discovery.modules import module_name
from exekall.operator import Operator
from exekall.reasons import Rejection

__all__ = ["Scan", "scan"]


class Scan:
    """The operators of some modules, in the order of the modules, then of the definitions.

    *roots* are those defined in the root modules; a method is where its class is. Operators
    without parameters are among them, since it is for an adaptor to filter these; see
    :func:`exekall.discovery.completeness.has_no_parameters`.
    """

    __slots__ = ("_left_out", "_rejections", "operators", "roots")

    def __init__(
        self,
        operators: tuple[Operator, ...],
        roots: frozenset[Operator],
        left_out: Iterable[LeftOut] = (),
    ) -> None:
        self.operators = operators
        self.roots = roots
        self._left_out = left_out
        self._rejections: tuple[Rejection, ...] | None = None

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """The callables that are no operators, in their order, each with the reason."""
        if self._rejections is None:
            self._rejections = tuple(left.rejection() for left in self._left_out)
        return self._rejections


def scan(
    modules: Iterable[ModuleType],
    *,
    root_modules: Iterable[ModuleType],
    allow: NamePatterns | None = None,
    operator_factory: Callable[[Any], Operator] = Operator,
) -> Scan:
    """Find the operators that *modules* define.

    Modules are as :func:`exekall.discovery.modules.with_imports` gives them; the operators of the
    *root_modules* among them are roots. *allow* says, by their full names, which special methods
    are to be operators. Whatever *operator_factory* raises is passed on.
    """
    with _without_garbage_collection():
        scanner = ModuleScanner(modules, allow)
        root_slices = scanner.run({module_name(module) for module in root_modules})
        findings = scanner.findings
        operators = tuple(map(operator_factory, findings.callables))
        for index, (module, qualname) in findings.bindings.items():
            operators[index].bind(module, qualname)
        roots = frozenset(chain.from_iterable(operators[part] for part in root_slices))
    return Scan(operators, roots, findings.left_out)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Keep the garbage collector from walking all that was just imported, again and again.

    A scan makes many objects and drops none.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
