"""The exact cache: what makes two calls the same, and the protocol of where answers are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final, Protocol

from providers.calls import Answer, CacheScope, Call
from providers.protocol import Deadline, ModelRef

# Raised when an adapter comes to ask or to read in another way.
ADAPTER_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class CacheUsage:
    """`size_bytes` is what the answers take; a hit is a request that was not made."""

    requests: int = 0
    hits: int = 0
    entries: int = 0
    size_bytes: int = 0

    @property
    def hit_rate(self) -> float:
        """Of those who asked it, for whom it had the answer."""
        return self.hits / self.requests if self.requests else 0.0


class AnswerCache(Protocol):
    def recall(
        self, digest: str, model: ModelRef, deadline: Deadline, ask: Callable[[], Answer]
    ) -> Answer:
        """The answer kept under this digest, else what `ask` brings. Only whole answers are kept;
        of those who want the same at once only one asks, and the others wait for it."""
        ...

    def usage(self) -> CacheUsage: ...


class NoCache:
    """Keeps nothing."""

    def recall(
        self,
        digest: str,  # noqa: ARG002  the protocol's
        model: ModelRef,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
        ask: Callable[[], Answer],
    ) -> Answer:
        return ask()

    def usage(self) -> CacheUsage:
        return CacheUsage()


def digest_of(call: Call, model: ModelRef) -> str | None:
    """The name of the answer; None where it may not be kept.

    Where answers are drawn by chance (a temperature that is not zero) only what was asked for
    expressly is kept, and each voice draws its own.
    """
    scope = call.cache
    if scope is None:
        return None
    parameters = call.prompt.parameters
    is_drawn = parameters.temperature != 0
    if is_drawn and not scope.keeps_chance:
        return None
    asked = {
        "adapter": ADAPTER_VERSION,
        "scope": _named(scope),
        "voice": call.voice if is_drawn else "",
        "provider": model.provider,
        "model": model.name,
        "template": call.prompt.template,
        "messages": [[message.role, message.content] for message in call.prompt.messages],
        "max_tokens": call.prompt.max_tokens,
        "parameters": asdict(parameters),
    }
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _named(scope: CacheScope) -> list[str]:
    return [scope.kind, "" if scope.kind == "public" else scope.owner]
