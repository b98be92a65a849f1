"""What belongs together."""

from __future__ import annotations

from exekall.comparison.matching import Matching
from exekall.comparison.sample import Sample
from tests.comparison.samples import side, value


def folds(*numbers: int) -> list[Sample]:
    return [
        value("f", 0, {"x": value("gen", 0, tags={"n": str(number)}, is_generated=True)})
        for number in numbers
    ]


def test_by_id_and_labels_in_a_fixed_order() -> None:
    before, after = side("a", [value("g", 1), *folds(3, 1)]), side("b", [*folds(1, 3, 2)])
    found = Matching(before, after).matches(before.roots, after.roots)
    assert [
        (match.shown, [label.value for label in match.labels], len(match.before), len(match.after))
        for match in found
    ] == [
        ("f", ["1"], 1, 1),
        ("f", ["2"], 0, 1),
        ("f", ["3"], 1, 1),
        ("g", [], 1, 0),
    ]
    assert found[0].before == (before.roots[2],)
    assert found[0].has_parameters
    assert not found[3].has_parameters


def test_labels_are_in_the_order_of_numbers() -> None:
    before = side("a", folds(10, 9, 2))
    found = Matching(before, before).matches(before.roots, before.roots)
    assert [label.value for match in found for label in match.labels] == ["2", "9", "10"]


def test_several_samples_belong_to_one_match_in_their_order() -> None:
    before, after = side("a", [value("g", 1), value("g", 2)]), side("b", [value("g", 3)])
    (match,) = Matching(before, after).matches(before.roots, after.roots)
    assert (match.before, match.after) == (before.roots, after.roots)


def test_short_ids_that_coincide_are_not_matched() -> None:
    before = side("a", [value("g", 1)])
    other = value("g", 1)
    after = side("b", [Sample(other.uuid, "elsewhere.g", "g")])
    found = Matching(before, after).matches(before.roots, after.roots)
    assert [len(match.before) + len(match.after) for match in found] == [1, 1]


def test_what_is_known_on_the_other_side() -> None:
    before, after = side("a", [*folds(1, 2), value("g", 1)]), side("b", folds(1, 2, 3))
    matching = Matching(before, after)
    assert [matching.is_known_before(sample) for sample in after.roots] == [True, True, False]
    assert [matching.is_known_after(sample) for sample in before.roots] == [True, True, False]
