"""The few helpers that scripts carry along, so that they run without exekall.

A script gets those that it uses and what these need themselves, in the order of this file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NAMES", "Helper", "needed"]


@dataclass(frozen=True, slots=True)
class Helper:
    """The source of one helper, the standard modules it imports and the helpers it builds on."""

    source: str
    modules: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_SKIPPING: Final = """\
    except Skipped:
        pass
"""

_HELPERS: Final = {
    "failures": Helper("failures = []"),
    "Skipped": Helper('''\
class Skipped(Exception):
    """Something this depends on has failed before, which was reported then."""
'''),
    "contained": Helper(
        '''\
@contextlib.contextmanager
def contained():
    """Report a failure of the block, and go on after it."""
    try:
        yield
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except Skipped:
        pass
    except BaseException as error:
        traceback.print_exception(error)
        failures.append(type(error))
''',
        ("contextlib", "traceback"),
        ("failures",),
    ),
    "missing": Helper(
        '''\
def missing(what):
    """Stand for something that could not be written into this script."""
    raise NotImplementedError(f"put {what} here")
'''
    ),
    "Database": Helper(
        '''\
class Database:
    """What the run computed, opened when it is first asked for; false where it is not there."""

    def __init__(self, name):
        self.path = os.path.join(os.path.dirname(os.path.realpath(__file__)), name)
        self.opened = None

    def __bool__(self):
        return os.path.exists(self.path)

    def value(self, uuid):
        """Return a value, or raise what computing it raised."""
        if self.opened is None:
            import exekall

            self.opened = exekall.load(self.path)
            atexit.register(self.opened.close)
        found = self.opened.get_by_uuid(uuid)
        if found.excep is not None:
            raise found.excep
        return found.value

    def values(self, uuids):
        """Give values, and raise what ended their generator."""
        return map(self.value, uuids)
''',
        ("atexit", "os"),
    ),
    "module_in_file": Helper(
        '''\
def module_in_file(name, path):
    """Import a module that is not found by its name."""
    loader = importlib.machinery.SourceFileLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
''',
        ("importlib.machinery", "importlib.util", "sys"),
    ),
    "runner": Helper("runner = asyncio.Runner()", ("asyncio",)),
    "stepped": Helper(
        '''\
def stepped(values):
    """Give the values of an asynchronous generator."""

    async def step():
        return await anext(values, end)

    end = object()
    while (value := runner.run(step())) is not end:
        yield value
''',
        (),
        ("runner",),
    ),
    "each": Helper(
        '''\
def each(values):
    """Give the values of a generator; where it fails, report that and stop."""
    with contained():
        yield from values
''',
        (),
        ("contained",),
    ),
    "Values": Helper(
        '''\
class Values:
    """The values of a generator, asked for when needed and kept for the next time."""

    def __init__(self, values):
        self.kept = []
        self.rest = each(values)

    def __iter__(self):
        yield from self.kept
        for value in self.rest:
            self.kept.append(value)
            yield value
''',
        (),
        ("each",),
    ),
    "numbers": Helper("numbers = itertools.count()", ("itertools",)),
    "numbered": Helper(
        '''\
def numbered(values):
    """Give each value with a number that no other value has."""
    return zip(numbers, values)
''',
        (),
        ("numbers",),
    ),
    "once": Helper(
        '''\
def once(compute):
    """Make a function that computes its value when first called; a failure is not repeated."""
    kept = []

    def value():
        if not kept:
            kept.append(Skipped)
            kept[0] = compute()
        if kept[0] is Skipped:
            raise Skipped
        return kept[0]

    return value
''',
        (),
        ("Skipped",),
    ),
    "Once": Helper(
        '''\
class Once:
    """Computes one value for each combination of loop numbers; a failure is not repeated."""

    def __init__(self):
        self.kept = {}

    def __call__(self, compute, *numbers):
        if numbers not in self.kept:
            self.kept[numbers] = Skipped
            self.kept[numbers] = compute()
        if self.kept[numbers] is Skipped:
            raise Skipped
        return self.kept[numbers]
''',
        (),
        ("Skipped",),
    ),
}

NAMES = frozenset(_HELPERS)


def needed(names: Iterable[str]) -> list[Helper]:
    """Return the helpers called *names* and all that they need, in order of definition."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(_HELPERS[name].needs)
    helpers = [helper for name, helper in _HELPERS.items() if name in found]
    if "Skipped" in found:
        return helpers
    return [replace(helper, source=helper.source.replace(_SKIPPING, "")) for helper in helpers]
