"""Tells one wording of a prompt from another."""

from __future__ import annotations

import hashlib


def version_of(wording: str) -> str:
    """Another wording has another."""
    return hashlib.sha256(wording.encode()).hexdigest()[:12]
