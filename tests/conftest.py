"""What many tests share: the two plans that come with the program."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from zeren.ground import workers
from zeren.ground.model import Document, Extraction
from zeren.ingest import documents as build
from zeren.ingest import files, pipeline
from zeren.ingest.settings import Settings
from zeren.read import read
from zeren.store import open_reader, open_writer
from zeren.store.reader import Reader

# What is kept for a user between runs is none of the tests' business, nor of the processes that they start.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="zeren-cache-")
# Started in the background of a shell, a run and all that it starts would be deaf to Ctrl-C.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# As the processes that read documents do: else a fifth of the time goes into the search for objects in circles.
gc.set_threshold(*workers.COLLECTS)

# How long an example takes says more of the machine than of the program.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
PLANS = ROOT / "data" / "plans"
CITY = PLANS / "北京市_深化多元协同共治2026年行动计划.txt"
DISTRICT = PLANS / "北京市西城区_美丽西城建设2026年行动计划.txt"
SHARED = ROOT.parent / "shared"


def document(path: Path) -> Document:
    """Read one file that holds one document."""
    return read(path.read_bytes(), path.name)[0]


@pytest.fixture(scope="session")
def city() -> Extraction:
    """The Beijing city plan, extracted."""
    return pipeline.extract(document(CITY))


@pytest.fixture(scope="session")
def district() -> Extraction:
    """The Xicheng district plan, extracted."""
    return pipeline.extract(document(DISTRICT))


def stored(folder: Path, plans: dict[str, str]) -> Path:
    """A store in ``folder`` of plans given as file name → text."""
    home = folder / "plans"
    home.mkdir()
    for name, words in plans.items():
        (home / name).write_text(words, encoding="utf-8")
    with open_writer(folder / "store") as writer:
        build.build(files.find_files([home]), writer, Settings())
    return folder / "store"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with both plans."""
    path = tmp_path_factory.mktemp("store") / "store"
    with open_writer(path) as writer:
        build.build(files.find_files([PLANS]), writer, Settings())
    return path


@pytest.fixture
def reader(store: Path) -> Iterator[Reader]:
    """The store with both plans, opened for reading."""
    with open_reader(store) as opened:
        yield opened
