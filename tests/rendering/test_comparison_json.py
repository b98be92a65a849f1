"""The JSON document has one shape, which the manual describes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from exekall.comparison.comparing import compare
from exekall.comparison.sample import Sample
from exekall.rendering.comparison_json import report_json
from tests.comparison.samples import opaque, side, value

MANUAL = Path(__file__).parents[2] / "docs" / "man.md"


def document(before: list[Sample], after: list[Sample], strict: bool = False) -> dict[str, Any]:
    report = compare(side("a", before), side("b", after))
    found: dict[str, Any] = json.loads("\n".join(report_json(report, strict)))
    return found


def run(factor: int) -> list[Sample]:
    tagged = [
        opaque("gen", f"{factor} {number}", tags={"n": str(number)}, is_generated=True)
        for number in (1, 2)
    ]
    vague = [value("vague", (factor + number * 13) % 20) for number in range(19)]
    many = [value("many", factor * (number + 1), duration=factor) for number in range(20)]
    return [
        *(value("gen:f", factor, {"x": each}) for each in tagged),
        *many,
        *vague,
        opaque("g", str(factor)),
    ]


def test_the_shape() -> None:
    before, after = run(1), run(9)
    found = document(before, after)
    assert list(found) == [
        "format",
        "before",
        "after",
        "is_different",
        "counts",
        "differences",
        "undecided",
        "insignificant",
        "durations",
    ]
    assert (found["format"], found["before"], found["after"]) == (1, "a", "b")
    assert found["counts"] == {
        "total": 5,
        "same": 0,
        "different": 3,
        "undecided": 1,
        "insignificant": 1,
    }
    first, _, many = found["differences"]
    assert first == {
        "kind": "value",
        "id": "gen:f",
        "full_id": "module.gen:f",
        "labels": [{"full_id": "module.gen", "name": "n", "value": "1"}],
        "before": [before[0].uuid],
        "after": [after[0].uuid],
        "count": 1,
        "changes": [
            {
                "aspect": "number",
                "path": "",
                "before": "1",
                "after": "9",
                "difference": 8,
                "ratio": 8.0,
            }
        ],
        "causes": [
            {
                "parameter": "x",
                "id": "gen",
                "full_id": "module.gen",
                "verdict": "undecided",
                "reason": "not-loaded",
            }
        ],
        "test": None,
    }
    assert many["test"]["method"] == "mann-whitney-u"
    assert many["test"]["samples"] == [20, 20]
    assert set(many["test"]) == {"method", "p_value", "samples", "before", "after", "effect"}
    (insignificant,) = found["insignificant"]
    assert insignificant["id"] == "vague"
    assert insignificant["test"]["p_value"] > 0.05
    (undecided,) = found["undecided"]
    assert (undecided["id"], undecided["reason"], undecided["detail"]) == ("g", "not-loaded", "")
    (duration,) = found["durations"]
    assert duration == {"id": "many", "full_id": "module.many", "before": 1, "after": 9}


def test_strict_decides_what_is_different() -> None:
    before, after = [opaque("f", "x")], [opaque("f", "y")]
    assert document(before, after)["is_different"] is False
    assert document(before, after, strict=True)["is_different"] is True


def test_no_number_that_json_lacks() -> None:
    found = document([value("f", float("-inf"))], [value("f", float("inf"))])
    (change,) = found["differences"][0]["changes"]
    assert (change["difference"], change["ratio"]) == (None, None)
    found = document([value("f", float("inf"))], [value("f", float("inf"))])
    assert not found["is_different"]


def members(found: object) -> set[str]:
    if isinstance(found, dict):
        return set(found).union(*map(members, found.values()))
    return set().union(*map(members, found)) if isinstance(found, list) else set()


def test_the_manual_names_all_members() -> None:
    text = MANUAL.read_text("utf-8")
    found = members(document(run(1), run(9)))
    assert not {name for name in found if not re.search(rf"`{name}`", text)}
