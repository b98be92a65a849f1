"""A program whose values are loaded, replayed and lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NewType

from exekall.injection import Consumer, ExprData

Degrees = NewType("Degrees", int)


class Vessel:
    pass


class Pot(Vessel):
    pass


class Stove:
    """It cannot be stored."""

    def __init__(self, pot: Pot) -> None:
        self.flame = (spark for spark in "x")


class Water:
    def __init__(self, degrees: int) -> None:
        self.degrees = degrees


class Tea:
    def __init__(self, water: Water) -> None:
        self.water = water


class Place:
    def __init__(self, folder: object) -> None:
        self.folder = folder


class Asked:
    def __init__(self, consumer: object) -> None:
        self.consumer = consumer


class CupResult:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def pot() -> Pot:
    return Pot()


def boil(pot: Pot) -> Iterator[Water]:
    for degrees in (60, 80, 100):
        yield Water(degrees)


def brew(water: Water) -> Tea:
    if water.degrees == 100:
        raise ValueError("too hot")
    return Tea(water)


def pour(tea: Tea, water: Water, sugar: str = "no") -> CupResult:
    return CupResult(f"{water.degrees} {tea.water is water} {sugar} sugar")


def cook(pot: Pot, stove: Stove) -> CupResult:
    return CupResult(type(stove).__name__)


def place(data: ExprData) -> Place:
    return Place(data["uuid"])


def asked(consumer: Consumer) -> Asked:
    return Asked(None if consumer is None else consumer.__name__)


def serve(place: Place, asked: Asked, degrees: Degrees) -> CupResult:
    return CupResult(f"{asked.consumer} {degrees}")
