"""Operators: callables as the engine sees them, that is, typed parameters and a typed product.

An operator is data. Making one resolves nothing; its product and its parameters are read when
they are first asked for, each on its own, so that the thousands of callables of a large code base
cost next to nothing when a handful of them matters. Nothing but an executor calls ``callable_``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import FunctionType, MethodType
from typing import Any

from exekall.annotations import AnnotationReader, generic_self, yielded
from exekall.callables import Kind, UnboundMethod
from exekall.construction import (
    construction_namespace,
    constructor,
    defining_class,
    field_namespaces,
)
from exekall.errors import AnnotationError, PartialAnnotationError
from exekall.injection import is_injected
from exekall.names import NameForm, in_form
from exekall.namespace import Namespace
from exekall.reasons import Cause, Rejection
from exekall.relation import nominal_head, refusal, substitute, type_variables
from exekall.relation.classes import inherited
from exekall.signature import (
    EMPTY,
    Parameter,
    annotations_of,
    is_plain,
    place_of,
    raw_parameters,
    return_annotation,
    underlying,
)

__all__ = ["Kind", "Operator", "TagsGetter", "UnboundMethod"]

TagsGetter = Callable[[Any], Mapping[str, Any]]

__exekall_internal__ = True

_GENERATOR = CO_GENERATOR | CO_ASYNC_GENERATOR
_ASYNCHRONOUS = CO_COROUTINE | CO_ASYNC_GENERATOR

_NO_TYPES: frozenset[type] = frozenset()


_FUNCTION, _METHOD, _CLASS = Kind.FUNCTION, Kind.METHOD, Kind.CLASS


class Operator:
    """A callable with the types of its parameters and of its product.

    *non_reusable_type_set* are the types whose values are computed anew whenever they are asked
    for, subclasses included; *tags_getter* maps a produced value to its tags.

    Reading :attr:`product` or :attr:`parameters` raises :class:`AnnotationError` (or its
    :class:`PartialAnnotationError`) where the annotations can't be used.
    """

    __slots__ = (
        "_binding",
        "_flags",
        "_injected",
        "_non_reusable",
        "_parameters",
        "_product",
        "_tags_getter",
        "callable_",
        "function",
        "kind",
        "owner",
    )

    def __init__(
        self,
        callable_: Callable[..., Any],
        non_reusable_type_set: Iterable[type] | None = None,
        tags_getter: TagsGetter | None = None,
    ) -> None:
        self.callable_: Callable[..., Any] | None = callable_
        self.function: Callable[..., Any] | None = callable_
        self.owner: type | None = None
        self.kind = _FUNCTION
        self._binding: tuple[str, str] | None = None
        self._non_reusable = non_reusable_type_set or _NO_TYPES
        self._tags_getter = tags_getter
        self._product: Any = EMPTY
        self._flags: int | None = None
        self._parameters: tuple[Parameter, ...] | None = None
        self._injected: tuple[Parameter, ...] | None = None
        # Operators are made by the ten thousand, and most are functions.
        if type(callable_) is FunctionType:
            return
        if isinstance(callable_, UnboundMethod):
            self.kind, self.owner = _METHOD, callable_.cls
            self.function = callable_.callable_
        elif isinstance(callable_, type):
            self.kind, self.owner = _CLASS, callable_
        elif isinstance(callable_, MethodType) and isinstance(callable_.__self__, type):
            self.kind, self.owner = Kind.CLASSMETHOD, callable_.__self__

    # Identity and names

    @property
    def module(self) -> str:
        """The name of the module that the callable belongs to."""
        if self._binding is not None:
            return self._binding[0]
        named = self.owner if self.owner is not None else self.callable_
        module = getattr(named, "__module__", None)
        return module if isinstance(module, str) else ""

    @property
    def qualname(self) -> str:
        """The name within the module; a method is named after the class that it is used on."""
        if self._binding is not None:
            return self._binding[1]
        if self.kind is Kind.CLASS or self.owner is None:
            found = getattr(self.callable_, "__qualname__", None) or type(self.callable_).__name__
            return str(found)
        return f"{self.owner.__qualname__}.{self.callable_.__name__}"  # type: ignore[union-attr]

    @property
    def name(self) -> str:
        """The full name."""
        return self.get_name()

    def get_name(self, full_qual: bool = True, qual: bool = True) -> str:
        """Return the name: full, without the module, or short where *qual* is false.

        In the short form a factory classmethod shows as the class that it produces, and another
        classmethod keeps its class.
        """
        return self.name_in(NameForm.of(full_qual, qual))

    def name_in(self, form: NameForm) -> str:
        """Return the name in *form*."""
        if form is NameForm.SHORT and self.kind is Kind.CLASSMETHOD and self.owner is not None:
            if self.is_factory:
                return self.owner.__name__
            return f"{self.owner.__name__}.{in_form('', self.qualname, form)}"
        return in_form(self.module, self.qualname, form)

    def bind(self, module: str, qualname: str) -> None:
        """Name the operator after where it is found, not as its callable calls itself.

        A partial object has no name, and the functions that a factory function makes share one.
        """
        self._binding = (module, qualname)

    @property
    def place(self) -> str:
        """Where the callable is defined, as ``file:line``; empty where unknown."""
        return place_of(self.function)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    # Types

    @property
    def product(self) -> Any:
        """The canonical type of what a call produces; of one value, for a generator."""
        if self._product is EMPTY:
            self._product = self._read_product()
        return self._product

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The annotated parameters in declaration order.

        A parameter with a default and no annotation is not among them.
        """
        if self._parameters is None:
            self._parameters = self._read_parameters()
        return self._parameters

    @property
    def injected(self) -> tuple[Parameter, ...]:
        """The parameters that the engine fills in: ``Consumer`` and ``ExprData``."""
        if self._injected is None:
            self._injected = tuple([p for p in self.parameters if is_injected(p.type)])
        return self._injected

    @property
    def value_type(self) -> Any:
        """The product, under the original's name."""
        return self.product

    @property
    def prototype(self) -> tuple[dict[str, Any], Any]:
        """The parameters' types by name, in order, and the product."""
        return {parameter.name: parameter.type for parameter in self.parameters}, self.product

    @property
    def is_factory(self) -> bool:
        """Whether this is a classmethod that produces the class that it is called on."""
        if self.kind is not Kind.CLASSMETHOD or self.owner is None:
            return False
        return bool(self.product == generic_self(self.owner))

    @property
    def reusable(self) -> bool:
        """Whether a value may serve every consumer that would compute the same one."""
        if not self._non_reusable:
            return True
        head = nominal_head(self.product)
        return head is None or not issubclass(head, tuple(self._non_reusable))

    @property
    def is_generator(self) -> bool:
        """Whether one call gives any number of values (also asynchronously)."""
        return bool(self._code_flags & _GENERATOR)

    @property
    def is_asynchronous(self) -> bool:
        """Whether what a call returns must be awaited, or iterated over asynchronously."""
        return bool(self._code_flags & _ASYNCHRONOUS)

    @property
    def type_variables(self) -> tuple[Any, ...]:
        """The type variables that the parameters and the product leave open."""
        types = (self.product, *(parameter.type for parameter in self.parameters))
        return tuple(dict.fromkeys(v for type_ in types for v in type_variables(type_)))

    @property
    def _code_flags(self) -> int:
        if self._flags is None:
            self._flags = self._read_flags()
        return self._flags

    def _read_flags(self) -> int:
        if self.kind is Kind.CLASS:
            return 0
        # A wrapper may pass on what it wraps, or be a generator of its own.
        flags = 0
        for function in (self.function, underlying(self.function)):
            code = getattr(function, "__code__", None)
            flags |= code.co_flags if code is not None else 0
        return flags

    def get_tags(self, value: Any) -> dict[str, Any]:
        """Return the tags of *value*, as text-like objects by name.

        Whatever the tags getter raises is passed on.
        """
        return dict(self._tags_getter(value)) if self._tags_getter is not None else {}

    # Variants

    def instantiate(self, bindings: Mapping[Any, Any], product: Any) -> Operator:
        """Return this operator with its type variables replaced, and with *product*."""
        return self._variant(
            tuple(p._replace(type=substitute(p.type, bindings)) for p in self.parameters), product
        )

    def with_parameter_type(self, name: str, type_: Any) -> Operator:
        """Return this operator with parameter *name* wanting *type_*, annotated or not.

        Raises KeyError where the callable has no such parameter.
        """
        raw = {parameter.name: parameter for parameter in self.raw_parameters()}
        kept = {parameter.name: parameter for parameter in self.parameters}
        kept[name] = raw[name]._replace(type=type_)
        return self._variant(tuple(kept[key] for key in raw if key in kept), self.product)

    def _variant(self, parameters: tuple[Parameter, ...], product: Any) -> Operator:
        variant = object.__new__(type(self))
        for slot in Operator.__slots__:
            setattr(variant, slot, getattr(self, slot))
        variant._parameters = parameters
        variant._injected = None
        variant._product = product
        return variant

    # Reading annotations

    def raw_parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters as written, but for those that calling the operator binds.

        Raises :class:`AnnotationError` where the callable has no readable signature.
        """
        function, skip = self._signed()
        if function is None:
            return ()
        try:
            return raw_parameters(function, skip)
        except (ValueError, TypeError) as error:
            raise self._error(Cause.NO_SIGNATURE, (), str(error)) from error

    def _signed(self) -> tuple[Callable[..., Any] | None, int]:
        """Return the function whose signature counts, and how many parameters are bound."""
        if self.kind is Kind.CLASS:
            assert self.owner is not None
            return constructor(self.owner)[0], 1
        if self.kind is Kind.CLASSMETHOD:
            return self.function.__func__, 1  # type: ignore[union-attr]
        return self.function, 0

    def _reader(self) -> AnnotationReader:
        """Return what resolves the annotations of the callable."""
        owner = self.owner
        if self.kind is Kind.CLASS:
            assert owner is not None
            function, base = constructor(owner)
            namespace = construction_namespace(function, base)
            fields = field_namespaces(owner)
            return AnnotationReader(self, namespace, owner, fields)
        function, _ = self._signed()
        defined_in = defining_class(owner, function)
        namespace = Namespace.of_function(underlying(function), defined_in)
        return AnnotationReader(self, namespace, owner)

    def _read_product(self) -> Any:
        if self.kind is Kind.CLASS:
            return self._self_type("return")
        function: Any = self.function
        if is_plain(function):
            # The common case: a function, not decorated, that returns a class.
            self._flags = function.__code__.co_flags
            product = annotations_of(function).get("return")
            if type(product) is str and function.__closure__ is None:
                in_class = self.owner is not None and inherited(self.owner, product) is not None
                product = None if in_class else function.__globals__.get(product)
            if type(product) is type and product is not EMPTY and not self.is_generator:
                return product
        written = product = self._written_product()
        if product is EMPTY:
            rejection = Rejection(self.name, Cause.NO_RETURN_ANNOTATION, place=self.place)
            raise PartialAnnotationError(rejection)
        if type(product) is not type:
            product = self._reader().read(product, "return")
        if self.is_generator:
            product = yielded(product)
            if product is None:
                raise self._error(Cause.REFUSED_TYPE, ("return",), str(written))
        return self._self_type("return") if self._is_made_by(product) else product

    def _is_made_by(self, product: Any) -> bool:
        """Tell whether a factory annotated with *product*, a base, makes what it is called on."""
        if self.kind is not Kind.CLASSMETHOD or self.owner is None:
            return False
        return nominal_head(product) in self.owner.__mro__[:-1]  # object says nothing

    def _self_type(self, parameter: str) -> Any:
        assert self.owner is not None
        type_ = generic_self(self.owner)
        return type_ if isinstance(type_, type) else self._reader().read(type_, parameter)

    def _written_product(self) -> Any:
        assert self.function is not None
        try:
            return return_annotation(self.function)
        except (ValueError, TypeError) as error:
            raise self._error(Cause.NO_SIGNATURE, ("return",), str(error)) from error

    def _read_parameters(self) -> tuple[Parameter, ...]:
        parameters = self.raw_parameters()
        if self.kind is Kind.METHOD:
            has_self = bool(parameters) and parameters[0].position == 0
            name = parameters[0].name if has_self else "self"  # a bare *args takes it too
            first = Parameter(name, self._self_type(name), EMPTY, 0, True)
            parameters = (first, *parameters[has_self:])
        for _, type_, _, _, _ in parameters:
            if type(type_) is not type or type_ is EMPTY or type_ is object:
                return tuple(self._resolved(parameters))
        return parameters

    def _resolved(self, parameters: tuple[Parameter, ...]) -> Iterator[Parameter]:
        missing = tuple(p.name for p in parameters if p.type is EMPTY and p.default is EMPTY)
        if missing:
            rejection = Rejection(self.name, Cause.PARTIAL_ANNOTATION, missing, place=self.place)
            raise PartialAnnotationError(rejection)
        reader = self._reader()
        for parameter in parameters:
            if parameter.type is not EMPTY:
                type_ = reader.read(parameter.type, parameter.name)
                resolved = parameter._replace(type=type_)
                self._check(resolved)
                yield resolved

    def _check(self, parameter: Parameter) -> None:
        """Raise where *parameter* wants a type that says nothing."""
        reason = refusal(parameter.type)
        if reason is not None:
            raise self._error(Cause.REFUSED_TYPE, (parameter.name,), reason.value)

    def _error(self, cause: Cause, names: tuple[str, ...], subject: str) -> AnnotationError:
        return AnnotationError(Rejection(self.name, cause, names, subject, self.place))
