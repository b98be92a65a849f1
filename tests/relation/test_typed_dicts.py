"""Comparing typed dictionaries key by key."""

from __future__ import annotations

from typing import Generic, NotRequired, Required, TypedDict, TypeVar

import pytest
from typing_extensions import ReadOnly

from exekall.relation import Reason, canonical, provides
from exekall.relation.obligations import Mismatch, Obligation
from exekall.relation.typed_dicts import AS_MAPPING, typed_dict_obligations
from exekall.relation.variance import Variance

T = TypeVar("T")


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Sequel(Movie, total=False):
    part: Required[int]
    stars: list[str]


class Viewed(TypedDict):
    title: ReadOnly[object]


class Seen(TypedDict):
    title: ReadOnly[str]


class Parcel(TypedDict, Generic[T]):
    content: T


class NamedParcel(Parcel[list[T]], Generic[T]):
    name: str


class Tree(TypedDict):
    parent: ReadOnly[Tree | None]


class OtherTree(TypedDict):
    parent: ReadOnly[OtherTree | None]


class Lost(TypedDict):
    title: Nowhere  # type: ignore[name-defined]  # noqa: F821  # meant


def obligations(given: object, wanted: object) -> set[Obligation]:
    return set(typed_dict_obligations(canonical(given), canonical(wanted)))


def test_keys_are_invariant_unless_they_are_read_only() -> None:
    assert obligations(Sequel, Movie) == {
        Obligation(str, str, Variance.INVARIANT, "title"),
        Obligation(int, int, Variance.INVARIANT, "year"),
    }
    assert obligations(Movie, Viewed) == {Obligation(str, object, Variance.COVARIANT, "title")}


def test_type_parameters_are_bound_in_bases_too() -> None:
    assert obligations(NamedParcel[int], Parcel[str]) == {
        Obligation(list[int], str, Variance.INVARIANT, "content")
    }


@pytest.mark.parametrize(
    ("given", "wanted", "reason", "key"),
    [
        (Movie, Sequel, Reason.MISSING_KEY, "part"),
        (Seen, Movie, Reason.READ_ONLY, "title"),
        (Parcel[int], Movie, Reason.MISSING_KEY, "title"),
        (Lost, Movie, Reason.UNRESOLVED_MEMBER, None),
    ],
)
def test_mismatches(given: object, wanted: object, reason: Reason, key: str | None) -> None:
    with pytest.raises(Mismatch) as raised:
        obligations(given, wanted)
    assert (raised.value.refusal.reason, raised.value.refusal.member) == (reason, key)


def test_quoted_markers_count() -> None:
    optional = TypedDict("optional", {"a": NotRequired["int"]})  # noqa: UP013  # in quotes
    required = TypedDict("required", {"a": "int"})  # noqa: UP013  # in quotes
    assert not provides(required, optional)
    assert not provides(optional, required)


def test_recursive_keys() -> None:
    assert provides(Tree, OtherTree)


def test_a_typed_dictionary_is_a_mapping_and_no_dict() -> None:
    assert provides(Movie, AS_MAPPING)
    assert not provides(Movie, dict)
    assert not provides(Movie, canonical(dict[str, object]))
