"""exekall: an expression engine driven by type annotations.

    >>> import exekall
    >>> program = exekall.discover("examples/stages.py", allow=["*Conf"])
    >>> for value in exekall.run(exekall.build(program, "*Stage2")):
    ...     print(value.get_id(qual=False), value.value)

Everything is imported when it is first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exekall.errors import ExekallError, tell_with

if TYPE_CHECKING:
    from exekall.api import build, discover, run
    from exekall.computable import ComputableExpression
    from exekall.expression import Expression
    from exekall.injection import Consumer, ExprData
    from exekall.operator import Operator
    from exekall.prebuilt import PrebuiltOperator
    from exekall.program import Program
    from exekall.relation import Qualifier
    from exekall.valuedb import FrozenExprVal, ValueDB, load
    from exekall.values import NO_VALUE, ExprVal

__all__ = [
    "NO_VALUE",
    "ComputableExpression",
    "Consumer",
    "ExekallError",
    "ExprData",
    "ExprVal",
    "Expression",
    "FrozenExprVal",
    "Operator",
    "PrebuiltOperator",
    "Program",
    "Qualifier",
    "ValueDB",
    "build",
    "discover",
    "load",
    "run",
]

_HOMES = {
    "NO_VALUE": "exekall.values",
    "ComputableExpression": "exekall.computable",
    "Consumer": "exekall.injection",
    "ExprData": "exekall.injection",
    "ExprVal": "exekall.values",
    "Expression": "exekall.expression",
    "FrozenExprVal": "exekall.valuedb",
    "Operator": "exekall.operator",
    "PrebuiltOperator": "exekall.prebuilt",
    "Program": "exekall.program",
    "Qualifier": "exekall.relation",
    "ValueDB": "exekall.valuedb",
    "build": "exekall.api",
    "discover": "exekall.api",
    "load": "exekall.valuedb",
    "run": "exekall.api",
}


def _told(error: ExekallError) -> str:
    from exekall.cli.messages import error_lines

    return "\n".join(error_lines(error))


tell_with(_told)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'exekall' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
