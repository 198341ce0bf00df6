"""What all tests share: where things are, and a Hypothesis that is the same on every machine."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from news_archive import Archive

# Thousands of small archives are made durable, and a third of the time is waiting for the disk.
# Where memory can be written to like a disk they are made there; what is promised is tried by tests
# that watch each step, not by the disk.
_MEMORY = "/dev/shm"
_ENOUGH_BYTES = 2 << 30

if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ENOUGH_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _MEMORY)

# Lexicons are made once and used by all workers, and never those of whoever runs the tests.
os.environ["XDG_CACHE_HOME"] = str(
    Path(tempfile.gettempdir()) / f"news-archive-tests-{os.getuid()}"
)

# A script ignores Ctrl-C on behalf of what it runs in the background, and here it is pressed.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "suite",
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("suite")

SEEDS = Path(__file__).parent.parent / "seeds"
SEED_ID = "000_680284227f96cff5"


@pytest.fixture
def seeds() -> Path:
    """The folder with the real seed file."""
    return SEEDS


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder for inputs."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive that is not there yet."""
    return Archive(tmp_path / "data")


@pytest.fixture
def seeded(archive: Archive) -> Archive:
    """An archive that holds the seed article."""
    archive.ingest([SEEDS])
    return archive
