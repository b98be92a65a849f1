"""Tables of UUIDs, and the lines that look something up in them."""

from __future__ import annotations

from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.scripts.plan import Step, make_plan
from exekall.scripts.reloading import Reload
from exekall.scripts.tables import Tables
from exekall.scripts.variables import Variables


def value() -> str:
    return ""


def step() -> Step:
    return make_plan([NodeTable().node(Operator(value))]).roots[0]


def written(reload: Reload) -> tuple[str, list[str]]:
    one = step()
    tables = Tables({one: reload}, Variables())
    text = tables.instead(one, lambda bit: f"n{bit}")
    assert tables.loops(one) == reload.loops
    return text, tables.lines()[1:]


def test_one_value_needs_no_table() -> None:
    assert written(Reload((), {(): ("a",)}, False)) == ("db.value('a') if db else", [])


def test_values_of_a_loop() -> None:
    text, lines = written(Reload((), {(): ("a", "b")}, True))
    assert text == "db.values(VALUE) if db else"
    assert lines == ["VALUE = [", "    'a',", "    'b',", "]"]


def test_a_value_for_each_turn() -> None:
    text, lines = written(Reload((4,), {(0,): ("a",), (2,): ("b",)}, False))
    assert text == "db.value(VALUE[n4]) if n4 in VALUE else"
    assert lines == ["VALUE = {", "    0: 'a',", "    2: 'b',", "}"]


def test_values_of_a_loop_for_each_turn_of_two_others() -> None:
    text, lines = written(Reload((1, 2), {(0, 0): (), (0, 1): ("a",)}, True))
    assert text == "db.values(VALUE[n1, n2]) if (n1, n2) in VALUE else"
    assert lines == ["VALUE = {", "    (0, 0): [],", "    (0, 1): [", "        'a',", "    ],", "}"]


def test_nothing_to_load() -> None:
    tables = Tables({}, Variables())
    assert tables.instead(step(), str) == ""
    assert tables.loops(step()) == ()
    assert tables.lines() == []


def test_names_are_free() -> None:
    one, other = step(), step()
    reload = Reload((), {(): ("a", "b")}, True)
    tables = Tables({one: reload, other: reload}, Variables(["VALUE"]))
    texts = [tables.instead(each, str) for each in (one, other, one)]
    assert texts == [f"db.values(VALUE_{number}) if db else" for number in (2, 3, 2)]
