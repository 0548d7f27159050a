"""How a moment is written for whoever reads it, in events and answers."""

from __future__ import annotations

from datetime import datetime


def iso(moment: datetime) -> str:
    """UTC with milliseconds and Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
