"""Values as mappings from the names of parameters to the values that were passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

__all__ = ["ParameterMap"]

__exekall_internal__ = True

V = TypeVar("V")


class ParameterMap(Generic[V]):
    """What can be asked of anything that knows its ``params``, the pairs of name and value."""

    __slots__ = ()

    @property
    def params(self) -> tuple[tuple[str, V], ...]:
        """The values that were passed, with the parameters' names, in declaration order."""
        raise NotImplementedError

    @property
    def param_map(self) -> dict[str, V]:
        """The values that were passed, by parameter."""
        return dict(self.params)

    def __getitem__(self, name: str) -> V:
        return self.param_map[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.param_map)

    def __len__(self) -> int:
        return len(self.params)

    def __contains__(self, name: object) -> bool:
        return name in self.param_map

    def keys(self) -> Iterable[str]:
        """Return the parameters' names."""
        return self.param_map.keys()

    def values(self) -> Iterable[V]:
        """Return the values that were passed."""
        return self.param_map.values()

    def items(self) -> Iterable[tuple[str, V]]:
        """Return the pairs of parameter and value."""
        return self.params
