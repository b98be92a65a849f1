"""Finding the adaptor of a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.customization import AdaptorBase
from exekall.store.records import AdaptorRecord
from exekall.valuedb.adaptor import adaptor_class


class Outer:
    class Cook(AdaptorBase):
        name = "cook"


class Stranger:
    """Is no adaptor."""


@pytest.mark.parametrize(
    ("module", "qualname", "found"),
    [
        (__name__, "Outer.Cook", Outer.Cook),
        ("exekall.customization", "AdaptorBase", AdaptorBase),
        (__name__, "Stranger", None),
        (__name__, "Outer.Waiter", None),
        (__name__, "adaptor_class", None),
        ("os", "system", None),
        ("nowhere.to.be.found", "Cook", None),
        ("", "Cook", None),
    ],
)
def test_classes(module: str, qualname: str, found: type | None) -> None:
    assert adaptor_class(AdaptorRecord("cook", module, qualname)) is found


def test_modules_that_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    for number, statement in enumerate(["1 / 0", "import sys; sys.exit(3)", "this is no Python"]):
        (tmp_path / f"broken_adaptor_{number}.py").write_text(statement)
        assert adaptor_class(AdaptorRecord("x", f"broken_adaptor_{number}", "Cook")) is None
