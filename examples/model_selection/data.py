"""Data sets that come with scikit-learn, and their division into folds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType

import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.model_selection import StratifiedKFold

# How the points are shuffled before they are parted; the adaptor makes one of --seed.
Seed = NewType("Seed", int)


class Dataset:
    """Points, and the class of each."""

    def __init__(self, points, classes):
        self.points = points
        self.classes = classes


class Iris(Dataset):
    def __init__(self) -> None:
        super().__init__(*load_iris(return_X_y=True))


class Wine(Dataset):
    def __init__(self) -> None:
        super().__init__(*load_wine(return_X_y=True))


class BreastCancer(Dataset):
    def __init__(self) -> None:
        super().__init__(*load_breast_cancer(return_X_y=True))


@dataclass(frozen=True)
class Fold:
    """A data set, parted into points to learn from and points to be tested with."""

    number: int
    points: np.ndarray
    classes: np.ndarray
    test_points: np.ndarray
    test_classes: np.ndarray


def folds(dataset: Dataset, seed: Seed) -> Iterator[Fold]:
    """Yield five folds; each runs through the rest of the expression before the next is made."""
    splitter = StratifiedKFold(n_splits=5, shuffle=True, random_state=seed)
    x, y = dataset.points, dataset.classes
    for number, (train, test) in enumerate(splitter.split(x, y), start=1):
        yield Fold(number, x[train], y[train], x[test], y[test])
