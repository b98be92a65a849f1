"""A program as exekall sees it: operators, those to end in, and what the solver makes of them.

This is the whole way from sources to expressions, without a command line. An adaptor, where there
is one, adds operators, filters them and says which types are computed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exekall.customization import AdaptorBase
from exekall.discovery.completeness import has_no_parameters
from exekall.discovery.loading import Loaded
from exekall.discovery.modules import with_imports
from exekall.discovery.scan import scan
from exekall.errors import AnnotationError
from exekall.expression import Expression
from exekall.forcing import Forcing, Sweep, force
from exekall.goals import Goals, goals_by_callable, goals_by_pattern, goals_by_type
from exekall.hooks import collected
from exekall.operator import Operator
from exekall.patterns import PatternSet, UnusedPattern, unused
from exekall.reasons import Cause, Rejection
from exekall.solver import Constraints, Solver, operator_names, type_names
from exekall.sources import DiscoveryError, SourceLike, load, word

if TYPE_CHECKING:
    from exekall.loaded.provenance import LoadedProgram

__all__ = ["DiscoveryError", "Program", "build", "discover", "load"]

__exekall_internal__ = True

NO_PATTERNS = PatternSet()


@dataclass(frozen=True, slots=True)
class Program:
    """What expressions can be made of.

    *operators* are all that may take part, *roots* those that expressions may end in. *dropped*
    are operators that an adaptor's filter took out, *scanned_rejections* gives the callables that
    are no operators. *hidden* are the operators that IDs leave out.
    """

    operators: tuple[Operator, ...]
    roots: frozenset[Operator]
    hidden: frozenset[Operator] = frozenset()
    dropped: tuple[Operator, ...] = ()
    scanned_rejections: Callable[[], Sequence[Rejection]] = field(default=tuple, repr=False)

    @classmethod
    def of_modules(
        cls,
        loaded: Loaded,
        *,
        allow: PatternSet = NO_PATTERNS,
        adaptor: AdaptorBase | None = None,
        sources: Sequence[str] = (),
    ) -> Program:
        """Scan the modules that were *loaded*, as *adaptor* wants it.

        Operators that *allow* means are used whatever the adaptor's filter says.
        """
        adaptor = adaptor if adaptor is not None else AdaptorBase()
        non_reusable = frozenset(collected(adaptor.get_non_reusable_type_set))

        def operator(callable_: Any) -> Operator:
            return Operator(callable_, non_reusable, adaptor.get_tags)

        found = scan(
            with_imports([*loaded.roots, *loaded.dependencies]),
            root_modules=loaded.roots,
            allow=_AllowedNames(allow) if allow else None,
            operator_factory=operator,
        )
        added = collected(adaptor.get_op_set, sources)
        scanned = [op for op in found.operators if not _is_of_adaptor(op)]
        kept, dropped = _filtered([*scanned, *added], adaptor, allow)
        roots = found.roots.union(added)
        prebuilt = _ordered(collected(adaptor.get_prebuilt_op_set))
        operators = (*kept, *prebuilt)
        return cls(
            operators,
            roots,
            frozenset(collected(adaptor.get_hidden_op_set, set(operators))),
            tuple(dropped),
            lambda: found.rejections,
        )

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """The callables that were left out so far, with the reasons."""
        return (*self.scanned_rejections(), *map(_rejection, self.dropped))

    @property
    def candidates(self) -> tuple[Operator, ...]:
        """The operators that expressions may end in."""
        return tuple(op for op in self.operators if op in self.roots)

    def is_hidden(self, op: Operator) -> bool:
        """Tell whether IDs leave *op* out."""
        return op in self.hidden

    def with_forced(self, forcings: Iterable[Forcing | Sweep]) -> Program:
        """Return the program in which parameters are forced.

        An operator that the adaptor dropped for having no parameters has one then, and is back.
        Raises :class:`exekall.forcing.ForcingError` or AnnotationError.
        """
        forced = force((*self.operators, *self.dropped), forcings)
        back = [op for op in self.dropped if op in forced.replacements]
        return replace(
            self,
            operators=(*forced.apply((*self.operators, *back)), *forced.values),
            roots=frozenset(forced.apply(self.roots)),
            hidden=frozenset(forced.apply(self.hidden)),
            dropped=tuple(op for op in self.dropped if op not in forced.replacements),
        )

    def with_loaded(self, loaded: LoadedProgram) -> Program:
        """Return the program in which stored values serve what wants their types."""
        return replace(
            self,
            operators=(*self.operators, *loaded.operators),
            hidden=self.hidden | loaded.hidden,
        )

    def goals(self, *wanted: Any) -> Goals:
        """Return the operators that produce what is *wanted*: types, or patterns of their names.

        Raises :class:`exekall.relation.UnsupportedType` for what is neither.
        """
        patterns = [goal for goal in wanted if isinstance(goal, str)]
        types = [goal for goal in wanted if not isinstance(goal, str)]
        by_pattern = goals_by_pattern(patterns, self.candidates, self.operators)
        if not types:
            return by_pattern
        by_type = goals_by_type(types, self.candidates, self.operators)
        both = dict.fromkeys((*by_pattern.operators, *by_type.operators))
        return Goals(tuple(both), by_type.unreadable, by_pattern.unused)

    def callable_goals(self, words: Iterable[str]) -> Goals:
        """Return the operators whose names match the patterns *words*."""
        return goals_by_callable(words, self.candidates)

    def solver(
        self,
        goals: Goals,
        *,
        restrict: PatternSet = NO_PATTERNS,
        forbid: PatternSet = NO_PATTERNS,
    ) -> Solver:
        """Return the solver for expressions that end in *goals*."""
        return Solver(self.operators, goals.operators, Constraints(restrict, forbid))

    @staticmethod
    def products(operators: Iterable[Operator]) -> tuple[Any, ...]:
        """Return what *operators* produce, each type once; unreadable ones are left out."""
        found = {product: None for op in operators if (product := _product(op)) is not None}
        return tuple(found)

    # Patterns that mean nothing

    def unused_of_operators(self, patterns: PatternSet) -> tuple[UnusedPattern, ...]:
        """Return those of *patterns* that match no operator, the dropped ones included."""
        if not patterns:
            return ()
        known = (*self.operators, *self.dropped)
        return unused(patterns, (name for op in known for name in operator_names(op)))

    def unused_of_allowed(self, patterns: PatternSet) -> tuple[UnusedPattern, ...]:
        """Return those of *patterns* that match neither an operator nor another callable."""
        if not self.unused_of_operators(patterns):
            return ()
        known = (*self.operators, *self.dropped)
        names = [name for op in known for name in operator_names(op)]
        names += [name for left in self.scanned_rejections() for name in _names(left.name)]
        return unused(patterns, names)

    def unused_of_types(self, patterns: PatternSet) -> tuple[UnusedPattern, ...]:
        """Return those of *patterns* that match no type that is produced."""
        if not patterns:
            return ()
        products = self.products(self.operators)
        return unused(patterns, (name for product in products for name in type_names(product)))


def discover(
    *sources: SourceLike,
    dependencies: Iterable[SourceLike] = (),
    allow: Iterable[str] = (),
    adaptor: AdaptorBase | None = None,
    path: Path | None = None,
) -> Program:
    """Import *sources* and find their operators.

    Words are files, folders or module names, relative to *path*, by default the current directory.
    *allow* are patterns of names of callables to use that are left out otherwise. Raises
    :class:`DiscoveryError` where a source cannot be found or imported.
    """
    loaded = load(sources, dependencies, path=path)
    words = tuple(map(word, sources))
    patterns = PatternSet.from_words(allow)
    return Program.of_modules(loaded, allow=patterns, adaptor=adaptor, sources=words)


def build(
    program: Program, *goals: Any, restrict: Iterable[str] = (), forbid: Iterable[str] = ()
) -> Iterator[Expression]:
    """Yield, lazily, every expression of *program* that ends in *goals*: types or patterns.

    *restrict* are patterns of callables that become the only ones to serve the types that they
    produce, *forbid* patterns of types not to be produced.
    """
    solver = program.solver(
        program.goals(*goals),
        restrict=PatternSet.from_words(restrict),
        forbid=PatternSet.from_words(forbid),
    )
    return solver.expressions()


def _filtered(
    operators: Sequence[Operator], adaptor: AdaptorBase, allow: PatternSet
) -> tuple[list[Operator], list[Operator]]:
    """Return what the adaptor keeps, in the order of *operators*, and what it drops."""
    wanted = set(collected(adaptor.filter_op_set, set(operators)))
    if allow:
        dropped = (op for op in operators if op not in wanted)
        wanted.update([op for op in dropped if allow.matches_any(operator_names(op))])
    kept = [op for op in operators if op in wanted]
    new = _ordered(wanted.difference(operators))
    return [*kept, *new], [op for op in operators if op not in wanted]


def _is_of_adaptor(op: Operator) -> bool:
    """Tell whether *op* belongs to an adaptor class, which is about the program, not part of it."""
    return op.owner is not None and issubclass(op.owner, AdaptorBase)


def _ordered(operators: Iterable[Operator]) -> list[Operator]:
    """Return *operators*, perhaps a set, in an order that is the same in every process."""
    return sorted(operators, key=lambda op: op.name)


def _rejection(op: Operator) -> Rejection:
    cause = Cause.NO_PARAMETERS if has_no_parameters(op) else Cause.FILTERED
    return Rejection(op.name, cause, place=op.place, product=_product(op))


def _product(op: Operator) -> Any:
    try:
        return op.product
    except AnnotationError:
        return None  # the solver reports it


class _AllowedNames:
    """Patterns that are matched against a full name and what follows each of its dots."""

    def __init__(self, patterns: PatternSet) -> None:
        self._patterns = patterns

    def matches(self, name: str) -> bool:
        return self._patterns.matches_any(_names(name))


def _names(full_name: str) -> Iterator[str]:
    """Yield the name and what follows each of its dots."""
    while full_name:
        yield full_name
        full_name = full_name.partition(".")[2]
