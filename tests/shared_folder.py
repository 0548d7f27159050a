"""Data that lies beside the project and not in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def shared(name: str) -> Path:
    """A file or folder under `../shared`. Where it is absent the test is skipped, or fails if
    `REQUIRE_SHARED` is set."""
    path = SHARED / name
    if not path.exists():
        said = f"../shared/{name} is not here"
        if os.environ.get("REQUIRE_SHARED"):
            pytest.fail(said)
        pytest.skip(said)
    return path
