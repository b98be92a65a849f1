"""In what two values differ, part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator

from exekall.comparison.addresses import without_addresses
from exekall.comparison.change import Aspect, Change
from exekall.comparison.json_changes import json_changes
from exekall.comparison.quantity import text_quantity
from exekall.comparison.sample import Sample, failure_of
from exekall.comparison.tolerance import Tolerance

__all__ = ["changes"]


def changes(
    before: Sample | None, after: Sample | None, tolerance: Tolerance
) -> tuple[Change, ...]:
    """Return the parts in which two samples differ that are known to; None is no sample at all."""
    if before is None or after is None or before.outcome is not after.outcome:
        return (Change(Aspect.OUTCOME, _outcome_text(before), _outcome_text(after)),)
    if not before.is_computed:
        return (Change(Aspect.FAILURE, _outcome_text(before), _outcome_text(after)),)
    return tuple(_value_changes(before, after, tolerance))


def _value_changes(before: Sample, after: Sample, tolerance: Tolerance) -> Iterator[Change]:
    if before.type != after.type:
        yield Change(Aspect.TYPE, before.type, after.type)
    if before.json is not None and after.json is not None:
        if before.type == after.type == "str":
            yield Change(Aspect.TEXT, json.loads(before.json), json.loads(after.json))
        else:
            yield from json_changes(before.json, after.json, tolerance)
        return
    found = list(_text_changes(before, after))
    if not found and before.type == after.type:
        found = [Change(Aspect.CONTENT, before.text or before.repr, after.text or after.repr)]
    yield from found


def _text_changes(before: Sample, after: Sample) -> Iterator[Change]:
    """Yield how the texts differ, or where there are none, or the same ones, the reprs."""
    for aspect, x, y in (
        (Aspect.TEXT, before.text, after.text),
        (Aspect.REPR, before.repr, after.repr),
    ):
        if x is not None and y is not None and without_addresses(x) != without_addresses(y):
            yield _text_change(aspect, x, y)
            return


def _text_change(aspect: Aspect, before: str, after: str) -> Change:
    x, y = text_quantity(before), text_quantity(after)
    if x is None or y is None or x.unit != y.unit:
        return Change(aspect, before, after)
    return Change(Aspect.NUMBER, before, after, numbers=(x.number, y.number))


def _outcome_text(sample: Sample | None) -> str | None:
    """Return what came of a sample: its text, or what was raised."""
    if sample is None:
        return None
    if sample.is_computed:
        return sample.text if sample.text is not None else sample.repr
    failure = failure_of(sample)
    if failure is None:
        return sample.outcome.value
    name = failure.type.name
    return f"{name}: {failure.message}" if failure.message else name
