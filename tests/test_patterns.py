"""Patterns: fnmatch with negation, and what to say of those that match nothing."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.patterns import PatternSet, UnusedPattern, unused

NAMES = st.text("abAB.:*?[]!", max_size=6)
WORDS = st.lists(st.text("abAB.*?[]!", max_size=5), max_size=4)


def fits(name: str, pattern: str) -> bool:
    return name == pattern or fnmatchcase(name, pattern)


class TestMatching:
    def test_literal(self) -> None:
        patterns = PatternSet.from_words(["a.b", "c"])
        assert patterns.matches("a.b")
        assert patterns.matches("c")
        assert not patterns.matches("a.bc")

    def test_wildcards(self) -> None:
        patterns = PatternSet.from_words(["*Result", "mod.?.[xy]"])
        assert patterns.matches("a.TestResult")
        assert patterns.matches("mod.a.x")
        assert not patterns.matches("mod.a.z")
        assert not patterns.matches("mod.ab.x")

    def test_case(self) -> None:
        assert not PatternSet.from_words(["*result"]).matches("Result")
        assert not PatternSet.from_words(["result"]).matches("Result")

    def test_negation(self) -> None:
        patterns = PatternSet.from_words(["*a*", "!*ab*"])
        assert patterns.positive == ("*a*",)
        assert patterns.negative == ("*ab*",)
        assert patterns.matches("xa")
        assert not patterns.matches("xab")
        assert not patterns.matches("x")

    def test_only_negative(self) -> None:
        patterns = PatternSet.from_words(["!a", "!b*"])
        assert patterns.matches("c")
        assert not patterns.matches("a")
        assert not patterns.matches("bc")

    def test_empty(self) -> None:
        assert not PatternSet()
        assert not PatternSet().matches("a")
        assert not PatternSet().matches_any(["a"])
        assert PatternSet.from_words(["!a"])
        assert PatternSet.from_words(["a"])

    def test_a_name_with_brackets_matches_itself(self) -> None:
        patterns = PatternSet.from_words(["mk[42]:f", "!Box[int]"])
        assert patterns.matches("mk[42]:f")
        assert patterns.matches("mk4:f")
        assert not patterns.matches("Box[int]")

    def test_newlines(self) -> None:
        assert PatternSet.from_words(["a*"]).matches("a\nb")
        assert not PatternSet.from_words(["a?b"]).matches("a\nb\n")

    def test_frozen_and_comparable(self) -> None:
        patterns = PatternSet.from_words(["a", "!b*"])
        assert patterns == PatternSet(("a",), ("b*",))
        assert hash(patterns) == hash(PatternSet(("a",), ("b*",)))
        with pytest.raises(FrozenInstanceError):
            patterns.positive = ()  # type: ignore[misc]

    @given(WORDS, NAMES)
    def test_agrees_with_fnmatch(self, words: list[str], name: str) -> None:
        positive = [word for word in words if not word.startswith("!")]
        negative = [word[1:] for word in words if word.startswith("!")]
        expected = bool(words) and (not positive or any(fits(name, word) for word in positive))
        expected = expected and not any(fits(name, word) for word in negative)
        assert PatternSet.from_words(words).matches(name) == expected

    @given(WORDS, NAMES)
    def test_of_one_name(self, words: list[str], name: str) -> None:
        patterns = PatternSet.from_words(words)
        assert patterns.matches_any([name]) == patterns.matches(name)


class TestSeveralNames:
    def test_one_is_enough(self) -> None:
        assert PatternSet.from_words(["Base"]).matches_any(iter(["Derived", "Base"]))

    def test_a_negative_pattern_counts_for_all(self) -> None:
        patterns = PatternSet.from_words(["Derived", "!Base"])
        assert not patterns.matches_any(["Derived", "Base"])
        assert patterns.matches_any(["Derived", "Other"])

    def test_only_negative(self) -> None:
        patterns = PatternSet.from_words(["!Base"])
        assert patterns.matches_any(["Derived", "Other"])
        assert not patterns.matches_any(["Derived", "Base"])


class TestUnused:
    @staticmethod
    def of(words: list[str], names: list[str]) -> tuple[UnusedPattern, ...]:
        return unused(PatternSet.from_words(words), names)

    def test_used_ones_are_not_reported(self) -> None:
        assert self.of(["a*", "!b", "c"], ["ax", "b", "c"]) == ()

    def test_unused_ones_are_reported_as_they_were_given(self) -> None:
        assert self.of(["x*", "!y", "a"], ["a"]) == (UnusedPattern("x*"), UnusedPattern("!y"))

    def test_nothing_to_match(self) -> None:
        assert self.of(["x"], []) == (UnusedPattern("x"),)

    def test_a_bare_name_of_a_qualified_one(self) -> None:
        (found,) = self.of(["Conf"], ["pkg.mod.Conf", "pkg.mod.Stage"])
        assert found.near_misses == ("*Conf", "pkg.mod.Conf")

    def test_the_suggested_pattern_matches(self) -> None:
        (found,) = self.of(["Conf*"], ["pkg.mod.Configuration"])
        assert found.near_misses[0] == "*Conf*"

    @pytest.mark.parametrize("word", ["*Reslt", "*result", "!*Resutl", "Reslt?"])
    def test_misspelt(self, word: str) -> None:
        (found,) = self.of([word], ["pkg.mod.Result", "pkg.mod.Stage", "other.Thing"])
        assert found == UnusedPattern(word, ("pkg.mod.Result",))

    def test_misspelt_with_its_module(self) -> None:
        (found,) = self.of(["pkg.mod.Reslt"], ["pkg.mod.Stage", "pkg.mod.Result", "other.Thing"])
        assert found.near_misses == ("pkg.mod.Result", "pkg.mod.Stage")

    def test_the_nearest_first_and_no_more_than_three(self) -> None:
        names = ["Stage11", "Stage12", "Stage1x", "Stage1", "Stages1"]
        (found,) = self.of(["Stage10"], names)
        assert found.near_misses == ("Stage1", "Stage11", "Stage12")

    def test_only_wildcards(self) -> None:
        assert self.of(["*?????*"], ["abc"]) == (UnusedPattern("*?????*"),)
