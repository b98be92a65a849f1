"""Which type provides which, as a table: what is given, what is wanted, whether it fits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
    """One row. The types are expressions over the names of `declarations`."""

    given: str
    wanted: str
    fits: bool

    def __str__(self) -> str:
        return f"{self.given} -> {self.wanted}"


TABLE = """
# Classes
yes | int | int
yes | Derived | Base
no  | Base | Derived
no  | Other | Base
yes | Square | Shape
no  | Shape | Square
no  | bool | int
no  | int | float
no  | int | complex
no  | float | complex
no  | bool | float
no  | bytearray | bytes
no  | memoryview | bytes
yes | bool | bool
yes | Level | int
no  | int | Level
yes | Base | Hashable
no  | list[int] | Hashable
yes | int | SupportsInt
yes | bool | SupportsIndex
yes | float | SupportsFloat
no  | str | SupportsInt
yes | int | numbers.Integral
yes | pathlib.PosixPath | pathlib.Path
yes | Loop | Iterable

# None and unions
yes | None | None
yes | None | Optional[Base]
no  | None | Base
no  | None | Hashable
no  | Optional[Base] | Base
no  | Base | None
yes | Base | Optional[Base]
yes | Derived | Base | None
yes | Derived | Union[Other, Base]
no  | Other | Union[int, Base]
yes | Union[Derived, Middle] | Base
no  | Union[Derived, Other] | Base
yes | Union[Derived, Other] | Union[Other, Base, int]
yes | Union[int, str] | Union[str, int]
no  | Union[int, str, bytes] | Union[str, int]
no  | bool | Union[int, str]
yes | list[Union[int, str]] | list[Union[str, int]]
no  | list[int] | list[Union[str, int]]
yes | list[int] | Union[list[int], list[str]]
yes | Numeric | Union[str, int, None]
yes | int | Numeric

# NewType
yes | UserId | UserId
no  | UserId | int
no  | int | UserId
no  | AdminId | UserId
no  | AdminId | int
yes | UserId | Union[UserId, str]
yes | list[UserId] | list[UserId]
no  | list[UserId] | list[int]
no  | Sequence[UserId] | Sequence[int]
yes | Sequence[UserId] | Sequence[object]
no  | Names | list[str]
no  | UserId | Hashable

# Literal
yes | Literal["a"] | Literal["a", "b"]
no  | Literal["a", "b"] | Literal["a"]
yes | Literal["a"] | str
no  | str | Literal["a"]
yes | Literal[1] | int
no  | Literal[True] | int
yes | Literal[True] | bool
no  | Literal[True] | Literal[1]
no  | Literal[1] | Literal[True]
yes | bool | Literal[True, False]
no  | bool | Literal[True]
yes | Literal[Color.RED] | Color
yes | Color | Literal[Color.RED, Color.GREEN]
no  | Color | Literal[Color.RED]
no  | Access | Literal[Access.READ, Access.WRITE]
yes | Literal[Level.LOW] | int
yes | Literal["a", None] | Optional[str]
yes | Literal["a"] | Sequence[str]
no  | Literal[1] | float
yes | Literal[1, "a"] | Union[int, str]
no  | list[Literal["a"]] | list[str]
yes | Sequence[Literal["a"]] | Sequence[str]
yes | Literal["a"] | LiteralString
yes | LiteralString | str
no  | str | LiteralString
no  | Literal[b"a"] | LiteralString
yes | LiteralString | Sequence[str]

# Generic classes
yes | Box[int] | Box[int]
no  | Box[int] | Box[str]
no  | Box[Derived] | Box[Base]
yes | IntBox | Box[int]
no  | IntBox | Box[str]
no  | Box[int] | IntBox
yes | IntBox | Box
yes | Box[int] | Box
no  | Box | Box[int]
yes | Box | Box
yes | Box | Box[Any]
yes | Box[int] | Box[Any]
no  | Box[Any] | Box[int]
yes | Box[Any] | Box
no  | AnyBox | Box[int]
yes | AnyBox | Box
yes | SubBox[int] | Box[int]
no  | SubBox[int] | Box[str]
yes | ListBox[int] | Box[list[int]]
no  | ListBox[int] | Box[int]
yes | Source[Derived] | Source[Base]
no  | Source[Base] | Source[Derived]
yes | IntSource | Source[object]
yes | Sink[Base] | Sink[Derived]
no  | Sink[Derived] | Sink[Base]
yes | Sink[int] | Sink[Any]
no  | Sink[Any] | Sink[int]
yes | Source[Sink[Base]] | Source[Sink[Derived]]
yes | Sink[Source[Base]] | Sink[Source[Derived]]
no  | Sink[Source[Derived]] | Sink[Source[Base]]
yes | Swapped[int, str] | Pair[str, int]
no  | Swapped[int, str] | Pair[int, str]
yes | Defaulted[int] | Defaulted
yes | Defaulted | Defaulted[int]
no  | Defaulted[str] | Defaulted
yes | Box[Box[int]] | Box[Box[Any]]
yes | Box[Box[int]] | Box[Box]
no  | Box[Box] | Box[Box[int]]
no  | Box[int] | Source[int]

# Builtin generics and abstract base classes
yes | list[int] | list[int]
yes | List[int] | list[int]
no  | list[Derived] | list[Base]
yes | list[int] | list
no  | list | list[int]
yes | list | list[Any]
yes | list[int] | list[Any]
no  | list[Any] | list[int]
yes | list[int] | Sequence[int]
yes | list[Derived] | Sequence[Base]
no  | list[bool] | Sequence[int]
yes | list[int] | MutableSequence[int]
no  | list[Derived] | MutableSequence[Base]
yes | list[int] | Iterable[int]
yes | list[int] | Collection[int]
yes | list[int] | Reversible[int]
yes | list[int] | Container[int]
yes | list[int] | Iterable[object]
yes | list[int] | Iterable
yes | list[int] | Sized
no  | list[int] | AbstractSet[int]
no  | list[int] | Iterator[int]
yes | set[int] | AbstractSet[int]
yes | frozenset[Derived] | frozenset[Base]
yes | frozenset[Derived] | AbstractSet[Base]
no  | set[Derived] | set[Base]
yes | dict[str, int] | Mapping[str, int]
yes | dict[str, Derived] | Mapping[str, Base]
no  | dict[Derived, int] | Mapping[Base, int]
no  | dict[str, Derived] | MutableMapping[str, Base]
yes | dict[str, int] | Iterable[str]
no  | dict[str, int] | Iterable[int]
yes | dict[str, int] | Reversible[str]
yes | Dict[str, List[int]] | Mapping[str, Sequence[int]]
yes | collections.OrderedDict[str, int] | dict[str, int]
yes | collections.defaultdict[str, int] | MutableMapping[str, int]
yes | collections.Counter[str] | dict[str, int]
yes | collections.deque[int] | MutableSequence[int]
yes | collections.ChainMap[str, int] | Mapping[str, int]
yes | KeysView[int] | AbstractSet[int]
yes | ValuesView[int] | Collection[int]
yes | ItemsView[str, int] | AbstractSet[tuple[str, int]]
yes | str | Sequence[str]
no  | str | Sequence[int]
yes | str | Iterable[object]
yes | bytes | Sequence[int]
yes | range | Sequence[int]
yes | Words | list[str]
yes | Words | Sequence[str]
no  | Words | list[int]
yes | Registry | Mapping[str, int]
no  | Bare | list[int]
yes | Bare | list
yes | Items[int] | list[int]
no  | Items[int] | list[str]
yes | Generator[int, None, None] | Iterator[int]
yes | Generator[int, str, bytes] | Iterable[int]
yes | Generator[Derived, Base, None] | Generator[Base, Derived, None]
no  | Generator[Base, Base, None] | Generator[Derived, Derived, None]
yes | Coroutine[Any, Any, int] | Awaitable[int]
yes | re.Pattern[str] | re.Pattern[str]
no  | re.Pattern[str] | re.Pattern[bytes]
yes | pathlib.Path | os.PathLike[str]
yes | types.MappingProxyType[str, Derived] | Mapping[str, Base]
yes | Numbers | Iterable[int]
yes | Loop | Iterable[int]
no  | Loop | Iterable[str]
yes | GeneratorLoop | Iterable[int]
no  | Loop | Iterator[int]
no  | Untyped | Iterable[int]
yes | Untyped | Iterable
yes | Counting | Iterator[int]
no  | Counting | Iterator[str]
yes | Manager | contextlib.AbstractContextManager[int]
no  | Manager | contextlib.AbstractContextManager[str]
yes | Later | Awaitable[int]
no  | Later | Awaitable[str]
yes | Stream | AsyncIterable[int]
yes | Location | os.PathLike[str]
no  | Location | os.PathLike[bytes]
yes | asyncio.Future[int] | asyncio.Future[int]
no  | asyncio.Future[int] | asyncio.Future[str]

# Tuples
yes | tuple[int, str] | tuple[int, str]
no  | tuple[int, str] | tuple[str, int]
no  | tuple[int] | tuple[int, int]
yes | tuple[Derived, int] | tuple[Base, int]
yes | tuple[int, int] | tuple[int, ...]
no  | tuple[int, str] | tuple[int, ...]
yes | tuple[()] | tuple[int, ...]
yes | tuple[()] | tuple[()]
no  | tuple[int, ...] | tuple[int, int]
no  | tuple[int, ...] | tuple[()]
yes | tuple[Derived, ...] | tuple[Base, ...]
yes | tuple[int, str] | tuple
no  | tuple | tuple[int, ...]
yes | tuple | tuple[Any, ...]
yes | tuple[int, int] | Sequence[int]
no  | tuple[int, str] | Sequence[int]
yes | tuple[int, str] | Sequence[Union[int, str]]
yes | tuple[()] | Sequence[int]
yes | Tuple[int, str] | tuple[int, str]
yes | tuple[int, str, str] | tuple[int, *tuple[str, ...]]
yes | tuple[int, *tuple[str, ...]] | tuple[Union[int, str], ...]
no  | tuple[int, *tuple[str, ...]] | tuple[int, str]
yes | tuple[int, str, str, bytes] | tuple[int, *tuple[str, ...], bytes]
no  | tuple[int] | tuple[int, *tuple[str, ...], bytes]
yes | tuple[int, *tuple[str, bytes]] | tuple[int, str, bytes]
yes | Point | tuple[int, str]
no  | Point | tuple[str, int]
no  | tuple[int, str] | Point
yes | Point | tuple[object, ...]
yes | Row | tuple[int, str]
yes | Row | Sequence[Union[int, str]]

# Classes as values
yes | type[Derived] | type[Base]
no  | type[Base] | type[Derived]
yes | type[Derived] | type
yes | Type[Base] | type[Base]
yes | type[IntBox] | type[Box[int]]
no  | type[bool] | type[int]
no  | type | type[Base]
yes | type[Union[Derived, Middle]] | type[Base]
yes | type[Derived] | type[Union[Other, Base]]
yes | type[WithMeta] | Meta
no  | type[Base] | Meta
no  | Meta | type[WithMeta]
yes | type[Base] | type[Any]
no  | type[Base] | Hashable
yes | type[Base] | Callable
no  | Base | type[Base]

# Callable
yes | Callable[[int], str] | Callable[[int], str]
yes | Callable[[Base], int] | Callable[[Derived], int]
no  | Callable[[Derived], int] | Callable[[Base], int]
yes | Callable[[], Derived] | Callable[[], Base]
no  | Callable[[], Base] | Callable[[], Derived]
no  | Callable[[int], int] | Callable[[], int]
no  | Callable[[], int] | Callable[[int], int]
yes | Callable[[int], str] | Callable[..., str]
no  | Callable[[int], str] | Callable[..., int]
no  | Callable[..., str] | Callable[[int], str]
yes | Callable[..., str] | Callable[..., str]
yes | Callable[[int], str] | Callable
yes | Callable[[Any], str] | Callable[[int], str]
yes | Callable[[int], str] | Callable[[Any], str]
no  | Callable[[], int] | Callable[[], None]
yes | Callable[[Callable[[Derived], int]], int] | Callable[[Callable[[Base], int]], int]
yes | Counter | Callable[[str], int]
no  | Counter | Callable[[int], int]
no  | Counter | Callable[[str], str]
yes | Counter | Callable[..., int]
yes | Counter | Callable
no  | Base | Callable
yes | Counter | Handler
no  | OtherNameCounter | Handler
yes | OtherNameCounter | PositionalHandler
yes | Callable[[str], int] | PositionalHandler
no  | Callable[[str], int] | Handler
no  | Callable[[int], int] | PositionalHandler
yes | Handler | Callable[[str], int]
yes | Handler | PositionalHandler
no  | type[Base] | Callable[..., Base]

# Protocols
yes | Ruler | Measured
no  | BadRuler | Measured
no  | UntypedRuler | Measured
yes | WiderRuler | Measured
no  | NeedyRuler | Measured
yes | StaticRuler | Measured
no  | AttributeRuler | Measured
no  | Base | Measured
yes | Measured | Measured
yes | File | Closable
no  | Ruler | Closable
yes | Person | Named
no  | NumberedPerson | Named
no  | UnionPerson | Named
no  | ComputedPerson | Named
yes | SettablePerson | Named
no  | FrozenPerson | Named
yes | DataPerson | Named
no  | MethodPerson | Named
yes | Person | ReadName
yes | ComputedPerson | ReadName
yes | FrozenPerson | ReadName
no  | NumberedPerson | ReadName
yes | ClassKind | Kind
no  | InstanceKind | Kind
no  | ClassKind | Named
yes | IntGetter | Getter[int]
yes | IntGetter | Getter[object]
no  | IntGetter | Getter[str]
yes | IntGetter | Getter
yes | Cell[Derived] | Getter[Base]
no  | Cell[Base] | Getter[Derived]
yes | Cell[Base] | Setter[Derived]
no  | Cell[Derived] | Setter[Base]
yes | Cell[int] | Holder[int]
no  | Cell[Derived] | Holder[Base]
no  | Cell | Getter[int]
yes | Getter[Derived] | Getter[Base]
yes | Link | Chain
no  | BrokenLink | Chain
yes | OtherChain | Chain
yes | SelfCopied | Copying
yes | VariableCopied | Copying
yes | Copied | Copying
yes | KeywordTaker | KeywordTaking
yes | PositionalTaker | KeywordTaking
yes | AnyKeywordTaker | KeywordTaking
no  | RequiringTaker | KeywordTaking
yes | AsyncFetcher | AsyncFetching
no  | SyncFetcher | AsyncFetching
yes | ClassMaker | ClassMaking
no  | InstanceMaker | ClassMaking
yes | ClassMaker | Making
yes | Loop | Iterating[int]
yes | list[int] | Iterating[int]
no  | list[int] | Iterating[str]
yes | Iterator[int] | Iterating[int]
no  | Iterator[int] | Iterating[str]
yes | Generator[int, None, None] | Iterating[int]
yes | list[int] | SizedIterable[int]
no  | Loop | SizedIterable[int]
yes | str | Lengthy
yes | dict[str, int] | Lengthy
no  | Loop | Lengthy
yes | Base | Printing
no  | Measured | Printing
no  | Iterable[int] | Printing
no  | Measured | Hashable
no  | Generator[int, None, None] | Hashable
yes | Hashable | Hashable

# Typed dictionaries
yes | Movie | Movie
yes | LongMovie | Movie
no  | Movie | LongMovie
yes | SameMovie | Movie
no  | PartialMovie | Movie
no  | Movie | PartialMovie
no  | MaybeMovie | Movie
no  | Movie | MaybeMovie
yes | Movie | TitleOnly
yes | FixedMovie | TitleOnly
no  | FixedMovie | Movie
no  | PartialMovie | TitleOnly
yes | Movie | Mapping[str, object]
yes | Movie | Mapping[str, Any]
no  | Movie | Mapping[str, int]
yes | Movie | Mapping
yes | Movie | Iterable[str]
no  | Movie | dict[str, object]
no  | Movie | dict
no  | dict[str, object] | Movie
yes | Parcel[int] | IntParcel
no  | Parcel[str] | IntParcel
yes | IntParcel | Parcel[int]
yes | ViewedTree | OtherViewedTree
no  | TreeDict | Movie

# Annotated and aliases
yes | Annotated[Derived, "note"] | Base
yes | Derived | Annotated[Base, "note"]
yes | IntList | list[int]
yes | list[int] | IntList
yes | ListOf[int] | Sequence[int]
no  | ListOf[int] | list[str]
"""


def read_table(table: str) -> list[Edge]:
    """Read the rows; the first column says whether the type fits, lines with # are headings."""
    edges = []
    for line in table.splitlines():
        if line and not line.startswith("#"):
            verdict, given, wanted = (cell.strip() for cell in line.split(" | ", 2))
            edges.append(Edge(given, wanted, {"yes": True, "no": False}[verdict]))
    return edges


EDGES = read_table(TABLE)
