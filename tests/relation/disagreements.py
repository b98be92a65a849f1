"""Where the referees see an edge of the table differently, and why the table has it so."""

from __future__ import annotations


def read_reasons(text: str) -> dict[str, str]:
    """Read rows under the reasons that they have in common: from the row to its reason."""
    reasons: dict[str, str] = {}
    reason = ""
    for line in text.splitlines():
        if line.startswith("# "):
            reason = line.removeprefix("# ")
        elif line:
            assert reason
            assert line not in reasons
            reasons[line] = reason
    return reasons


MYPY_DISAGREES = read_reasons("""
# No numeric type is promoted to another here, and bool isn't offered for int.
bool -> int
int -> float
int -> complex
float -> complex
bool -> float
bool -> Union[int, str]
Literal[True] -> int
Literal[1] -> float
list[bool] -> Sequence[int]
type[bool] -> type[int]

# What was registered with an abstract base class is a subclass here; mypy can't see it.
int -> numbers.Integral

# None is offered for nothing but None.
None -> Hashable

# A NewType stands in for its supertype only where nothing else does, which is another question.
UserId -> int
AdminId -> UserId
AdminId -> int
Sequence[UserId] -> Sequence[int]
Names -> list[str]
UserId -> Hashable

# Flags can be combined: there are more values than members.
Access -> Literal[Access.READ, Access.WRITE]

# For mypy LiteralString is another name of str.
str -> LiteralString

# For mypy Any is every type at once; here it is one that nobody knows.
Box -> Box[int]
Box[Any] -> Box[int]
AnyBox -> Box[int]
Sink[Any] -> Sink[int]
Box[Box] -> Box[Box[int]]
list -> list[int]
list[Any] -> list[int]
Bare -> list[int]
Untyped -> Iterable[int]
tuple -> tuple[int, ...]
type -> type[Base]
Callable[..., str] -> Callable[[int], str]
UntypedRuler -> Measured
Cell -> Getter[int]

# The parameters of a constructor aren't looked into.
type[Base] -> Callable[..., Base]
""")

BEARTYPE_DISAGREES = read_reasons("""
# A bool isn't offered for int.
bool -> int
bool -> Union[int, str]
Literal[True] -> int
list[bool] -> Sequence[int]
type[bool] -> type[int]

# None is offered for nothing but None.
None -> Hashable

# Of an object known by a Protocol nothing else is known, for mypy too.
Measured -> Hashable
Generator[int, None, None] -> Hashable

# A class object is compared by what its metaclass inherits from.
type[Base] -> Hashable

# A NewType stands in for its supertype only where nothing else does, which is another question.
UserId -> int
AdminId -> int
list[UserId] -> list[int]
Sequence[UserId] -> Sequence[int]
UserId -> Hashable

# Beartype takes every type parameter for covariant.
list[int] -> list[Union[str, int]]
list[Literal["a"]] -> list[str]
Box[Derived] -> Box[Base]
Sink[Base] -> Sink[Derived]
Sink[Derived] -> Sink[Base]
Source[Sink[Base]] -> Source[Sink[Derived]]
Sink[Source[Base]] -> Sink[Source[Derived]]
Sink[Source[Derived]] -> Sink[Source[Base]]
list[Derived] -> list[Base]
list[Derived] -> MutableSequence[Base]
set[Derived] -> set[Base]
dict[Derived, int] -> Mapping[Base, int]
dict[str, Derived] -> MutableMapping[str, Base]
Generator[Derived, Base, None] -> Generator[Base, Derived, None]

# Beartype takes the parameters of callables for covariant, and their number for unimportant.
Callable[[Base], int] -> Callable[[Derived], int]
Callable[[Derived], int] -> Callable[[Base], int]
Callable[[int], int] -> Callable[[], int]
Callable[[], int] -> Callable[[int], int]
Callable[[Any], str] -> Callable[[int], str]
Callable[[int], str] -> Callable[[Any], str]

# In a Literal 1 and True are two values.
Literal[True] -> Literal[1]
Literal[1] -> Literal[True]

# All values of a type are a Literal.
bool -> Literal[True, False]
Color -> Literal[Color.RED, Color.GREEN]

# Beartype compares a literal with plain classes only.
Literal["a"] -> Sequence[str]

# Beartype takes LiteralString for a str of any origin, or for nothing known.
LiteralString -> str
str -> LiteralString
Literal[b"a"] -> LiteralString
LiteralString -> Sequence[str]

# Any as a type argument fits in both directions for beartype.
Box[Any] -> Box[int]
Sink[Any] -> Sink[int]
list[Any] -> list[int]

# Beartype knows neither defaults of type parameters nor arguments that a base computes from them.
ListBox[int] -> Box[list[int]]
Defaulted -> Defaulted[int]
Defaulted[str] -> Defaulted

# Beartype doesn't know which generic base classes plain classes have in typeshed.
str -> Sequence[str]
bytes -> Sequence[int]
range -> Sequence[int]
tuple[int, int] -> Sequence[int]
tuple[int, str] -> Sequence[Union[int, str]]
tuple[()] -> Sequence[int]
Point -> tuple[int, str]
type[WithMeta] -> Meta

# Beartype doesn't look at the annotations of methods.
Loop -> Iterable[int]
GeneratorLoop -> Iterable[int]
Counting -> Iterator[int]
Manager -> contextlib.AbstractContextManager[int]
Later -> Awaitable[int]
Stream -> AsyncIterable[int]
Counter -> Callable[[str], int]
Counter -> Callable[..., int]
IntGetter -> Getter[int]
Loop -> Iterating[int]
IntParcel -> Parcel[int]

# At run time a typed dictionary is a dict and no more; for type checkers it is a Mapping.
Movie -> Mapping[str, object]
Movie -> Mapping[str, Any]
Movie -> Iterable[str]
Movie -> dict

# Metadata other than a Qualifier doesn't restrict the type here.
Derived -> Annotated[Base, "note"]
""")
