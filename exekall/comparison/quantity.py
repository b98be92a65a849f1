"""Numbers in what is kept of a value: a number as JSON, or in a text such as ``93.3%``."""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from exekall.comparison.sample import Sample
from exekall.comparison.tolerance import Tolerance

__all__ = ["Quantity", "differ_in_numbers_only", "is_number", "quantity", "text_quantity"]

_DIGITS: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBER: Final = re.compile(rf"(?<![\w.]){_DIGITS}")
# Around the number there may be a unit, or a call as in ``np.float64(0.5)``.
_QUANTITY: Final = re.compile(
    rf"(?P<before>[A-Za-z_][\w.]*\('?|[^\d+-]*?)"
    rf"(?P<number>{_DIGITS}|[-+]?(?:nan|inf)\b)"
    rf"(?P<after>\D*)"
)

_MAX_LENGTH: Final = 80


class Quantity(NamedTuple):
    """A number, and the text around it."""

    number: int | float
    unit: tuple[str, str] = ("", "")


def is_number(found: object) -> bool:
    """Tell whether what JSON holds is a number: true and false are none."""
    return isinstance(found, int | float) and not isinstance(found, bool)


def quantity(sample: Sample) -> Quantity | None:
    """Return the number that *sample* is, as far as it can be told; None where it is none."""
    if sample.json is not None:
        return _json_quantity(sample.json)
    if sample.text is not None:
        return text_quantity(sample.text)
    return text_quantity(sample.repr)


def _json_quantity(text: str) -> Quantity | None:
    # What is no number can be long.
    if len(text) > _MAX_LENGTH or text[:1] in '"[{tfn':
        return None
    found = json.loads(text)
    return Quantity(found) if is_number(found) else None


def text_quantity(text: str) -> Quantity | None:
    """Return the number of a text with exactly one number."""
    if len(text) > _MAX_LENGTH:
        return None
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        return None
    return Quantity(_parsed(match["number"]), (match["before"], match["after"]))


def _parsed(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def differ_in_numbers_only(before: str, after: str, tolerance: Tolerance) -> bool:
    """Tell whether the texts are the same but for numbers that *tolerance* accepts."""
    if _NUMBER.sub("#", before) != _NUMBER.sub("#", after):
        return False
    pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=True)
    return all(tolerance.accepts(float(x), float(y)) for x, y in pairs)
