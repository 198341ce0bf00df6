"""What all tests share: where things are, and a Hypothesis that is the same on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from news_archive import Archive

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
