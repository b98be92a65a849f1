"""Finding the adaptor of a project: in a module next to its sources, or among what is installed.

The module is called ``exekall_customization`` (or ``exekall_customize``, the original's earlier
name) and lies in a package around one of the given modules, or in the folder that these are
imported from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from exekall.customization import AdaptorBase
from exekall.discovery.loading import ImportFailure, Loaded, load
from exekall.discovery.sources import Source, find_sources
from exekall.errors import AmbiguousAdaptorError, BrokenAdaptorError, UnknownAdaptorError
from exekall.store.records import AdaptorRecord

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "ENTRY_POINT_GROUP",
    "adaptor_of",
    "adaptor_record",
    "customization_modules",
    "installed_adaptor",
    "named_adaptor",
    "overrides_hook",
]

__exekall_internal__ = True

MODULE_NAMES: Final = ("exekall_customization", "exekall_customize")
ENTRY_POINT_GROUP: Final = "exekall.adaptors"


def customization_modules(
    modules: Iterable[ModuleType],
) -> tuple[tuple[ModuleType, ...], tuple[ImportFailure, ...]]:
    """Import the customization modules of *modules*; return them and those that failed."""
    files = dict.fromkeys(file for module in modules for file in _customizations(module))
    sources: list[Source] = []
    for file in files:
        sources.extend(find_sources([str(file)]).found)
    loaded: Loaded = load(sources)
    return loaded.roots, loaded.failures


def adaptor_of(modules: Iterable[ModuleType], name: str | None = None) -> type[AdaptorBase]:
    """Return the adaptor class that the customization *modules* hold; the default one without any.

    With *name* the class must have it: as its attribute ``name``, or as its own name, full or
    short; or else an entry point is called so. Raises :class:`AmbiguousAdaptorError`,
    :class:`UnknownAdaptorError` or :class:`BrokenAdaptorError`.
    """
    held = dict.fromkeys(class_ for module in modules for class_ in _adaptors_in(module))
    leaves = [
        class_
        for class_ in held
        if not any(other is not class_ and issubclass(other, class_) for other in held)
    ]
    if name is None:
        return _only(leaves) if leaves else AdaptorBase
    named = [class_ for class_ in held if name in _names(class_)]
    if named:
        return _only(named)
    installed = installed_adaptor(name)
    if installed is not None:
        return installed
    if name == AdaptorBase.name:
        return AdaptorBase
    known = (*(class_.name for class_ in leaves), *_entry_points(), AdaptorBase.name)
    raise UnknownAdaptorError(name, tuple(dict.fromkeys(known)))


def installed_adaptor(name: str) -> type[AdaptorBase] | None:
    """Return the adaptor class that the entry point *name* gives, None where there is none.

    Raises :class:`BrokenAdaptorError`.
    """
    entry = _entry_points().get(name)
    if entry is None:
        return None
    try:
        found = entry.load()
    except Exception as error:  # whatever importing other people's code may raise
        raise BrokenAdaptorError(name, entry.value) from error
    if not (isinstance(found, type) and issubclass(found, AdaptorBase)):
        raise BrokenAdaptorError(name, entry.value)
    return found


def named_adaptor(name: str) -> type[AdaptorBase]:
    """Return the installed adaptor class *name*, or the default one by its name.

    Raises :class:`UnknownAdaptorError` or :class:`BrokenAdaptorError`.
    """
    found = AdaptorBase if name == AdaptorBase.name else installed_adaptor(name)
    if found is None:
        raise UnknownAdaptorError(name, (*_entry_points(), AdaptorBase.name))
    return found


def adaptor_record(class_: type[AdaptorBase]) -> AdaptorRecord:
    """Return what a database keeps of *class_*, above all which hooks it overrides."""
    public = (name for name in vars(AdaptorBase) if not name.startswith("_"))
    hooks = (name for name in public if callable(getattr(AdaptorBase, name)))
    overrides = tuple(name for name in hooks if overrides_hook(class_, name))
    return AdaptorRecord(class_.name, class_.__module__, class_.__qualname__, overrides)


def overrides_hook(class_: type[AdaptorBase], name: str) -> bool:
    """Tell whether *class_* has another hook *name* than the default adaptor."""
    defined = next(vars(base)[name] for base in class_.__mro__ if name in vars(base))
    return defined is not vars(AdaptorBase)[name]


def _entry_points() -> Mapping[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}


def _customizations(module: ModuleType) -> Iterator[Path]:
    """Yield the customization modules in the folders around *module*, the nearest first."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return
    for folder in _folders_around(Path(file), module.__name__):
        yield from (path for name in MODULE_NAMES if (path := folder / f"{name}.py").is_file())


def _folders_around(file: Path, module: str) -> Iterator[Path]:
    """Yield the folders of the packages around *file*, the one that these are imported from.

    Where that is below the current directory, the folders up to there follow.
    """
    levels = module.count(".") + (file.stem == "__init__")
    current = Path.cwd()
    for depth, folder in enumerate(file.parents):
        if depth > levels and not folder.is_relative_to(current):
            return
        yield folder


def _adaptors_in(module: ModuleType) -> Iterator[type[AdaptorBase]]:
    for value in list(vars(module).values()):
        if isinstance(value, type) and issubclass(value, AdaptorBase) and value is not AdaptorBase:
            yield value


def _names(class_: type[AdaptorBase]) -> tuple[str, str, str]:
    return (class_.name, class_.__name__, full_class_name(class_))


def full_class_name(class_: type) -> str:
    """Return the name of a class with its module, which tells it from all others."""
    return f"{class_.__module__}.{class_.__qualname__}"


def _only(classes: list[type[AdaptorBase]]) -> type[AdaptorBase]:
    if len(classes) > 1:
        raise AmbiguousAdaptorError(tuple(map(full_class_name, classes)))
    return classes[0]
