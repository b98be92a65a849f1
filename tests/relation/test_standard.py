"""What is known of the standard library's classes, held against the classes themselves."""

from __future__ import annotations

import inspect
from typing import get_origin

import pytest

from exekall.relation import canonical
from exekall.relation.forms import arguments, head
from exekall.relation.inheritance import supertypes
from exekall.relation.members import protocol_members
from exekall.relation.standard import (
    SPECIAL_METHODS,
    STANDARD_CLASSES,
    STRUCTURAL_CLASSES,
    TYPESHED_PROTOCOLS,
)


@pytest.mark.parametrize("cls", STANDARD_CLASSES, ids=lambda cls: cls.__name__)
def test_bases_are_bases_at_run_time_too(cls: type) -> None:
    for base in STANDARD_CLASSES[cls].bases:
        assert canonical(base) == base
        base_class = head(base)
        assert base_class is not None
        assert issubclass(cls, base_class)
    assert all(issubclass(cls, base) for base in supertypes(cls))


@pytest.mark.parametrize("cls", STANDARD_CLASSES, ids=lambda cls: cls.__name__)
def test_as_many_parameters_as_arguments_are_accepted(cls: type) -> None:
    count = len(STANDARD_CLASSES[cls].parameters)
    if count and cls is not tuple:
        form = canonical(cls[(str,) * count])  # type: ignore[index]
        assert get_origin(form) is cls
        assert arguments(form) == (str,) * count


@pytest.mark.parametrize("cls", STRUCTURAL_CLASSES, ids=lambda cls: cls.__name__)
def test_the_members_are_those_of_the_class(cls: type) -> None:
    for name in protocol_members(STRUCTURAL_CLASSES[cls]):
        assert inspect.getattr_static(cls, name) is not None
    assert cls in TYPESHED_PROTOCOLS


def test_special_methods_give_what_is_stated() -> None:
    samples = {int: 1, float: 1.0, str: "", bytes: b"", list: [], bool: True}
    for name, (parameters, result) in SPECIAL_METHODS.items():
        for value in samples.values():
            method = getattr(value, name, None)
            if method is not None and not parameters:
                assert isinstance(method(), result)  # type: ignore[arg-type]
