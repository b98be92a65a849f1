"""Evaluation: from expressions to recorded values."""

from exekall.evaluation.call import END, Call, Outcome
from exekall.evaluation.evaluator import Evaluator
from exekall.evaluation.executor import Executor, Handle, SerialExecutor
from exekall.evaluation.reporter import Capture, Mark, Reporter, Reporters
from exekall.evaluation.scope import Scope

__all__ = [
    "END",
    "Call",
    "Capture",
    "Evaluator",
    "Executor",
    "Handle",
    "Mark",
    "Outcome",
    "Reporter",
    "Reporters",
    "Scope",
    "SerialExecutor",
]
