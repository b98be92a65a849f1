"""Whole scripts: ``EXPRESSION.py``, ``TEMPLATE_EXPRESSION.py`` and ``ALL_SCRIPTS.py``.

A script runs as it is, from any directory, and prints one line for each value of its root
expressions, as ``str`` gives it. What fails is reported on stderr, what depends on it is left out,
everything else goes on; the exit code is 1 then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from exekall.injection import ExprData
from exekall.names import NameForm, type_name
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts.block import Block, block_lines, indented
from exekall.scripts.calls import Calls, missing
from exekall.scripts.labels import comment, docstring
from exekall.scripts.layout import Layout, lay_out
from exekall.scripts.literals import literal
from exekall.scripts.options import ScriptOptions
from exekall.scripts.plan import Plan, Step, make_plan
from exekall.scripts.prelude import NAMES, needed
from exekall.scripts.references import References
from exekall.scripts.reloading import find_reloads, saved_sparks
from exekall.scripts.stored import find_loads
from exekall.scripts.tables import Tables
from exekall.scripts.variables import Variables, snake_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exekall.expression import Expression
    from exekall.scripts.reloading import Reload

__all__ = ["all_scripts", "expression_script", "template_script"]

_STANDARD_MODULES: Final = (
    "asyncio",
    "atexit",
    "contextlib",
    "importlib",
    "itertools",
    "os",
    "sys",
    "traceback",
)
_WORDS: Final = re.compile(r"\w+")
# Functions that call one another this deep come near Python's own limit of 1,000 frames.
_DEEP: Final = 200
_DEFAULT = ScriptOptions()


def expression_script(root: Expression, options: ScriptOptions = _DEFAULT) -> str:
    """Return the source of a script that computes *root* and prints its values.

    Raises :class:`~exekall.scripts.plan.ScriptSizeError` for an expression that can't be written
    down.
    """
    return _Script([root], options).text()


def template_script(root: Expression, options: ScriptOptions = _DEFAULT) -> str:
    """Return the same script with placeholders to fill in for the values that exist already.

    Raises :class:`~exekall.scripts.plan.ScriptSizeError` like :func:`expression_script`.
    """
    return _Script([root], options, is_template=True).text()


def all_scripts(roots: Sequence[Expression], options: ScriptOptions = _DEFAULT) -> str:
    """Return the source of one script that computes all *roots*, one after the other.

    What several of them use is computed once. Raises
    :class:`~exekall.scripts.plan.ScriptSizeError` like :func:`expression_script`.
    """
    return _Script(roots, options, is_several=True).text()


class _Script:
    """One script in the making."""

    def __init__(
        self,
        roots: Sequence[Expression],
        options: ScriptOptions,
        *,
        is_template: bool = False,
        is_several: bool = False,
    ) -> None:
        self._options = options
        self._is_several = is_several
        self._plan: Plan = make_plan(roots)
        self._names = [f"expression_{index}" for index in range(1, len(roots) + 1)]
        self._variables = Variables([*NAMES, *_STANDARD_MODULES, "db", "main", *self._names])
        self._references = References(self._variables)
        self._sparks = self._name_sparks() if is_template else {}
        self._has_database = options.database is not None and not is_template
        saved = saved_sparks(self._plan, options.saved) if self._has_database else {}
        self._calls = Calls(self._references, self._sparks, saved)
        for step in self._plan.steps:
            self._calls.prepare(step.node)
        self._functions: dict[Step, str] = {}
        self._keepers: dict[Step, str] = {}
        self._facts = self._write_facts()
        self._tables = Tables(self._find_reloads(), self._variables)

    def _find_reloads(self) -> Mapping[Step, Reload]:
        """Return what is loaded, or may be."""
        if not self._has_database:
            return {}
        loads = find_loads(self._plan, self._options.saved)
        found = find_reloads(self._plan, self._options.saved, _is_constant, loads.numbers)
        return {**found, **loads.reloads}

    def text(self) -> str:
        """Return the source."""
        self._name_functions()
        bodies = [self._body(index) for index in range(len(self._plan.roots))]
        sections = [
            self._spark_lines(),
            self._fact_lines(),
            self._function_lines(),
            [f"{name} = Once()" for name in self._keepers.values()],
            *bodies,
            self._main_lines() if self._is_several else [],
            self._tables.lines(),
            ['if __name__ == "__main__":', *indented(self._start_lines())],
        ]
        below = "\n\n\n".join("\n".join(lines).strip("\n") for lines in sections if lines)
        return f"{self._head(below)}\n\n\n{below}\n"

    def _comment(self, step: Step) -> str:
        return comment(step.node, self._options.hidden)

    # What is there from the start

    def _name_sparks(self) -> dict[Operator, str]:
        operators = dict.fromkeys(step.node.op for step in self._plan.steps)
        return {
            op: self._variables.new(f"SPARK_{snake_case(op.get_name(qual=False)).upper()}")
            for op in operators
            if isinstance(op, PrebuiltOperator)
        }

    def _spark_lines(self) -> list[str]:
        if not self._sparks:
            return []
        lines = ["# Put the values to start from here."]
        for op, name in self._sparks.items():
            what = missing(f"a value of type {type_name(op.product, NameForm.FULL)}")
            lines.append(f"{name} = [{what}]" if op.is_generator else f"{name} = {what}")
        return lines

    def _write_facts(self) -> dict[int, tuple[str, str]]:
        """Return the name and the text of the facts of each root that some operator asks for."""
        found: dict[int, tuple[str, str]] = {}
        for step in self._plan.steps:
            index = self._plan.first_user[step]
            if index not in found and any(type_ is ExprData for _, type_ in step.node.injected):
                facts = dict(self._options.facts(self._plan.roots[index].node))
                text = literal(facts, self._references) or missing("the facts of the expression")
                found[index] = self._variables.new("EXPR_DATA"), text
        return found

    def _fact_lines(self) -> list[str]:
        return [f"{name} = {text}" for name, text in self._facts.values()]

    def _fact(self, step: Step) -> str:
        return self._facts.get(self._plan.first_user[step], ("", ""))[0]

    # What several expressions use

    def _is_global(self, step: Step) -> bool:
        return not step.needs and step in self._plan.shared

    def _name_functions(self) -> None:
        for step in self._plan.steps:
            wish = snake_case(step.node.op.get_name(qual=False))
            if self._is_global(step):
                self._functions[step] = self._variables.new(f"shared_{wish}")
            elif step in self._plan.shared:
                self._keepers[step] = self._variables.new(f"once_{wish}")

    def _function_lines(self) -> list[str]:
        if not self._functions:
            return []
        lines = ["# What several of the expressions use, computed when it is first asked for."]
        for step, name in self._functions.items():
            call = self._calls.call(step, self._given, self._fact(step))
            instead = self._tables.instead(step, _no_number)
            if instead:
                call = call.replaceable(instead)
            if step.loop and call.arguments is not None:
                call = call.wrapped("Values")
            lines += ["", self._comment(step), "@once", f"def {name}():"]
            lines += indented(call.lines("return ", depth=1))
        return lines

    def _given(self, step: Step) -> str:
        return f"{self._functions[step]}()"

    # Expressions

    def _body(self, index: int) -> list[str]:
        root = self._plan.roots[index]
        local = Variables(around=self._variables)
        layout = lay_out(root, self._plan.shared.__contains__, self._is_global, _is_constant)
        keepers, made = self._local_keepers(layout, local)
        block = Block(
            layout=layout,
            calls=self._calls,
            variables=local,
            given={step: self._given(step) for step in self._functions},
            keepers=keepers,
            facts=self._fact,
            comment=self._comment,
            tables=self._tables,
        )
        name = self._names[index] if self._is_several else "main"
        lines = [f"{keeper} = Once()" for keeper in made]
        lines += ["", *block_lines(block)] if made else block_lines(block)
        above = [self._comment(root)] if self._is_several else []
        return [*above, f"def {name}():", *indented(lines)]

    def _local_keepers(
        self, layout: Layout, local: Variables
    ) -> tuple[Mapping[Step, str], list[str]]:
        """Return what keeps the values of each step, and the names of those made for this body."""
        keepers = dict(self._keepers)
        made: list[str] = []
        for step in layout.keys:
            if step not in keepers:
                wish = snake_case(step.node.op.get_name(qual=False))
                keepers[step] = local.new(f"once_{wish}")
                made.append(keepers[step])
        return keepers, made

    def _main_lines(self) -> list[str]:
        return ["def main():", *indented([f"{name}()" for name in self._names] or ["pass"])]

    # Around them

    def _start_lines(self) -> list[str]:
        lines = []
        depth = self._plan.depth(frozenset(self._functions))
        if depth > _DEEP:
            lines.append(f"sys.setrecursionlimit({1_000 + 3 * depth})")
        if any(step.node.op.is_asynchronous for step in self._plan.steps):
            lines += ["with runner:", *indented(["main()"])]
        else:
            lines.append("main()")
        return [*lines, "sys.exit(1 if failures else 0)"]

    def _head(self, below: str) -> str:
        """Return what comes before the expressions: imports and helpers that *below* uses."""
        words = set(_WORDS.findall(below))
        if self._references.uses_files:
            words.add("module_in_file")
        if self._has_database and "db" in words:
            words.add("Database")
        helpers = needed((words & NAMES) | {"failures"})
        modules = {"sys", *(name for helper in helpers for name in helper.modules)}
        if self._references.uses_importlib:
            modules.add("importlib")
        about = '"""All expressions of the run."""'
        if not self._is_several:
            about = docstring(self._plan.roots[0].node, self._options.hidden)
        lines = [about, "", *(f"import {name}" for name in sorted(modules)), ""]
        lines += ["# Where the modules are found: change this when they have moved."]
        paths = [f"{str(path.absolute())!r}," for path in self._options.import_paths]
        lines += ["sys.path[:0] = [", *indented(paths), "]"]
        sources = [helper.source.rstrip("\n") for helper in helpers]
        called = "\n".join(self._references.calls())
        database = "\n".join(self._database_lines()) if "Database" in words else ""
        top = "\n".join([*lines, "", *self._references.imports()]).rstrip()
        return "\n\n\n".join([top, *sources, *filter(None, [called, database])])

    def _database_lines(self) -> list[str]:
        return [
            "# Uncomment a line that starts with db to load a value instead of computing it.",
            f"db = Database({self._options.database!r})",
        ]


def _no_number(bit: int) -> str:
    raise LookupError(bit)


def _is_constant(step: Step) -> bool:
    return isinstance(step.node.op, PrebuiltOperator)
