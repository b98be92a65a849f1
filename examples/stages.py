"""Three ways from one configuration to a result, found by their types alone.

Try::

    exekall run examples/stages.py --allow '*Conf' --goal '*Stage2'

``Conf`` takes no parameter, so it has to be allowed. It provides the ``BaseConf`` that ``Stage1``
asks for, and one ``Stage1`` is made for all three expressions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod


class BaseConf(ABC):
    """What the stages expect of a configuration."""

    @abstractmethod
    def threshold(self) -> int:
        """Return the number of points that is needed to pass."""


class Conf(BaseConf):
    """The one configuration there is."""

    def __init__(self) -> None:
        self.points = 42

    def threshold(self) -> int:
        return self.points


class Stage1:
    """A class is an operator as well: what its ``__init__`` is annotated with leads to it."""

    def __init__(self, conf: BaseConf) -> None:
        print("building stage 1")
        self.score = conf.threshold()

    def process_method(self) -> Stage2:
        """A method takes the class that it is looked up on as its first parameter."""
        return Stage2(self.score == 42)


class Stage2:
    """The goal. It is not an operator, since what its parameter is can't be known."""

    def __init__(self, passed) -> None:
        self.passed = passed

    def __str__(self) -> str:
        return "passed" if self.passed else "failed"


def process1(x: Stage1) -> Stage2:
    return Stage2(x.score > 0)


def process2(x: Stage1, conf: BaseConf, margin=0) -> Stage2:
    """Asks for a configuration again, and is given the one that the stage was built from."""
    return Stage2(x.score + margin >= conf.threshold())
