"""Names of types and callables in three forms."""

from __future__ import annotations

import collections
import collections.abc
import re
from typing import Annotated, Any, Generic, Literal, NewType, Optional, TypeVar, Union

import pytest

from exekall.names import NameForm, in_form, local_qualname, type_name

T = TypeVar("T")
HERE = __name__
Metres = NewType("Metres", int)


class Box(Generic[T]):
    class Lid:
        pass


class TestForms:
    @pytest.mark.parametrize(
        ("full_qual", "qual", "expected"),
        [
            (True, True, NameForm.FULL),
            (False, True, NameForm.QUALIFIED),
            (True, False, NameForm.SHORT),
            (False, False, NameForm.SHORT),
        ],
    )
    def test_flags_of_the_original(self, full_qual: bool, qual: bool, expected: NameForm) -> None:
        assert NameForm.of(full_qual, qual) is expected

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            (NameForm.FULL, "pkg.mod.A.run"),
            (NameForm.QUALIFIED, "A.run"),
            (NameForm.SHORT, "run"),
        ],
    )
    def test_definition(self, form: NameForm, expected: str) -> None:
        assert in_form("pkg.mod", "A.run", form) == expected
        assert in_form("pkg.mod", "outer.<locals>.A.run", form) == expected

    def test_builtins_are_never_qualified_by_their_module(self) -> None:
        assert in_form("builtins", "int", NameForm.FULL) == "int"
        assert in_form("builtins", "str.upper", NameForm.FULL) == "str.upper"

    @pytest.mark.parametrize(
        ("qualname", "expected"),
        [
            ("f", "f"),
            ("A.f", "A.f"),
            ("f.<locals>.A.g", "A.g"),
            ("f.<locals>.<lambda>", "<lambda>"),
        ],
    )
    def test_functions_around_a_definition_are_dropped(self, qualname: str, expected: str) -> None:
        assert local_qualname(qualname) == expected


class TestTypes:
    @pytest.mark.parametrize(
        ("type_", "full", "qualified", "short"),
        [
            (int, "int", "int", "int"),
            (Box, f"{HERE}.Box", "Box", "Box"),
            (Box.Lid, f"{HERE}.Box.Lid", "Box.Lid", "Lid"),
            (re.Pattern, "re.Pattern", "Pattern", "Pattern"),
            (None, "None", "None", "None"),
            (type(None), "None", "None", "None"),
            (Metres, f"{HERE}.Metres", "Metres", "Metres"),
            (Box[int], f"{HERE}.Box[int]", "Box[int]", "Box[int]"),
            (Box[Box.Lid], f"{HERE}.Box[{HERE}.Box.Lid]", "Box[Box.Lid]", "Box[Lid]"),
            (dict[str, list[int]], *["dict[str, list[int]]"] * 3),
            (tuple[int, ...], *["tuple[int, ...]"] * 3),
            (collections.abc.Sized, "collections.abc.Sized", "Sized", "Sized"),
            (Literal["a", 1], *["Literal['a', 1]"] * 3),
            (
                collections.OrderedDict[str, int],
                "collections.OrderedDict[str, int]",
                *["OrderedDict[str, int]"] * 2,
            ),
        ],
    )
    def test_in_each_form(self, type_: Any, full: str, qualified: str, short: str) -> None:
        assert type_name(type_) == full
        assert type_name(type_, NameForm.QUALIFIED) == qualified
        assert type_name(type_, NameForm.SHORT) == short

    @pytest.mark.parametrize("union", [Union[int, None], int | None, Optional[int]])  # noqa: UP007, UP045 - the old spellings are the point
    def test_unions(self, union: Any) -> None:
        assert type_name(union) == "int | None"

    def test_callables(self) -> None:
        assert type_name(collections.abc.Callable[[int, str], bool]).endswith(
            "Callable[[int, str], bool]"
        )
        assert type_name(collections.abc.Callable[..., bool]).endswith("Callable[..., bool]")

    def test_annotated(self) -> None:
        assert type_name(Annotated[int, "m"]) == "Annotated[int, 'm']"

    def test_type_variables(self) -> None:
        assert type_name(T, NameForm.SHORT) == "T"
        assert type_name(Box[T], NameForm.SHORT) == "Box[T]"  # type: ignore[valid-type]
