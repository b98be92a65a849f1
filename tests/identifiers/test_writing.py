"""Writing IDs: the rules of the man page, and the size rule against a naive writer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.identifiers import MAX_LENGTH, IdWriter, format_tags, parse_id, write_id
from exekall.names import NameForm
from tests.identifiers.calls import graphs
from tests.oracle.identifiers import Call, CallView, naive_id

FORMS = st.sampled_from(NameForm)


def short(root: Call, max_length: int | None = MAX_LENGTH) -> str:
    return write_id(root, CallView(), NameForm.SHORT, max_length)


class Named:
    """A node that is as cheap as a node can be, for large graphs."""

    __slots__ = ("arguments", "digest", "name")

    def __init__(self, name: str, *arguments: Named) -> None:
        self.name = name
        self.arguments = tuple((f"p{index}", child) for index, child in enumerate(arguments))
        self.digest = name.encode().ljust(6, b".")


class NamedView:
    def __init__(self) -> None:
        self.labels = 0

    def label(self, node: Named, form: NameForm) -> str:
        self.labels += 1
        return node.name

    def arguments(self, node: Named) -> tuple[tuple[str, Named], ...]:
        return node.arguments

    def hidden(self, node: Named) -> bool:
        return False

    def digest(self, node: Named) -> bytes:
        return node.digest


class TestRules:
    def test_first_parameter_goes_before_the_colon(self) -> None:
        assert short(Call("f", (("p1", Call("g")),))) == "g:f"

    def test_other_parameters_go_between_parentheses(self) -> None:
        h = Call("h", (("x", Call("k")),))
        assert short(Call("f", (("p1", Call("g")), ("p2", h)))) == "g:f(p2=k:h)"

    def test_several_parameters_are_in_declaration_order_without_blanks(self) -> None:
        call = Call("f", (("b1", Call("A")), ("z", Call("B")), ("a", Call("C"))))
        assert short(call) == "A:f(z=B,a=C)"

    def test_tags_follow_the_name(self) -> None:
        g = Call("g", tags=(("mytag", "42"),))
        call = Call("f", (("p1", g), ("p2", Call("h"))), tags=(("", "7"),))
        assert short(call) == "g[mytag=42]:f[7](p2=h)"

    def test_a_hidden_first_parameter_leaves_its_place_empty(self) -> None:
        hidden = Call("g", (("x", Call("k")),), hidden=True)
        assert short(Call("f", (("p1", hidden), ("p2", Call("h"))))) == "f(p2=h)"

    def test_what_feeds_only_hidden_operators_vanishes(self) -> None:
        k = Call("k")
        hidden = Call("g", (("x", k),), hidden=True)
        assert short(Call("f", (("p1", Call("h")), ("p2", hidden)))) == "h:f"
        assert short(Call("f", (("p1", k), ("p2", hidden), ("p3", k)))) == "k:f(p3=k)"

    def test_an_injected_first_parameter_counts_as_the_first(self) -> None:
        assert short(Call("f", (("consumer", None), ("p2", Call("h"))))) == "f(p2=h)"
        assert short(Call("f", (("p1", Call("h")), ("consumer", None)))) == "h:f"

    def test_a_hidden_root_is_written(self) -> None:
        assert short(Call("f", (("p", Call("g")),), hidden=True)) == "g:f"

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            (NameForm.FULL, "m.A:m.A.run"),
            (NameForm.QUALIFIED, "A:A.run"),
            (NameForm.SHORT, "A:run"),
        ],
    )
    def test_forms(self, form: NameForm, expected: str) -> None:
        call = Call("m.A.run", (("self", Call("m.A")),))
        assert write_id(call, CallView(), form) == expected


class TestTags:
    def test_sorted_by_name_and_anonymous_first(self) -> None:
        assert format_tags({"b": 1, "": "x", "a": None}) == "[x][a=None][b=1]"

    def test_brackets_are_stripped(self) -> None:
        assert format_tags({"list": [1, [2]], "": "]["}) == "[][list=1, 2]"

    def test_none(self) -> None:
        assert format_tags({}) == ""

    def test_the_error_of_a_value_is_the_callers(self) -> None:
        class Broken:
            def __str__(self) -> str:
                raise RuntimeError("broken")

        with pytest.raises(RuntimeError, match="broken"):
            format_tags({"a": Broken()})


class TestAgainstTheNaiveWriter:
    @given(graphs(), FORMS)
    def test_whole(self, root: Call, form: NameForm) -> None:
        assert write_id(root, CallView(), form, None) == naive_id(root, form)

    @given(graphs(), FORMS, st.integers(0, 200))
    def test_abbreviated(self, root: Call, form: NameForm, max_length: int) -> None:
        written = write_id(root, CallView(), form, max_length)
        assert written == naive_id(root, form, max_length)
        assert len(written) <= max(max_length, 13)

    @given(graphs(), st.integers(13, 200))
    def test_a_kept_writer_writes_the_same(self, root: Call, max_length: int) -> None:
        writer = IdWriter(CallView(), NameForm.SHORT)
        for _, child in root.arguments:
            if child is not None:
                writer.write(child)
        assert writer.write(root, max_length) == short(root, max_length)


class TestSizeRule:
    @staticmethod
    def chain(length: int, leaf: str = "leaf") -> Call:
        call = Call(leaf)
        for index in range(length):
            call = Call(f"stage_number_{index}", (("x", call),))
        return call

    def test_up_to_the_limit_nothing_is_touched(self) -> None:
        fitting = Call("f", (("a", Call("x" * 500)), ("b", Call("y" * 494))))
        assert len(short(fitting)) == 1000
        assert "~" not in short(fitting)
        longer = Call("f", (("a", Call("x" * 500)), ("b", Call("y" * 495))))
        digests = [child.digest.hex()[:12] for _, child in longer.arguments if child is not None]
        assert short(longer) == f"~{digests[0]}:f(b=~{digests[1]})"

    def test_sub_ids_of_thirteen_characters_stay(self) -> None:
        call = Call("f", (("a", Call("x" * 13)), ("b", Call("y" * 14)), ("c", Call("z" * 1000))))
        written = short(call)
        assert written.startswith(f"{'x' * 13}:f(b=~")
        assert "y" not in written

    def test_the_deepest_go_first(self) -> None:
        written = short(self.chain(80))
        assert written.startswith("~")
        assert written.endswith(":stage_number_78:stage_number_79")
        assert 1000 - len(":stage_number_78") < len(written) <= 1000

    def test_no_more_levels_than_needed_are_replaced(self) -> None:
        deep = self.chain(70)
        written = short(Call("f", (("a", Call("b", (("x", Call("c" * 20)),))), ("deep", deep))))
        assert written.startswith(f"{'c' * 20}:b:f(deep=~")

    def test_a_list_of_parameters_that_does_not_fit(self) -> None:
        operands = tuple((f"p{index}", Call(f"operand_{index:020}")) for index in range(100))
        root = Call("f", operands)
        mark = root.digest.hex()[:12]
        first = Call(f"operand_{0:020}").digest.hex()[:12]
        assert short(root) == f"~{first}:f(~{mark})"

    def test_tags_that_do_not_fit(self) -> None:
        root = Call("mk", (("a", Call("g")),), tags=(("", "x" * 2000),))
        assert short(root) == f"g:mk[~{root.digest.hex()[:12]}]"

    def test_a_name_that_does_not_fit(self) -> None:
        root = Call("f" * 1001)
        assert short(root) == f"~{root.digest.hex()[:12]}"

    @given(graphs(), graphs(), st.integers(13, 60))
    def test_equal_structures_only_are_equal(self, a: Call, b: Call, max_length: int) -> None:
        one = write_id(a, CallView(), NameForm.FULL, max_length)
        other = write_id(b, CallView(), NameForm.FULL, max_length)
        if a.digest == b.digest:
            assert one == other
        elif "~" in one or "~" in other:
            # An abbreviation also tells apart what is hidden; whole IDs do not.
            whole = {write_id(x, CallView(), NameForm.FULL, None) for x in (a, b)}
            assert one != other or len(whole) == 1

    def test_independent_of_hash_randomisation(self) -> None:
        script = (
            "from tests.oracle.identifiers import Call, CallView\n"
            "from exekall.identifiers import write_id\n"
            "from exekall.names import NameForm\n"
            "call = Call('leaf')\n"
            "for i in range(200):\n"
            "    call = Call(f's{i}', (('a', call), ('b', Call('m.Other'))))\n"
            "print(write_id(call, CallView(), NameForm.FULL))\n"
        )
        root = Path(__file__).parents[2]
        outputs = {
            subprocess.run(
                [sys.executable, "-c", script],
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
                cwd=root,
                check=True,
                capture_output=True,
            ).stdout
            for seed in ("1", "2", "3")
        }
        assert len(outputs) == 1


class TestLargeGraphs:
    @staticmethod
    def chain(length: int) -> Named:
        node = Named("n0")
        for index in range(1, length):
            node = Named(f"n{index}", node)
        return node

    @staticmethod
    def lattice(size: int) -> Named:
        """Return a graph that would be a tree of some 3 ** (size / 2) nodes."""
        nodes = [Named("leaf")] * 3
        for index in range(size):
            nodes.append(Named(f"m{index}", *nodes[-3:]))
        return nodes[-1]

    def test_the_work_is_bounded_by_the_length_that_is_allowed(self) -> None:
        for root in (self.chain(50_000), self.lattice(1_000)):
            view = NamedView()
            written = write_id(root, view, NameForm.SHORT)
            assert len(written) <= 1000
            assert view.labels < 1000

    def test_a_long_chain_as_a_whole(self) -> None:
        written = write_id(self.chain(50_000), NamedView(), NameForm.SHORT, None)
        assert written == ":".join(f"n{index}" for index in range(50_000))

    def test_deep_nesting_as_a_whole(self) -> None:
        node = Named("n")
        for _ in range(50_000):
            node = Named("f", Named("g"), node)
        written = write_id(node, NamedView(), NameForm.SHORT, None)
        assert written == "g:f(p1=" * 50_000 + "n" + ")" * 50_000

    def test_many_parameters(self) -> None:
        shared = self.lattice(100)
        root = Named("f", *[shared] * 50_000)
        assert len(write_id(root, NamedView(), NameForm.SHORT)) < 50

    def test_written_ids_can_be_parsed(self) -> None:
        written = write_id(self.lattice(1_000), NamedView(), NameForm.SHORT)
        assert str(parse_id(written)) == written
