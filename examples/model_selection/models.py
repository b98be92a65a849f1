"""Models, and how well they do."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from model_selection.scalers import ScaledFold


class Model(ABC):
    @abstractmethod
    def classifier(self):
        """Return a fresh classifier of scikit-learn."""


class NearestNeighbours(Model):
    def classifier(self):
        return KNeighborsClassifier()


class SupportVectors(Model):
    def classifier(self):
        return SVC()


class DecisionTree(Model):
    def classifier(self):
        return DecisionTreeClassifier(random_state=0)


class WordCounts(Model):
    """Made for counts of words: refuses points that scaling has made negative.

    Left out by the adaptor; ``--allow '*WordCounts'`` has it tried all the same.
    """

    def classifier(self):
        return MultinomialNB()


class AccuracyResult:
    """The share of the test points that were classified rightly; the goal of all expressions."""

    def __init__(self, accuracy):
        self.accuracy = accuracy

    def __str__(self):
        return f"{self.accuracy:.1%}"


def accuracy(data: ScaledFold, model: Model) -> AccuracyResult:
    classifier = model.classifier().fit(data.points, data.classes)
    return AccuracyResult(classifier.score(data.test_points, data.test_classes))
