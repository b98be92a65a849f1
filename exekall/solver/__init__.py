"""The solver: every type-correct expression that ends in a goal."""

from exekall.solver.constraints import Constraints
from exekall.solver.explanation import (
    Cycle,
    Explanation,
    Missing,
    NearMiss,
    PathStep,
    Replaced,
)
from exekall.solver.matching import TypeMatcher, operator_names, type_names
from exekall.solver.solver import DefaultUsed, Solver
from exekall.solver.step import Clash

__all__ = [
    "Clash",
    "Constraints",
    "Cycle",
    "DefaultUsed",
    "Explanation",
    "Missing",
    "NearMiss",
    "PathStep",
    "Replaced",
    "Solver",
    "TypeMatcher",
    "operator_names",
    "type_names",
]
