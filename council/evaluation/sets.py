"""Where sets of recorded answers lie."""

from __future__ import annotations

from pathlib import Path


def folder_of(name: str, project: Path) -> Path:
    """A folder as it is named, else of that name among the shared sets beside the project."""
    folder = Path(name)
    return folder if folder.is_dir() else project.parent / "shared" / "evals" / name
