"""How one part changed, in words."""

from __future__ import annotations

import pytest

from exekall.comparison.change import Aspect, Change
from exekall.comparison.statistics import Method, StatisticalTest
from exekall.rendering.comparison_changes import change_lines, statistics_line


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(Aspect.NUMBER, "4", "5", ".a[1]", (4, 5)), ".a[1]: 4 -> 5 (+1, +25 %)"),
        (Change(Aspect.NUMBER, "0", "5", numbers=(0, 5)), "0 -> 5 (+5)"),
        (Change(Aspect.JSON, "null", "[]", ".a"), ".a: null -> []"),
        (Change(Aspect.JSON, None, "1", ".a"), ".a: appeared: 1"),
        (Change(Aspect.JSON, "1", None, ".a"), ".a: vanished: 1"),
        (Change(Aspect.TYPE, "int", "float"), "type: int -> float"),
        (Change(Aspect.CONTENT, "<A>", "<A>"), "looks the same, but is not: <A>"),
        (Change(Aspect.OUTCOME, "1", "E: no"), "1 -> E: no"),
        (
            Change(Aspect.COUNT, "2", "3", numbers=(2, 3)),
            "2 -> 3 each time that the expression is executed",
        ),
    ],
)
def test_one_line(change: Change, expected: str) -> None:
    assert list(change_lines(change)) == [expected]


def test_numbers_beyond_floats() -> None:
    change = Change(Aspect.NUMBER, "1", "huge", numbers=(1, 10**400))
    assert list(change_lines(change)) == ["1 -> huge"]


def test_what_is_on_one_side_only() -> None:
    assert list(change_lines(Change(Aspect.OUTCOME, None, "a\nb"), True)) == [r"a\nb"]


def test_lines_are_compared_line_by_line() -> None:
    change = Change(Aspect.TEXT, "a\nb\nc", "a\nB\nc\x1b")
    assert list(change_lines(change)) == [
        "--- before",
        "+++ after",
        "@@ -1,3 +1,3 @@",
        " a",
        "-b",
        "-c",
        "+B",
        r"+c\x1b",
    ]


def test_many_lines_are_cut() -> None:
    change = Change(Aspect.TEXT, "a\n" * 500, "b\n" * 500)
    found = list(change_lines(change))
    assert len(found) == 41
    assert found[-1] == "... and 963 more lines"


def test_of_long_texts_what_is_near_the_first_difference() -> None:
    before = [f"line {number}" for number in range(100_000)]
    after = [*before[:50_000], "new", *before[50_000:]]
    found = list(change_lines(Change(Aspect.TEXT, "\n".join(before), "\n".join(after))))
    assert found[0] == "from line 49,999:"
    assert "+new" in found[:8]
    appended = "\n".join([*before, "more"])
    found = list(change_lines(Change(Aspect.TEXT, "\n".join(before), appended)))
    assert found[0] == "from line 99,999:"
    assert found[-1] == "+more"


def test_long_lines_are_cut() -> None:
    assert all(len(line) <= 500 for line in change_lines(Change(Aspect.TEXT, "a" * 9999, "b")))


def test_statistics() -> None:
    test = StatisticalTest(Method.FISHER, 0.00123, (20, 1000), 0.1, 0.5)
    assert statistics_line(test) == (
        "2 of 20 -> 500 of 1,000 failed (Fisher's exact test, p = 0.0012)"
    )
    test = StatisticalTest(Method.MANN_WHITNEY, 0.04, (20, 30), 2.0, 2.5, 0.7)
    assert statistics_line(test) == (
        "median 2 -> 2.5 (+0.5, +25 %; Mann-Whitney U test of 20 and 30 samples, p = 0.04)"
    )
