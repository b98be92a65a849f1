"""Finding out whether stored values were changed since, before something refers to them.

Pickling a value again and comparing is the only way to know, and it takes about as long as the
first time. A value is always checked when it is referred to for the first time. Otherwise there
is a millisecond for the checks that one new value makes necessary; beyond it, checks get a tenth
of all the time that passes, and none is repeated before ten times its cost has passed. What is
not checked is trusted, and checked once at the end.
"""

from __future__ import annotations

from enum import Enum
from time import perf_counter
from typing import Final

from exekall.store.objects.registry import Entry, Registry, Site
from exekall.store.objects.snapshots import snapshot

__all__ = ["Changes", "Check"]

# Seconds for the checks that one new value makes necessary.
_FREE: Final = 1e-3
# Seconds in all for those of values that it does not refer to itself, as in a long chain of them.
_GRACE: Final = 0.5
# The part of all time that further checks may take.
_SHARE: Final = 0.1


class _State(Enum):
    INTACT = 0
    TRUSTED = 1
    CHANGED = 2


class Changes:
    """What is known of changes in the values of *registry*."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._started = perf_counter()
        self._spent = 0.0
        self._grace = _GRACE
        self._entries: dict[Entry, None] = {}
        self._stale: set[int] = set()

    def check(self) -> Check:
        """Return a check, for one new value."""
        return Check(self)

    def stale(self) -> frozenset[int]:
        """Check what was trusted; return the keys of values that trusted what had changed."""
        check = Check(self, is_thorough=True)
        for entry in list(self._entries):
            if check.state(entry) is not _State.INTACT:
                self.note_changed(entry)
        self._entries.clear()
        return frozenset(self._stale)

    def note_changed(self, entry: Entry) -> None:
        """Never refer to *entry* again."""
        entry.is_changed = True
        self._stale.update(entry.trusting)
        entry.trusting.clear()

    def note_trust(self, entry: Entry, key: int) -> None:
        """Remember that the value *key* was stored without a look at *entry*."""
        entry.trusting.append(key)
        self._entries[entry] = None

    def has_grace(self, entry: Entry) -> bool:
        """Tell whether *entry* may be checked without further ado, which is done then."""
        if self._grace < entry.cost:
            return False
        self._grace -= entry.cost
        return True

    def is_affordable(self, entry: Entry, now: float) -> bool:
        """Tell whether there is time to check *entry*, which is to be spent then."""
        if now - entry.checked < entry.cost / _SHARE:
            return False
        if self._spent + entry.cost > (now - self._started) * _SHARE:
            return False
        self._spent += entry.cost
        return True

    def is_same(self, entry: Entry) -> bool | None:
        """Pickle *entry* alone again: tell whether it gives the same, None if it cannot be told."""

        def accept(site: Site) -> bool:
            return site.entry.order < entry.order  # as then: later ones may share parts

        started = perf_counter()
        try:
            now = snapshot(entry.obj, entry.kind, self._registry, accept)
        except KeyboardInterrupt:
            raise
        except (RecursionError, MemoryError):  # There is less room here than there was then.
            return None
        except BaseException:  # It could be pickled once.
            return False
        entry.was_checked = True
        entry.checked = perf_counter()
        entry.cost = entry.checked - started
        return now.is_of(entry)


class Check:
    """One look at values, each at most once."""

    def __init__(self, changes: Changes, is_thorough: bool = False) -> None:
        self.spent = 0.0
        self._planned = 0.0
        self._changes = changes
        self._is_thorough = is_thorough
        self._states: dict[Entry, _State] = {}
        self._trusted: list[Entry] = []

    def is_intact(self, site: Site) -> bool:
        """Tell whether the value that *site* is in is as it was stored, as far as one looks."""
        state = self._states.get(site.entry)
        if state is None:
            state = self.state(site.entry)
        return state is not _State.CHANGED

    def note_trust(self, key: int) -> None:
        """Take note that the value *key* was stored with what this check trusted."""
        for entry in self._trusted:
            self._changes.note_trust(entry, key)

    def state(self, root: Entry) -> _State:
        """Check *root* and all that it refers to."""
        states = self._states
        stack = [(root, False)]
        while stack:
            entry, is_ready = stack.pop()
            if is_ready:
                states[entry] = self._judge(entry)
            elif entry.is_changed:
                states[entry] = _State.CHANGED
            elif entry not in states:
                if self._is_looked_at(entry, entry is root):
                    stack.append((entry, True))
                    stack += [(site.entry, False) for site in entry.sites]
                else:
                    states[entry] = _State.TRUSTED
                    self._trusted.append(entry)
        return states[root]

    def _judge(self, entry: Entry) -> _State:
        """Check *entry* itself, after what it refers to."""
        below = {self._states[site.entry] for site in entry.sites}
        started = perf_counter()
        is_same = _State.CHANGED not in below and self._changes.is_same(entry)
        self.spent += perf_counter() - started
        if is_same is None:
            self._trusted.append(entry)
            return _State.TRUSTED
        if not is_same:
            self._changes.note_changed(entry)
            return _State.CHANGED
        if _State.TRUSTED in below:
            return _State.TRUSTED
        entry.trusting.clear()
        return _State.INTACT

    def _is_looked_at(self, entry: Entry, is_direct: bool) -> bool:
        if self._is_thorough:
            return True
        if is_direct and not entry.was_checked:
            return True
        self._planned += entry.cost
        if self._planned < _FREE and (is_direct or self._changes.has_grace(entry)):
            return True
        return self._changes.is_affordable(entry, perf_counter())
