"""Laws of the relation, on random types."""

from __future__ import annotations

from collections import abc
from typing import Annotated, Any, Literal, Union

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exekall.relation import (
    Qualifier,
    canonical,
    depth,
    is_nominal,
    match_product,
    nominal_head,
    provides,
    request_key,
    substitute,
    type_variables,
    unify,
    why_not,
)
from tests.relation import declarations as names
from tests.relation.declarations import T, U

ATOMS: list[Any] = [
    *(int, bool, str, float, bytes, object, list, type(None)),
    *(names.Base, names.Middle, names.Derived, names.Other, names.Shape, names.Square),
    *(names.Color, names.Level, names.UserId, names.AdminId, names.Box, names.IntBox),
    *(names.Words, names.Point, names.Loop, names.Numbers, names.Ruler, names.Measured),
    *(names.IntGetter, names.Movie, names.LongMovie, names.Link, names.Chain, names.Handler),
    *(Literal["a"], Literal["a", "b"], Literal[True], Literal[1], abc.Hashable),
]
ONE_ARGUMENT: list[Any] = [
    *(list, set, frozenset, abc.Sequence, abc.Iterable, abc.Collection, abc.Iterator, type),
    *(names.Box, names.SubBox, names.ListBox, names.Source, names.Sink, names.Items),
    *(names.Getter, names.Setter, names.Holder, names.Cell, names.Parcel, names.ListOf),
]
TWO_ARGUMENTS: list[Any] = [dict, abc.Mapping, names.Pair, names.Swapped]
CLASSES = [cls for cls in ATOMS if isinstance(cls, type)]


def applied(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build types from inner types in every way that there is a form for."""
    return st.one_of(
        st.builds(lambda cls, a: cls[a], st.sampled_from(ONE_ARGUMENT[:7]), inner),
        st.builds(lambda cls, a: cls[a], st.sampled_from(ONE_ARGUMENT[8:]), inner),
        st.builds(lambda a: type[a], st.sampled_from(CLASSES)),
        st.builds(lambda cls, a, b: cls[a, b], st.sampled_from(TWO_ARGUMENTS), inner, inner),
        st.builds(lambda a, b: Union[a, b], inner, inner),  # noqa: UP007  # computed
        st.builds(lambda items: tuple[tuple(items)], st.lists(inner, max_size=3)),
        st.builds(lambda a: tuple[a, ...], inner),
        st.builds(lambda a, b: tuple[a, *tuple[b, ...]], inner, inner),
        st.builds(lambda ps, r: abc.Callable[ps, r], st.lists(inner, max_size=2), inner),
        st.builds(lambda r: abc.Callable[..., r], inner),
        st.builds(lambda a, q: Annotated[a, Qualifier(q)], inner, st.sampled_from("xy")),
    )


def types(*, more: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    return st.recursive(st.sampled_from([*ATOMS, *more]), applied, max_leaves=5).map(canonical)


GROUND = types()
GRADUAL = types(more=(Any,))
PATTERNS = st.recursive(st.sampled_from([*ATOMS, T, T, U]), applied, max_leaves=4).map(canonical)


@st.composite
def related(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two types of one pattern: such pairs fit far more often than any two."""
    pattern = draw(PATTERNS)
    first, second = (
        {variable: draw(GROUND) for variable in type_variables(pattern)} for _ in range(2)
    )
    return substitute(pattern, first), substitute(pattern, second)


@given(GRADUAL)
def test_reflexive(form: object) -> None:
    assert provides(form, form)


@settings(max_examples=400)
@given(related(), GROUND)
def test_transitive(pair: tuple[object, object], other: object) -> None:
    first, second = pair
    for a, b, c in ((first, second, other), (other, first, second), (first, other, second)):
        if provides(a, b) and provides(b, c):
            assert provides(a, c)


@given(GRADUAL)
def test_canonical_is_idempotent(form: object) -> None:
    assert canonical(form) == form
    assert hash(canonical(form)) == hash(form)


@given(GRADUAL, GRADUAL)
def test_a_refusal_names_a_reason_if_and_only_if_a_type_is_not_provided(
    first: object, second: object
) -> None:
    assert (why_not(first, second) is None) is provides(first, second)


@given(GROUND, GROUND)
def test_a_union_is_provided_by_its_members_and_provides_what_they_provide(
    first: object, second: object
) -> None:
    union: Any = canonical(Union[first, second])  # noqa: UP007  # computed
    assert provides(first, union)
    assert provides(second, union)
    assert provides(union, canonical(Union[second, first, None]))  # noqa: UP007  # computed


@given(GROUND)
def test_a_request_is_for_the_type_less_none(form: Any) -> None:
    key = request_key(form)
    assert request_key(key) == key
    assert request_key(canonical(Union[form, None])) in (key, form)  # noqa: UP007  # computed


@given(GRADUAL)
def test_any_is_wanted_by_everything_and_gives_nothing(form: Any) -> None:
    assume(form not in (Any, object))
    assert provides(canonical(list[form]), list[Any])
    assert not provides(list[Any], canonical(list[form]))


@settings(max_examples=400)
@given(GROUND, PATTERNS)
def test_unify_is_sound(form: object, pattern: object) -> None:
    bindings = unify(form, pattern)
    if bindings is not None:
        assert set(bindings) == set(type_variables(pattern))
        assert provides(form, substitute(pattern, bindings))


@settings(max_examples=400)
@given(PATTERNS, st.data())
def test_unify_finds_what_was_put_in(pattern: object, data: st.DataObject) -> None:
    variables = type_variables(pattern)
    chosen = {variable: data.draw(GROUND) for variable in variables}
    form = substitute(pattern, chosen)
    if not type_variables(form) and variables and _is_plain(pattern):
        assert unify(form, pattern) is not None


def _is_plain(pattern: object) -> bool:
    """Tell whether a pattern has no union, in which a variable's part can't be told."""
    return "Union" not in repr(pattern) and "|" not in repr(pattern)


@settings(max_examples=400)
@given(PATTERNS, GROUND)
def test_match_product_is_sound(pattern: object, wanted: object) -> None:
    bindings = match_product(pattern, wanted)
    if bindings is not None:
        assert set(bindings) == set(type_variables(pattern))
        assert provides(substitute(pattern, bindings), wanted)


@settings(max_examples=400)
@given(related(), GROUND)
def test_filing_by_class_misses_nothing(pair: tuple[object, object], other: object) -> None:
    first, second = pair
    for form, wanted in ((first, second), (second, first), (first, other), (other, first)):
        given_head, wanted_head = nominal_head(form), nominal_head(wanted)
        if given_head and wanted_head and is_nominal(wanted_head) and provides(form, wanted):
            assert wanted_head in given_head.__mro__


@given(GROUND)
def test_an_application_is_one_deeper(form: Any) -> None:
    assert depth(canonical(list[form])) == depth(form) + 1
    assert depth(canonical(Union[form, int])) == depth(form)  # noqa: UP007  # computed
