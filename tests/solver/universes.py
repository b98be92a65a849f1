"""Random universes of operators over classes, NewTypes and functions that are made for them.

A universe is drawn as a plan, which is plain data that reads well in a failing example; building
it makes real classes and functions with real annotations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType, NoneType
from typing import Annotated, Any, Generic, NewType, TypeVar

from hypothesis import strategies as st

from exekall.injection import Consumer
from exekall.operator import Operator, UnboundMethod
from exekall.patterns import PatternSet
from exekall.prebuilt import PrebuiltOperator
from exekall.relation import Qualifier
from exekall.solver import Constraints, Solver
from tests.oracle.enumeration import Question, class_of

__all__ = ["Plan", "Universe", "plans"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
MODULE = "universe"


class Box(Generic[T]):
    __module__ = MODULE


class View(Generic[T_co]):
    __module__ = MODULE


class Goal:
    __module__ = MODULE


TypePlan = tuple[Any, ...]
"""``("class", 0)``, ``("newtype", 0)``, ``("optional", T)``, ``("union", T, T)``, ``("box", T)``,
``("view", T)``, ``("qualified", T)``, ``("variable",)``, ``("goal",)``, ``("none",)`` or
``("consumer",)``."""


@dataclass(frozen=True)
class PortPlan:
    type: TypePlan
    optional: bool = False


@dataclass(frozen=True)
class OpPlan:
    """*kind* is function (perhaps with type variables), class, method or prebuilt.

    A class operator constructs class number *cls*; a method is defined in it, under one of two
    names, and is used on the classes that inherit it, too, but for those in *left_out*.
    """

    kind: str
    ports: tuple[PortPlan, ...] = ()
    product: TypePlan = ("goal",)
    cls: int = 0
    name: int = 0
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plan:
    """*classes* are the bases of each class, *newtypes* what each is made over."""

    classes: tuple[tuple[int, ...], ...]
    newtypes: tuple[TypePlan, ...]
    operators: tuple[OpPlan, ...]
    roots: tuple[OpPlan, ...]
    inner_roots: bool = False
    restricted: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()

    def build(self) -> Universe:
        return Universe(self)


class Universe:
    """The operators of a plan, its goals and constraints."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._classes: list[type] = []
        for index, bases in enumerate(plan.classes):
            self._classes.append(_class(f"C{index}", [self._classes[base] for base in bases]))
        self._newtypes: list[Any] = []
        for index, over in enumerate(plan.newtypes):
            made = NewType(f"N{index}", self._type(over))
            made.__module__ = MODULE
            self._newtypes.append(made)
        self._methods: dict[int, FunctionType] = {}
        made = [self._defined(index, op) for index, op in enumerate(plan.operators)]
        for index, function in self._methods.items():
            made[index] = self._inherited(function, plan.operators[index].left_out)
        self.operators = [op for ops in made for op in ops]
        self.roots = [
            Operator(self._function(f"goal{index}", root.ports, root.product))
            for index, root in enumerate(plan.roots)
        ]
        if plan.inner_roots:
            self.operators += self.roots
        restricted = [op for index in sorted(plan.restricted) for op in made[index]]
        self.restricted = [op for op in restricted if op.product is not T]

    def question(self) -> Question:
        forbidden = tuple(self._classes[index] for index in sorted(self._plan.forbidden))

        def forbids(type_: Any) -> bool:
            cls = class_of(type_)
            return cls is not None and issubclass(cls, forbidden)

        return Question(
            tuple(self.operators),
            tuple(self.roots),
            lambda op: any(op.callable_ == other.callable_ for other in self.restricted),
            forbids,
        )

    def solver(self) -> Solver:
        constraints = Constraints(
            PatternSet(tuple(op.name for op in self.restricted)),
            PatternSet(tuple(f"{MODULE}.C{index}" for index in sorted(self._plan.forbidden))),
        )
        return Solver(self.operators, self.roots, constraints)

    def __str__(self) -> str:
        """Write the operators down, for the reader of a failing example."""
        lines = [f"{cls.__name__} derives from {cls.__bases__}" for cls in self._classes]
        lines += [f"{made} is made over {made.__supertype__}" for made in self._newtypes]
        for op in (*self.operators, *self.roots):
            wanted = [
                f"{p.name}: {_shown(p.type)}{' = default' if p.optional else ''}"
                for p in op.parameters
            ]
            marks = " restricted" if op in self.restricted else ""
            marks += " prebuilt" if isinstance(op, PrebuiltOperator) else ""
            marks += " root" if op in self.roots else ""
            lines.append(f"{op.name}({', '.join(wanted)}) -> {_shown(op.product)}{marks}")
        lines.append(f"forbidden: {sorted(self._plan.forbidden)}")
        return "\n".join(lines).replace(f"{MODULE}.", "")

    def _type(self, plan: TypePlan) -> Any:
        kind, *rest = plan
        if kind == "class":
            return self._classes[rest[0] % len(self._classes)]
        if kind == "newtype":
            return self._newtypes[rest[0] % len(self._newtypes)] if self._newtypes else Goal
        return _FORMS[kind](*map(self._type, rest))

    def _function(
        self, name: str, ports: Sequence[PortPlan], product: TypePlan, first: bool = False
    ) -> FunctionType:
        code = _code(tuple(port.optional for port in ports), first)
        function = FunctionType(code, {}, name)
        function.__kwdefaults__ = {
            f"p{index}": None for index, port in enumerate(ports) if port.optional
        }
        function.__module__ = MODULE
        function.__qualname__ = name
        function.__annotations__ = {
            **{f"p{index}": self._type(port.type) for index, port in enumerate(ports)},
            "return": self._type(product),
        }
        return function

    def _defined(self, index: int, plan: OpPlan) -> list[Operator]:
        """Return the operators that a definition makes."""
        cls = self._classes[plan.cls % len(self._classes)]
        if plan.kind == "prebuilt":
            return [PrebuiltOperator(self._type(plan.product), [None], f"spark{index}")]
        if plan.kind == "class":
            if "__init__" in vars(cls):
                return []
            init = self._function("__init__", plan.ports, ("none",), True)
            cls.__init__ = init  # type: ignore[misc]
            return [Operator(cls)]
        if plan.kind == "method":
            name = f"m{plan.name}"
            if name not in vars(cls):
                self._methods[index] = self._function(name, plan.ports, plan.product, True)
                setattr(cls, name, self._methods[index])
            return []
        return [Operator(self._function(f"f{index}", plan.ports, plan.product))]

    def _inherited(self, method: FunctionType, left_out: frozenset[int]) -> list[Operator]:
        """Return the operators of a method, now that every class has all of its own."""
        return [
            Operator(UnboundMethod(method, cls))
            for index, cls in enumerate(self._classes)
            if getattr(cls, method.__name__, None) is method and index not in left_out
        ]


def _shown(type_: Any) -> str:
    return type_.__qualname__ if isinstance(type_, type) else str(type_)


def _class(name: str, bases: Sequence[type]) -> type:
    most_derived = [base for base in bases if not any(base in other.__mro__[1:] for other in bases)]
    return type(name, tuple(most_derived) or (object,), {"__module__": MODULE})


@cache
def _code(optional: tuple[bool, ...], first: bool) -> Any:
    """Return the code of a function with keyword-only parameters, perhaps after ``self``."""
    names = [f"p{index}" for index, _ in enumerate(optional)]
    written = [f"{name}=None" if has else name for name, has in zip(names, optional, strict=True)]
    head = ["self"] if first else []
    source = ", ".join([*head, "*", *written] if written else head)
    namespace: dict[str, Any] = {}
    exec(f"def function({source}): pass", namespace)
    return namespace["function"].__code__


_FORMS: dict[str, Callable[..., Any]] = {
    "optional": lambda inner: inner | None,
    "union": lambda one, other: one | other,
    "box": lambda inner: Box[inner],
    "view": lambda inner: View[inner],
    "qualified": lambda inner: Annotated[inner, Qualifier("q")],
    "variable": lambda: T,
    "goal": lambda: Goal,
    "none": lambda: NoneType,
    "consumer": lambda: Consumer,
}


# Drawing plans


class _Draw:
    """Makes choices from bytes, the first option once there are none left.

    Hypothesis draws and shrinks one string of bytes much faster than many small parts.
    """

    def __init__(self, data: bytes, has_generics: bool) -> None:
        self._data = iter(data)
        self._has_generics = has_generics

    def below(self, count: int) -> int:
        return next(self._data, 0) % count

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.below(len(options))]

    def numbers(self, odds: int, count: int, most: int) -> frozenset[int]:
        """Return some numbers below *count*, none of them but one in *odds* times."""
        if self.below(odds) != odds - 1:
            return frozenset()
        return frozenset(self.below(count) for _ in range(1 + self.below(most)))

    def bases(self, index: int) -> tuple[int, ...]:
        """Return the numbers of up to two earlier classes, the later one first."""
        chosen = {self.below(index) for _ in range(self.pick([0, 1, 1, 1, 2]))} if index else set()
        return tuple(sorted(chosen, reverse=True))

    def atom(self) -> TypePlan:
        """Return a class or a NewType, where there are generic operators perhaps in a box."""
        if self._has_generics and self.below(3) == 2:
            return "box", self.plain()
        return self.plain()

    def plain(self) -> TypePlan:
        kinds = ["class", "class", "class", "class" if self._has_generics else "newtype"]
        return self.pick(kinds), self.below(5)

    def wanted(self) -> TypePlan:
        kind = self.pick(["atom"] * 5 + ["optional", "optional", "union", "qualified", "some"])
        if kind == "atom":
            return self.atom()
        if kind == "union":
            return kind, self.atom(), self.atom()
        if kind == "some":
            return "optional", ("union", self.atom(), self.atom())
        return kind, self.atom()

    def produced(self) -> TypePlan:
        kind = self.pick(["atom"] * 7 + ["optional", "qualified", "none"])
        return self.atom() if kind == "atom" else (kind,) if kind == "none" else (kind, self.atom())

    def generic(self) -> OpPlan:
        """Return a function with a type variable, that the product or a box tells."""
        variable: TypePlan = ("variable",)
        box = ("box", variable)
        wanted, product = self.pick(
            [
                ([variable], box),
                ([box], variable),
                ([box], self.atom()),
                ([box, variable], ("goal",)),
                ([box], ("box", box)),
                ([("box", box)], box),
                ([variable, self.atom()], box),
            ]
        )
        ports = tuple(
            PortPlan(type_, index > 0 and self.below(3) == 2) for index, type_ in enumerate(wanted)
        )
        return OpPlan("function", ports, product)

    def ports(self, least: int, most: int) -> tuple[PortPlan, ...]:
        count = least + self.below(most + 1 - least)
        return tuple(
            PortPlan(
                self.wanted() if self.below(30) != 29 else ("consumer",),
                self.below(3) == 2,
            )
            for _ in range(count)
        )

    def operator(self) -> OpPlan:
        if self._has_generics and self.below(3) == 2:
            return self.generic()
        kind = self.pick(["function"] * 5 + ["class", "class", "method", "method", "prebuilt"])
        if kind == "class":
            return OpPlan(kind, self.ports(0, 2), cls=self.below(5))
        if kind == "method":
            product, left_out = self.produced(), self.numbers(3, 5, 2)
            return OpPlan(kind, self.ports(0, 1), product, self.below(5), self.below(2), left_out)
        product = self.produced()
        return OpPlan(kind, () if kind == "prebuilt" else self.ports(0, 2), product)

    def plan(self, largest: int) -> Plan:
        classes = tuple(self.bases(index) for index in range(1 + self.below(5)))
        operators = tuple(self.operator() for _ in range(1 + self.below(largest)))
        return Plan(
            classes,
            tuple(self.atom() for _ in range(self.below(3))),
            operators,
            tuple(
                OpPlan("function", self.ports(1, 3), self.pick([("goal",)] * 4 + [self.atom()]))
                for _ in range(1 + self.below(2))
            ),
            self.below(2) == 1,
            self.numbers(3, len(operators), 2),
            self.numbers(5, len(classes), 1),
        )


@st.composite
def plans(draw: st.DrawFn, largest: int = 9, generics: bool = False) -> Plan:
    """Draw a plan with up to *largest* definitions besides the goals."""
    return _Draw(draw(st.binary(min_size=120, max_size=120)), generics).plan(largest)
