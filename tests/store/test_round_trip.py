"""Graphs that several values share come back as they were, and have digests that hold anywhere."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exekall.store.objects.buffers import BufferFolder
from exekall.store.objects.decoding import Decoder
from exekall.store.objects.encoding import Encoded, Encoder
from exekall.store.records import Stored
from tests.store.graphs import KINDS, Spec, assert_isomorphic, build, random_specs


def encode_all(folder: Path, values: Sequence[Any]) -> list[Encoded]:
    encoder = Encoder(BufferFolder(folder / "db.buffers"))
    encoded = [encoder.encode(value, key) for key, value in enumerate(values)]
    assert [each.refusal for each in encoded] == [None] * len(values)
    assert encoder.stale() == frozenset()
    return encoded


def decoder_of(folder: Path, encoded: Sequence[Encoded]) -> Decoder:
    stored = [each.stored for each in encoded]

    def fetch(key: int) -> Stored:
        found = stored[key]
        assert found is not None
        return found

    return Decoder(fetch, BufferFolder(folder / "db.buffers"))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Spec], list[int], list[int]]:
    """Draw a graph, which of its nodes are values, and in which order these are loaded."""
    size = draw(st.integers(1, 14))
    number = st.integers(0, size - 1)
    edges = st.lists(number, max_size=4).map(tuple)
    specs = draw(
        st.lists(st.builds(Spec, st.sampled_from(KINDS), edges), min_size=size, max_size=size)
    )
    values = draw(st.lists(number, min_size=1, max_size=6))
    return specs, values, draw(st.permutations(range(len(values))))


@given(graphs())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_identity_and_equality_survive(
    tmp_path_factory: pytest.TempPathFactory, graph: tuple[list[Spec], list[int], list[int]]
) -> None:
    specs, values, order = graph
    folder = tmp_path_factory.mktemp("folder")
    nodes = build(specs)
    before = [nodes[number] for number in values]
    encoded = encode_all(folder, before)
    decoder = decoder_of(folder, encoded)
    loaded = {key: decoder.value(key) for key in order}
    assert_isomorphic(before, [loaded[key] for key in range(len(values))])


@given(graphs())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_same_graph_has_the_same_digests(
    tmp_path_factory: pytest.TempPathFactory, graph: tuple[list[Spec], list[int], list[int]]
) -> None:
    specs, values, _ = graph
    found = []
    for _ in range(2):
        nodes = build(specs)
        encoded = encode_all(tmp_path_factory.mktemp("folder"), [nodes[n] for n in values])
        found.append([each.digest for each in encoded])
    assert found[0] == found[1]
    assert None not in found[0]


def print_digests(folder: Path) -> None:
    """Run by the test below in processes with other hashes."""
    for seed in range(150):
        rng = random.Random(seed)
        nodes = build(random_specs(rng, rng.randrange(1, 20)))
        values = [rng.choice(nodes) for _ in range(4)]
        for encoded in encode_all(folder, values):
            assert encoded.digest is not None
            print(seed, encoded.digest.hex())


def test_digests_do_not_depend_on_hashes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.store import test_round_trip;"
        "test_round_trip.print_digests(Path(sys.argv[1]))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert outputs[0] == outputs[1] == outputs[2]
    assert len(set(outputs[0].splitlines())) > 300
