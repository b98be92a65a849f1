"""Shell-style patterns over names, as every option that takes a pattern reads them.

A word is matched as by :func:`fnmatch.fnmatchcase`: case-sensitive, against the whole name. A
leading ``!`` negates it. Positive patterns are OR-ed, negative ones take away. A word also matches
the name that is equal to it, so an ID that holds brackets can be pasted as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fnmatch import fnmatchcase, translate
from heapq import nlargest
from typing import Final

__all__ = ["PatternSet", "UnusedPattern", "unused"]

MAX_SUGGESTIONS: Final = 3

_WILDCARD: Final = re.compile(r"[*?\[]")
_SEPARATORS: Final = re.compile(r"[.:(),=]")
_SIMILAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class PatternSet:
    """Patterns taken together; falsy, and matching nothing, where there are none.

    With negative patterns only, everything matches but what they match.
    """

    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    _wanted: Callable[[str], bool] = field(init=False, repr=False, compare=False)
    _unwanted: Callable[[str], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_wanted", _matcher(self.positive))
        object.__setattr__(self, "_unwanted", _matcher(self.negative))

    @classmethod
    def from_words(cls, words: Iterable[str]) -> PatternSet:
        """Sort *words* into positive patterns and, without their ``!``, negative ones."""
        positive: list[str] = []
        negative: list[str] = []
        for word in words:
            if word.startswith("!"):
                negative.append(word[1:])
            else:
                positive.append(word)
        return cls(tuple(positive), tuple(negative))

    def __bool__(self) -> bool:
        return bool(self.positive or self.negative)

    def matches(self, name: str) -> bool:
        """Tell whether a positive pattern, and no negative one, matches *name*."""
        if self.positive:
            return self._wanted(name) and not self._unwanted(name)
        return bool(self.negative) and not self._unwanted(name)

    def matches_any(self, names: Iterable[str]) -> bool:
        """Tell whether what is known by all of *names* matches.

        A positive pattern must match one of them, and no negative pattern may match any.
        """
        known = tuple(names)
        return not self.rejects_any(known) and self.wants_any(known)

    def wants_any(self, names: Iterable[str]) -> bool:
        """Tell whether a positive pattern, if there is any, matches one of *names*."""
        if self.positive:
            return any(map(self._wanted, names))
        return bool(self.negative)

    def rejects_any(self, names: Iterable[str]) -> bool:
        """Tell whether a negative pattern matches one of *names*."""
        return bool(self.negative) and any(map(self._unwanted, names))


def _matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Compile *patterns* into one test: a set of literal names, and one regular expression."""
    literal = frozenset(patterns)
    wild = [pattern for pattern in patterns if _WILDCARD.search(pattern)]
    if not wild:
        return literal.__contains__
    match = re.compile("|".join(map(translate, wild))).match
    return lambda name: match(name) is not None or name in literal


@dataclass(frozen=True, slots=True)
class UnusedPattern:
    """A pattern that matches nothing.

    *pattern* is the word as it was given; *near_misses* are up to three names, or patterns that
    would match some, the nearest first.
    """

    pattern: str
    near_misses: tuple[str, ...] = ()


def unused(patterns: PatternSet, names: Iterable[str]) -> tuple[UnusedPattern, ...]:
    """Return those of *patterns*, positive ones first, that match none of *names*."""
    words = [(pattern, pattern) for pattern in patterns.positive]
    words += [(f"!{pattern}", pattern) for pattern in patterns.negative]
    left = [(word, pattern, _matcher([pattern])) for word, pattern in words]
    known: set[str] = set()
    for name in names:
        if not left:
            return ()
        if name not in known:
            known.add(name)
            left = [entry for entry in left if not entry[2](name)]
    ordered = sorted(known)
    return tuple(UnusedPattern(word, _near_misses(pattern, ordered)) for word, pattern, _ in left)


def _near_misses(pattern: str, names: Sequence[str]) -> tuple[str, ...]:
    suggestions: list[str] = []
    widened = f"*{pattern}"
    if any(fnmatchcase(name, widened) for name in names):
        suggestions.append(widened)
    suggestions += _similar(_bare(pattern), names)
    return tuple(suggestions[:MAX_SUGGESTIONS])


def _bare(pattern: str) -> str:
    return re.sub(r"[*?\[\]!]", "", pattern).strip(".:")


def _similar(text: str, names: Sequence[str]) -> list[str]:
    """Return the names most like *text*, as a whole or in their last part, case aside."""
    if not text:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text.casefold())
    ratios: dict[str, float] = {}

    def similarity(candidate: str) -> float:
        if candidate not in ratios:
            matcher.set_seq1(candidate)
            promising = matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR
            ratios[candidate] = matcher.ratio() if promising else 0.0
        return ratios[candidate]

    def nearness(name: str) -> float:
        folded = name.casefold()
        return max(similarity(folded), similarity(_SEPARATORS.split(folded)[-1]))

    ranked = [(nearness(name), name) for name in names]
    best = nlargest(MAX_SUGGESTIONS, ranked, key=lambda pair: pair[0])
    return [name for ratio, name in best if ratio >= _SIMILAR]
