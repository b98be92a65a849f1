"""Which tags are labels."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from exekall.comparison.labels import Label, label_names, labels_of
from exekall.comparison.sample import Sample, Side
from tests.comparison.samples import side, value


def generated(*tags: object, name: str = "fold", run: int = 1, **facts: object) -> list[Sample]:
    """Return the values of one run of a generator with these tags."""
    return [
        value(
            "gen", 0, tags={name: str(tag)}, expression=f"e{run}", **{"is_generated": True, **facts}
        )
        for tag in tags
    ]


def names(before: Iterable[Sample], after: Iterable[Sample]) -> tuple[str, ...]:
    a, b = side("a", before), side("b", after)
    found = label_names(a, b)
    assert label_names(b, a) == found
    return found.get("module.gen", ())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 2, 3), (1, 2, 3), True),
        ((1, 2, 3), (3, 2, 1), True),
        ((1, 2, 3, 4, 5), (1, 2), True),
        ((1, 2, 3), (2, 3, 4), True),
        ((1, 2), (2, 3), False),
        ((1, 2), (3, 4), False),
        ((0.91, 0.95, 0.97), (0.92, 0.95, 0.99), False),
        ((True, False, True), (True, False, False), False),
        ((1,), (1,), False),
        ((1,), (1, 2), True),
    ],
)
def test_labels_tell_apart_and_agree(
    before: tuple[object, ...], after: tuple[object, ...], expected: bool
) -> None:
    assert names(generated(*before), generated(*after)) == (("fold",) if expected else ())


def test_each_run_has_its_own_labels() -> None:
    before = [*generated(1, 2, run=1), *generated(1, 2, run=2)]
    assert names(before, generated(1, 2)) == ("fold",)


def test_a_value_for_each_run_is_a_sample() -> None:
    # As from a coin that is thrown in each of four runs.
    runs = [sample for run in range(4) for sample in generated(run % 2, run=run)]
    assert names(runs, runs) == ()


def test_tags_of_what_is_not_generated_are_no_labels() -> None:
    found = generated(1, 2, 3, is_generated=False)
    assert names(found, found) == ()


def test_several_names_together() -> None:
    def runs(loss: float) -> list[Sample]:
        tags = [
            {"kind": kind, "number": str(number), "loss": str(loss + number)}
            for kind in ("train", "test")
            for number in (1, 2)
        ]
        return [value("gen", 0, tags=each, is_generated=True) for each in tags]

    assert names(runs(0.5), runs(0.25)) == ("kind", "number")


def test_values_inherit_labels() -> None:
    first, second = generated(1, 2)
    inner = value("inner", 0, {"x": first}, tags={"": "a"}, is_generated=True)
    both = value("both", 0, {"x": first, "y": inner})
    other = value("other", 0, {"x": second})
    plain = value("plain", 0)
    database: Side = side("a", [both, other, plain])
    found = labels_of(database.values, {"module.gen": ("fold",), "module.inner": ("",)})
    fold = Label("module.gen", "fold", "1")
    assert found[first.uuid] == {fold}
    assert found[both.uuid] == {fold, Label("module.inner", "", "a")}
    assert found[other.uuid] == {Label("module.gen", "fold", "2")}
    assert not found[plain.uuid]
    assert not any(labels_of(database.values, {}).values())
