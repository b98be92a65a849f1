"""Comparing signatures: contravariant parameters, covariant results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exekall.relation.obligations import Meeting, Mismatch, Obligation
from exekall.relation.reasons import Reason
from exekall.relation.signatures import Parameter, Signature
from exekall.relation.variance import Variance

if TYPE_CHECKING:
    from collections.abc import Iterator

_Pair = tuple[Parameter, Parameter]


def signature_obligations(
    given: Signature, wanted: Signature, meeting: Meeting
) -> Iterator[Obligation]:
    """Yield what has to hold for every call that `wanted` allows to be one of `given`.

    The names of parameters matter wherever a call may use them. Raises Mismatch where parameters
    don't correspond or lack an annotation.
    """
    if not wanted.is_open and not _takes_anything(wanted):
        if given.is_open:
            raise meeting.mismatch(Reason.UNKNOWN_ARGUMENT)
        pairs = _Pairing(given, wanted, meeting)
        for ours, theirs in (*pairs.positional(), *pairs.by_keyword()):
            yield from _parameter_obligations(ours, theirs, meeting)
    if wanted.result is None or wanted.result is Any:
        return
    if given.result is None:
        raise meeting.mismatch(Reason.UNANNOTATED)
    yield Obligation(given.result, wanted.result, Variance.COVARIANT, meeting.member)


def _takes_anything(signature: Signature) -> bool:
    """Tell whether the parameters are `*args: Any, **kwargs: Any`, another way to write `...`."""
    extras = (signature.extra_positional, signature.extra_keyword)
    return (
        not signature.positional
        and not signature.keyword_only
        and all(extra is not None and extra.form in (None, Any) for extra in extras)
    )


def _parameter_obligations(
    ours: Parameter, theirs: Parameter, meeting: Meeting
) -> Iterator[Obligation]:
    if theirs.form is None or theirs.form is Any:
        return
    if ours.form is None:
        raise meeting.mismatch(Reason.UNANNOTATED)
    if ours.form is not Any:  # a parameter declared as Any takes everything
        yield Obligation(ours.form, theirs.form, Variance.CONTRAVARIANT, meeting.member)


class _Pairing:
    """Finds the parameter of `given` that receives what is passed to a parameter of `wanted`."""

    def __init__(self, given: Signature, wanted: Signature, meeting: Meeting) -> None:
        self._given = given
        self._wanted = wanted
        self._meeting = meeting
        self._surplus = given.positional[len(wanted.positional) :]

    def _mismatch(self) -> Mismatch:
        return self._meeting.mismatch(Reason.PARAMETERS)

    def positional(self) -> Iterator[_Pair]:
        """Yield the pairs of what calls pass by position."""
        given, wanted = self._given, self._wanted
        for index, theirs in enumerate(wanted.positional):
            if index < len(given.positional):
                ours = given.positional[index]
                if theirs.is_optional and not ours.is_optional:
                    raise self._mismatch()
                if not theirs.is_positional_only and (
                    ours.is_positional_only or ours.name != theirs.name
                ):
                    raise self._mismatch()
                yield ours, theirs
                continue
            if given.extra_positional is None:
                raise self._mismatch()
            yield given.extra_positional, theirs
            if not theirs.is_positional_only:
                if given.extra_keyword is None:
                    raise self._mismatch()
                yield given.extra_keyword, theirs
        if wanted.extra_positional is not None:
            if given.extra_positional is None:
                raise self._mismatch()
            for ours in (*self._surplus, given.extra_positional):
                yield ours, wanted.extra_positional

    def by_keyword(self) -> Iterator[_Pair]:
        """Yield the pairs of what calls pass by keyword; nothing required may be left over."""
        given, wanted = self._given, self._wanted
        by_name = {ours.name: ours for ours in self._surplus if not ours.is_positional_only}
        if wanted.extra_positional is not None and by_name.keys() & {
            theirs.name for theirs in wanted.keyword_only
        }:
            raise self._mismatch()  # a call could pass the same parameter twice
        by_name |= {ours.name: ours for ours in given.keyword_only}
        left_over = {ours.name for ours in (*self._surplus, *given.keyword_only)}
        for theirs in wanted.keyword_only:
            ours = by_name.get(theirs.name, given.extra_keyword)
            if ours is None:
                raise self._mismatch()
            if theirs.is_optional and not ours.is_optional and ours is not given.extra_keyword:
                raise self._mismatch()
            left_over.discard(theirs.name)
            yield ours, theirs
        for ours in (*self._surplus, *given.keyword_only):
            if ours.name in left_over and not ours.is_optional:
                raise self._mismatch()
        if wanted.extra_keyword is not None:
            if given.extra_keyword is None:
                raise self._mismatch()
            free = [ours for name, ours in by_name.items() if name in left_over]
            for ours in (*free, given.extra_keyword):
                yield ours, wanted.extra_keyword
