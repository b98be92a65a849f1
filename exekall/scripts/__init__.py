"""Expressions as Python scripts that compute the same values without the engine."""

from exekall.scripts.options import ScriptOptions
from exekall.scripts.plan import ScriptSizeError
from exekall.scripts.script import all_scripts, expression_script, template_script

__all__ = [
    "ScriptOptions",
    "ScriptSizeError",
    "all_scripts",
    "expression_script",
    "template_script",
]

__exekall_internal__ = True
