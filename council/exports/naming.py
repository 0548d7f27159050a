"""Names of files that every system takes, and that say what is in them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.text import slugify

SLUG_CHARACTERS = 40  # of four bytes at most: names have 255


def file_name(title: str, id_: UUID, ending: str) -> str:
    """Letters and digits of any script, no sign that means something; never `con` or `nul`."""
    slug = slugify(title, allow_unicode=True)[:SLUG_CHARACTERS].strip("-_")
    return "-".join(filter(None, ("council", slug, id_.hex[:8]))) + f".{ending}"


def archive_name(today: date) -> str:
    return f"council-{today:%Y-%m-%d}.zip"
