"""Ways to scale the features. A further class is all that a further experiment needs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import NewType

from sklearn.preprocessing import FunctionTransformer, RobustScaler, StandardScaler

from model_selection.data import Fold

# A type of its own, since one type means one and the same object within an expression.
ScaledFold = NewType("ScaledFold", Fold)


class Scaler(ABC):
    @abstractmethod
    def transformer(self):
        """Return a fresh transformer of scikit-learn."""


class Unscaled(Scaler):
    def transformer(self):
        return FunctionTransformer()


class Standard(Scaler):
    def transformer(self):
        return StandardScaler()


class Robust(Scaler):
    def transformer(self):
        return RobustScaler()


def scaled(fold: Fold, scaler: Scaler) -> ScaledFold:
    """Scale all points by what the training points alone tell; done once for all models."""
    transformer = scaler.transformer()
    points = transformer.fit_transform(fold.points)
    return ScaledFold(
        replace(fold, points=points, test_points=transformer.transform(fold.test_points))
    )
