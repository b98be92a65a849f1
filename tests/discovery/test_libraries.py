from __future__ import annotations

import json
import os

import pytest

from exekall.discovery.libraries import is_library


@pytest.mark.parametrize(
    "file",
    [
        json.__file__,
        os.__file__,
        "/opt/env/lib/python3.12/site-packages/package/module.py",
        "/usr/lib/python3/dist-packages/module.py",
        pytest.__file__,
    ],
)
def test_library(file: str) -> None:
    assert is_library(file)


@pytest.mark.parametrize("file", ["/home/me/code.py", __file__, "", "/a/my-site-packages/x.py"])
def test_own_code(file: str) -> None:
    assert not is_library(file)
