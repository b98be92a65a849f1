"""Why nothing can be built, in words that help."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Thread

from exekall.operator import Operator
from exekall.reasons import Cause, Rejection
from exekall.rendering.explanation import clash_lines, default_lines, explanation_lines
from exekall.solver import Clash, Cycle, DefaultUsed, Explanation, Missing, NearMiss, PathStep


class Base(ABC):
    @abstractmethod
    def get(self) -> int: ...


class Derived(Base):
    def get(self) -> int:
        return 1


class Own:
    pass


def one(x: Own) -> Base:
    return Derived()


def two(x: Base) -> Own:
    return Own()


def name_of(op: Operator) -> str:
    return op.get_name(qual=False)


def explanation(
    missing: tuple[Missing, ...] = (),
    cycles: tuple[Cycle, ...] = (),
    clashes: tuple[Clash, ...] = (),
    unusable: tuple[Rejection, ...] = (),
) -> Explanation:
    return Explanation(missing, cycles, clashes, unusable)


def text(found: Explanation) -> str:
    return "\n".join(explanation_lines(found, name_of))


PATH = (PathStep("m.f", "a", Own), PathStep("m.Stage1", "conf", Base))


def test_a_missing_type_comes_with_its_path_and_the_option_to_add() -> None:
    near = (
        NearMiss("m.Base", Cause.ABSTRACT, "get", Base),
        NearMiss("m.Derived", Cause.NO_PARAMETERS, "", Derived),
    )
    assert text(explanation((Missing(Base, PATH, near),))) == (
        "Nothing provides Base:\n"
        "  f.a <- Stage1.conf <- Base\n"
        "  m.Derived provides Base, but it takes no parameters.\n"
        "  To use it nevertheless: --allow '*Derived'"
    )


def test_an_abstract_class_is_named_where_there_is_nothing_else() -> None:
    near = (NearMiss("m.Base", Cause.ABSTRACT, "get", Base),)
    found = text(explanation((Missing(Base, PATH, near),)))
    assert found.endswith("m.Base provides Base, but it is abstract: get missing.")


def test_a_callable_that_lacks_an_annotation_comes_near() -> None:
    near = (NearMiss("m.make", Cause.PARTIAL_ANNOTATION, "", Derived, ("x",)),)
    found = text(explanation((Missing(Base, PATH, near),)))
    assert found.endswith("m.make provides Base, but it has no annotation for x.")


def test_many_near_misses_are_cut() -> None:
    near = tuple(
        NearMiss(f"m.f{number}", Cause.PARTIAL_ANNOTATION, "", int, ("x",)) for number in range(20)
    )
    lines = text(explanation((Missing(int, PATH, near),))).splitlines()
    assert lines[-2:] == [
        "  and 12 more nearly do, see -vv",
        "  Give a value with --param '*Stage1' conf VALUE",
    ]


def test_a_class_that_could_be_used_itself_is_named_too() -> None:
    near = (
        NearMiss("m.Base", Cause.NO_PARAMETERS, "", Base),
        NearMiss("m.Derived", Cause.NO_PARAMETERS, "", Derived),
    )
    found = text(explanation((Missing(Base, PATH, near),)))
    assert "--allow '*Base'" in found
    assert "--allow '*Derived'" in found


def test_what_words_can_write_may_be_given() -> None:
    found = text(explanation((Missing(int, PATH, ()),)))
    assert found.endswith("Give a value with --param '*Stage1' conf VALUE")
    found = text(explanation((Missing(list[Own], PATH, ()),)))
    assert "Write or import a callable" in found


def test_a_class_that_nobody_looked_at_may_be_looked_at() -> None:
    found = text(explanation((Missing(Own, PATH, ()),)))
    assert found.endswith(f"--dependency {__name__}")
    found = text(explanation((Missing(Thread, PATH, ()),)))
    assert "Write or import a callable" in found


def test_cycles_are_drawn() -> None:
    first, second = Operator(one), Operator(two)
    drawn = text(explanation(cycles=(Cycle((second, first, second)),)))
    assert drawn.splitlines()[1:] == [
        "  one <- two <- one",
        "    one needs Own from two",
        "    two needs Base from one",
    ]


def test_clashes_name_both_types() -> None:
    lines = clash_lines([Clash(Operator(two), Operator(one), Operator(Derived))])
    assert "gives Base" in lines[0]
    assert "gives Derived" in lines[0]


def test_what_a_rule_left_out_is_told_only_for_want_of_something_better() -> None:
    forbidden = Rejection("m.f", Cause.FORBIDDEN, product=Own)
    unread = Rejection("m.g", Cause.UNRESOLVED_NAME, ("x",), "Bsae")
    assert "--forbid" in text(explanation(unusable=(forbidden,)))
    both = text(explanation((Missing(Own, PATH, ()),), unusable=(forbidden, unread)))
    assert "--forbid" not in both
    assert "there is no 'Bsae'" in both


def test_many_are_cut() -> None:
    many = tuple(Rejection(f"m.f{n}", Cause.UNRESOLVED_NAME, ("x",), "B") for n in range(20))
    assert text(explanation(unusable=many)).endswith("and 12 more, see -vv")


def test_defaults() -> None:
    (line,) = default_lines([DefaultUsed(Operator(two), "x", Base)])
    assert line.endswith("two: x keeps its default, nothing provides Base")
    lacking = PathStep("m.Derived", "own", Own)
    (line,) = default_lines([DefaultUsed(Operator(two), "x", Base, lacking)])
    assert line.endswith("Base cannot be made: nothing provides Own for Derived.own")
