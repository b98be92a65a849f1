"""Whether two values are the same, as far as it can be told.

They are the same when the digests of their contents are, or their JSON. They differ when type,
JSON, text or repr do; addresses in texts do not count. What is left cannot be told apart without
loading: digests may differ where values are equal, since pickles of equal objects may.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from exekall.comparison.addresses import without_addresses
from exekall.comparison.json_changes import same_json
from exekall.comparison.loaded_equality import Equality, loaded_equality
from exekall.comparison.quantity import differ_in_numbers_only, text_quantity
from exekall.comparison.sample import Sample, failure_of
from exekall.comparison.tolerance import Tolerance

__all__ = ["DIFFERENT", "SAME", "Judge", "Judgement", "Reason", "Verdict"]


class Verdict(StrEnum):
    """What comparing gives."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


class Reason(StrEnum):
    """Why values cannot be told apart."""

    NOT_LOADED = "not-loaded"
    NOT_STORED = "not-stored"
    UNAVAILABLE = "unavailable"
    INCOMPARABLE = "incomparable"
    NEEDS_SCIPY = "needs-scipy"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict; where it is undecided, for what reason. *detail* says what went wrong, if so."""

    verdict: Verdict
    reason: Reason | None = None
    detail: str = ""


SAME: Final = Judgement(Verdict.SAME)
DIFFERENT: Final = Judgement(Verdict.DIFFERENT)
NOT_LOADED: Final = Judgement(Verdict.UNDECIDED, Reason.NOT_LOADED)
NOT_STORED: Final = Judgement(Verdict.UNDECIDED, Reason.NOT_STORED)
LOST: Final = Judgement(Verdict.UNDECIDED, Reason.LOST)

_NUMBERS: Final = frozenset({"int", "float"})
# Numbers that JSON does not have: the repr of one says it all.
_OTHER_NUMBERS: Final = ("numpy.", "decimal.")
# Equal values of these types have equal pickles.
_CANONICAL: Final = frozenset({"str", "bytes", "bytearray", "int", "bool", "NoneType"})


class Judge:
    """Compares two values at a time, each pair once; unpickles them where *loads* says so."""

    def __init__(self, tolerance: Tolerance, loads: bool = False) -> None:
        self.tolerance = tolerance
        self._loads = loads
        self._known: dict[tuple[str, str], Judgement] = {}

    def judge(self, before: Sample, after: Sample) -> Judgement:
        """Return whether the values, or the failures to compute them, are the same."""
        key = before.uuid, after.uuid
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._judged(before, after)
        return found

    def _judged(self, before: Sample, after: Sample) -> Judgement:
        if before.is_lost or after.is_lost:
            return LOST
        if before.uuid == after.uuid:
            return SAME  # one value, as in databases of which one was merged into the other
        if before.outcome is not after.outcome:
            return DIFFERENT
        if not before.is_computed:
            return _judged_failures(before, after)
        if before.digest is not None and before.digest == after.digest:
            return SAME
        found = self._judged_by_what_is_kept(before, after)
        if found is not NOT_LOADED:
            return found
        if before.digest is None or after.digest is None:
            return NOT_STORED
        return self._judged_by_loading(before, after) if self._loads else NOT_LOADED

    def _judged_by_what_is_kept(self, before: Sample, after: Sample) -> Judgement:
        tolerance = self.tolerance
        if before.type != after.type and (
            tolerance.is_exact or not {before.type, after.type} <= _NUMBERS
        ):
            return DIFFERENT
        if before.json is not None and after.json is not None:
            return SAME if same_json(before.json, after.json, tolerance) else DIFFERENT
        # Whether a value has JSON depends on the value alone.
        if (before.json is None) is not (after.json is None):
            return DIFFERENT
        if not self._is_similar(before.repr, after.repr):
            return DIFFERENT
        if before.text is not None and after.text is not None:
            if not self._is_similar(before.text, after.text):
                return DIFFERENT
        elif before.text is not None or after.text is not None:
            return NOT_LOADED
        if before.type in _CANONICAL and before.digest is not None and after.digest is not None:
            return DIFFERENT
        return SAME if self._is_close(before, after) else NOT_LOADED

    def _is_similar(self, before: str, after: str) -> bool:
        before, after = without_addresses(before), without_addresses(after)
        if before == after:
            return True
        return not self.tolerance.is_exact and differ_in_numbers_only(before, after, self.tolerance)

    def _is_close(self, before: Sample, after: Sample) -> bool:
        """Tell whether both are single numbers by their repr, within a tolerance that is given."""
        return (
            not self.tolerance.is_exact
            and before.type.startswith(_OTHER_NUMBERS)
            and text_quantity(before.repr) is not None
            and text_quantity(after.repr) is not None
        )

    def _judged_by_loading(self, before: Sample, after: Sample) -> Judgement:
        loaded = []
        for sample in (before, after):
            try:
                loaded.append(sample.load())
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # the user's code, or nothing to load
                detail = type(error).__name__
                return Judgement(Verdict.UNDECIDED, Reason.UNAVAILABLE, detail)
        equality, detail = loaded_equality(loaded[0], loaded[1], self.tolerance)
        match equality:
            case Equality.EQUAL:
                return SAME
            case Equality.UNEQUAL:
                return DIFFERENT
        return Judgement(Verdict.UNDECIDED, Reason.INCOMPARABLE, detail)


def _judged_failures(before: Sample, after: Sample) -> Judgement:
    x, y = failure_of(before), failure_of(after)
    if x is None or y is None:
        return SAME if x is y else DIFFERENT
    is_same = x.type.name == y.type.name and (
        without_addresses(x.message) == without_addresses(y.message)
    )
    return SAME if is_same else DIFFERENT
