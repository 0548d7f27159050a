"""Read-only links: off until its person makes one, and over when that person says so."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from accounts.pepper import digests
from council.errors import NotFinished
from council.models import Deliberation, Share

TOKEN_BYTES = 24  # 192 bits, which nobody guesses


def share(*, deliberation: Deliberation, with_opinions: bool) -> Share:
    """One link, whose reader sees the opinions too, or not. What is shared already keeps its link.

    Raises NotFinished.
    """
    if not deliberation.has_ended:
        raise NotFinished
    new = Share(deliberation=deliberation)
    shared, is_new = Share.objects.get_or_create(
        deliberation=deliberation,
        defaults={
            "id": new.id,
            "digest": _digest(_tokens(new)[0]),
            "with_opinions": with_opinions,
        },
    )
    if not is_new and shared.with_opinions != with_opinions:
        shared.with_opinions = with_opinions
        shared.save(update_fields=["with_opinions"])
    return shared


def revoke(*, deliberation: Deliberation) -> None:
    Share.objects.filter(deliberation=deliberation).delete()


def find_shared(token: str) -> Share | None:
    """By its digest, so that how long it takes tells nothing of any token."""
    shared = Share.objects.filter(digest=_digest(token)).select_related("deliberation")
    return shared.defer("deliberation__event_log").first()


def is_shared(token: str) -> bool:
    return Share.objects.filter(digest=_digest(token)).exists()


def token_of(shared: Share) -> str | None:
    """What stands in its link. None if the pepper it was made with is gone: the link itself goes
    on, but can be told no more."""
    return next((token for token in _tokens(shared) if _digest(token) == shared.digest), None)


def _tokens(shared: Share) -> list[str]:
    """Under each pepper, the newest first."""
    made = [bytes.fromhex(text)[:TOKEN_BYTES] for text in digests(f"share {shared.id}")]
    return [urlsafe_b64encode(each).decode() for each in made]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
