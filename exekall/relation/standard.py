"""What typeshed knows of the standard library's generic classes and CPython doesn't.

At run time `list` has no type parameters and `Sequence` is not among its bases. The table here
gives both, in canonical forms, along with the members of those abstract base classes that type
checkers take for Protocols.
"""

from __future__ import annotations

import collections
import contextlib
import os
import pathlib
import re
import types
from collections import abc
from dataclasses import dataclass
from typing import Any, AnyStr, Protocol, TypeVar

import typing_extensions

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
T_co = TypeVar("T_co", covariant=True)
V_co = TypeVar("V_co", covariant=True)
Path_co = TypeVar("Path_co", str, bytes, covariant=True)
Send_contra = typing_extensions.TypeVar("Send_contra", contravariant=True, default=None)
Return_co = typing_extensions.TypeVar("Return_co", covariant=True, default=None)
Exit_co = typing_extensions.TypeVar("Exit_co", covariant=True, default=bool | None)
CoroutineSend_contra = TypeVar("CoroutineSend_contra", contravariant=True)
CoroutineReturn_co = TypeVar("CoroutineReturn_co", covariant=True)


@dataclass(frozen=True, slots=True)
class StandardClass:
    """The type parameters of a class of the standard library, and its bases in terms of them."""

    parameters: tuple[Any, ...] = ()
    bases: tuple[object, ...] = ()


def _form(cls: type, *arguments: object) -> object:
    return types.GenericAlias(cls, arguments)


STANDARD_CLASSES: dict[type, StandardClass] = {
    abc.Iterable: StandardClass((T_co,)),
    abc.Iterator: StandardClass((T_co,), (_form(abc.Iterable, T_co),)),
    abc.Reversible: StandardClass((T_co,), (_form(abc.Iterable, T_co),)),
    abc.Container: StandardClass((T_co,)),
    abc.Collection: StandardClass(
        (T_co,), (_form(abc.Iterable, T_co), _form(abc.Container, T_co), abc.Sized)
    ),
    abc.Sequence: StandardClass(
        (T_co,), (_form(abc.Reversible, T_co), _form(abc.Collection, T_co))
    ),
    abc.MutableSequence: StandardClass((T,), (_form(abc.Sequence, T),)),
    abc.Set: StandardClass((T_co,), (_form(abc.Collection, T_co),)),
    abc.MutableSet: StandardClass((T,), (_form(abc.Set, T),)),
    abc.Mapping: StandardClass((K, V_co), (_form(abc.Collection, K),)),
    abc.MutableMapping: StandardClass((K, V), (_form(abc.Mapping, K, V),)),
    abc.MappingView: StandardClass((), (abc.Sized,)),
    abc.KeysView: StandardClass((T_co,), (abc.MappingView, _form(abc.Set, T_co))),
    abc.ValuesView: StandardClass((T_co,), (abc.MappingView, _form(abc.Collection, T_co))),
    abc.ItemsView: StandardClass(
        (T_co, V_co),
        (abc.MappingView, _form(abc.Set, _form(tuple, T_co, V_co))),
    ),
    abc.Awaitable: StandardClass((T_co,)),
    abc.Coroutine: StandardClass(
        (T_co, CoroutineSend_contra, CoroutineReturn_co),
        (_form(abc.Awaitable, CoroutineReturn_co),),
    ),
    abc.AsyncIterable: StandardClass((T_co,)),
    abc.AsyncIterator: StandardClass((T_co,), (_form(abc.AsyncIterable, T_co),)),
    abc.Generator: StandardClass((T_co, Send_contra, Return_co), (_form(abc.Iterator, T_co),)),
    abc.AsyncGenerator: StandardClass((T_co, Send_contra), (_form(abc.AsyncIterator, T_co),)),
    contextlib.AbstractContextManager: StandardClass((T_co, Exit_co)),
    contextlib.AbstractAsyncContextManager: StandardClass((T_co, Exit_co)),
    os.PathLike: StandardClass((Path_co,)),
    re.Pattern: StandardClass((AnyStr,)),
    re.Match: StandardClass((AnyStr,)),
    list: StandardClass((T,), (_form(abc.MutableSequence, T),)),
    set: StandardClass((T,), (_form(abc.MutableSet, T),)),
    frozenset: StandardClass((T_co,), (_form(abc.Set, T_co),)),
    dict: StandardClass((K, V), (_form(abc.MutableMapping, K, V), _form(abc.Reversible, K))),
    collections.deque: StandardClass((T,), (_form(abc.MutableSequence, T),)),
    collections.defaultdict: StandardClass((K, V), (_form(dict, K, V),)),
    collections.OrderedDict: StandardClass((K, V), (_form(dict, K, V),)),
    collections.Counter: StandardClass((T,), (_form(dict, T, int),)),
    collections.ChainMap: StandardClass((K, V), (_form(abc.MutableMapping, K, V),)),
    types.MappingProxyType: StandardClass((K, V_co), (_form(abc.Mapping, K, V_co),)),
    tuple: StandardClass((T_co,), (_form(abc.Sequence, T_co),)),  # T_co: the union of its items
    str: StandardClass((), (_form(abc.Sequence, str),)),
    bytes: StandardClass((), (_form(abc.Sequence, int),)),
    bytearray: StandardClass((), (_form(abc.MutableSequence, int),)),
    pathlib.PurePath: StandardClass((), (_form(os.PathLike, str),)),
    range: StandardClass((), (_form(abc.Sequence, int),)),
}

# Their subclass hooks look for methods, but type checkers ask for inheritance.
NOMINAL_IN_TYPESHED: frozenset[type] = frozenset({abc.Generator, abc.Coroutine, abc.AsyncGenerator})


class _Iterable(Protocol[T_co]):
    def __iter__(self) -> abc.Iterator[T_co]: ...


class _Iterator(_Iterable[T_co], Protocol[T_co]):
    def __next__(self) -> T_co: ...


class _Reversible(_Iterable[T_co], Protocol[T_co]):
    def __reversed__(self) -> abc.Iterator[T_co]: ...


class _Container(Protocol[T_co]):
    def __contains__(self, item: object, /) -> bool: ...


class _Collection(_Iterable[T_co], _Container[T_co], Protocol[T_co]):
    def __len__(self) -> int: ...


class _Awaitable(Protocol[T_co]):
    def __await__(self) -> abc.Generator[Any, Any, T_co]: ...


class _AsyncIterable(Protocol[T_co]):
    def __aiter__(self) -> abc.AsyncIterator[T_co]: ...


class _AsyncIterator(_AsyncIterable[T_co], Protocol[T_co]):
    def __anext__(self) -> abc.Awaitable[T_co]: ...


class _ContextManager(Protocol[T_co, Exit_co]):
    def __enter__(self) -> T_co: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
        /,
    ) -> Exit_co: ...


class _AsyncContextManager(Protocol[T_co, Exit_co]):
    async def __aenter__(self) -> T_co: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
        /,
    ) -> Exit_co: ...


class _PathLike(Protocol[Path_co]):
    def __fspath__(self) -> Path_co: ...


STRUCTURAL_CLASSES: dict[type, type] = {
    abc.Iterable: _Iterable,
    abc.Iterator: _Iterator,
    abc.Reversible: _Reversible,
    abc.Container: _Container,
    abc.Collection: _Collection,
    abc.Awaitable: _Awaitable,
    abc.AsyncIterable: _AsyncIterable,
    abc.AsyncIterator: _AsyncIterator,
    contextlib.AbstractContextManager: _ContextManager,
    contextlib.AbstractAsyncContextManager: _AsyncContextManager,
    os.PathLike: _PathLike,
}

# For type checkers an object that is known by such a class only has no method of `object`.
TYPESHED_PROTOCOLS: frozenset[type] = frozenset(
    {*STRUCTURAL_CLASSES, *NOMINAL_IN_TYPESHED, abc.Sized, abc.Hashable}
)

# What the language itself demands of special methods, for those that are written in C.
SPECIAL_METHODS: dict[str, tuple[tuple[object, ...], object]] = {
    "__len__": ((), int),
    "__hash__": ((), int),
    "__bool__": ((), bool),
    "__str__": ((), str),
    "__repr__": ((), str),
    "__bytes__": ((), bytes),
    "__int__": ((), int),
    "__float__": ((), float),
    "__complex__": ((), complex),
    "__index__": ((), int),
    "__format__": ((str,), str),
    "__contains__": ((object,), bool),
    "__eq__": ((object,), bool),
    "__ne__": ((object,), bool),
}
