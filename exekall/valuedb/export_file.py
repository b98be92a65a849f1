"""Files of exports: a pickle, compressed as its name says, with a digest at the end.

Reading one makes records and refuses any other class, so that it runs no code; loading the objects
in it runs what their pickles say, as ever.
"""

from __future__ import annotations

import pickle
from hashlib import blake2b
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError
from exekall.store import records
from exekall.store.errors import StoreError, StoreProblem, ValueProblem
from exekall.store.sqlite.database import store_error, translated
from exekall.valuedb.export import VERSION, Export

__all__ = ["is_export", "read_export", "write_export"]

_PICKLE: Final = ".pickle"
_DIGEST_SIZE: Final = 16

# What compresses files of a suffix: the first of these modules that this Python has, and how.
_COMPRESSORS: Final[dict[str, tuple[tuple[str, dict[str, int]], ...]]] = {
    ".gz": (("gzip", {"compresslevel": 6}),),
    ".zst": (("compression.zstd", {}), ("zstandard", {})),
    ".xz": (("lzma", {}),),
}

_CLASSES: Final = {
    (class_.__module__, class_.__qualname__): class_
    for class_ in (
        *(getattr(records, name) for name in records.__all__),
        ValueProblem,
        Export,
    )
    if isinstance(class_, type)
}


def is_export(path: Path) -> bool:
    """Tell by its suffixes whether *path* is, or is to be, an export."""
    stem = path.with_suffix("") if path.suffix in _COMPRESSORS else path
    return stem.suffix == _PICKLE


def write_export(content: Export, path: Path) -> None:
    """Write an export, in place of an older file; raises :class:`StoreError`."""
    module, options = _compressor(path)
    data = pickle.dumps(content, protocol=5)
    data += _digest(data)
    if module is not None:
        data = module.compress(data, **options)
    try:
        with Directory(path.parent.resolve()) as folder:
            folder.write(path.name, data)
    except ArtifactError as error:
        cause = error.__cause__
        raise store_error(path, cause if isinstance(cause, OSError) else error) from error


def read_export(path: Path) -> Export:
    """Read an export; raises :class:`StoreError`."""
    module, _ = _compressor(path)
    if not path.exists():
        raise StoreError(StoreProblem.MISSING, path)
    with translated(path):
        data = path.read_bytes()
    if module is not None:
        try:
            data = module.decompress(data)
        except Exception as error:  # each of these modules has errors of its own
            raise StoreError(StoreProblem.DAMAGED, path, str(error)) from error
    content, digest = memoryview(data)[:-_DIGEST_SIZE], data[-_DIGEST_SIZE:]
    if _digest(content) != digest:
        raise StoreError(StoreProblem.DAMAGED, path)
    try:
        found = _RecordUnpickler(BytesIO(content)).load()
    except Exception as error:  # a pickle may raise anything
        raise StoreError(StoreProblem.FOREIGN, path, str(error)) from error
    if not isinstance(found, Export):
        raise StoreError(StoreProblem.FOREIGN, path)
    if found.version != VERSION:
        raise StoreError(StoreProblem.TOO_NEW, path)
    return found


def _digest(data: bytes | memoryview) -> bytes:
    return blake2b(data, digest_size=_DIGEST_SIZE).digest()


def _compressor(path: Path) -> tuple[Any, dict[str, int]]:
    """Return the module that compresses a file of this name, with its options, or None.

    They are imported by name, since interpreters may lack any of them.
    """
    choices = _COMPRESSORS.get(path.suffix)
    if choices is None:
        return None, {}
    for name, options in choices:
        try:
            return import_module(name), options
        except ImportError:
            continue
    raise StoreError(StoreProblem.UNSUPPORTED, path, choices[0][0])


class _RecordUnpickler(pickle.Unpickler):
    """Makes records only."""

    def find_class(self, module: str, name: str, /) -> Any:
        """Return a class of records; raises :class:`pickle.UnpicklingError` for any other."""
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name}") from None
